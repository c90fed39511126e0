"""What somebody wrote, without what her mail program added: the mail she answers, and her signature (ADR 122).

Works line by line in one pass, so that no mail makes it slow. When in doubt, text stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from goodstanding.base.mailroom.inbound import tongues

HEADER_BLOCK_SPAN = 8
ATTRIBUTION_LINES = 4
ATTRIBUTION_SIGNS = 400
SIGNATURE_LINES = 12


def _either(words: Sequence[str]) -> str:
    """A pattern of several words, the longest first."""
    return "|".join(sorted(words, key=len, reverse=True))


# "Original message" and "forwarded message", between dashes, in the words of mail programs.
_SEPARATOR = re.compile(rf"^[\s>*]*[-_=]{{2,}}\s*(?:{_either(tongues.ORIGINAL)})\s*[-_=]{{2,}}\s*$", re.IGNORECASE)
_FORWARD = re.compile(
    rf"^[\s*]*[-_=]{{0,20}}\s*(?:{_either(tongues.FORWARDED)})\s*:?\s*[-_=]{{0,20}}\s*$", re.IGNORECASE
)
_RULER = re.compile(r"^\s*(?:_{10,}|-{20,}|\* \* \*|\*\*\*|---)\s*$")
_LABEL = r"^[\s>*]*(?:{})\s?\**\s?[::]"
_FROM = re.compile(_LABEL.format(_either(tongues.FROM)) + r"\s?\**\s*\S", re.IGNORECASE)
_SUBJECT = re.compile(_LABEL.format(_either(tongues.SUBJECT)), re.IGNORECASE)
_MORE = re.compile(_LABEL.format(_either((*tongues.MORE, *tongues.SUBJECT))), re.IGNORECASE)
# "On Tuesday, Support wrote:" and its like. Each begins and ends as said here, and names an address or a time between.
_WROTE = re.compile(rf"(?:{_either(tongues.WROTE)})\s*[::]\s*$", re.IGNORECASE)
# The same with the answered mail behind it in one line, as some phones write it.
_RUN_ON = re.compile(
    rf"^\s*(?:{_either(tongues.RUN_ON_OPENERS)}) .{{5,200}}@[^\s<>@]{{3,200}}>?\s+(?:{_either(tongues.RUN_ON_WROTE)})\s?:\s+\S",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(r"<?[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+>?")
_BRACKETED = re.compile(r"<[^<>@]{1,200}@[^<>@]{3,200}>")
_TIMED = re.compile(r"\d{1,2}[:.h]\d{2}|\d{4}年|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
_TURNS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")  # marks of right-to-left text, seen by nobody
_QUOTED = re.compile(r"^\s{0,3}>")
_DASHES = re.compile(r"^(?:--|—|–-)\s?$")
# Lines that a device adds below every mail.
_DEVICE = re.compile(
    r"^\W*(?:"
    rf"{_either(tongues.DEVICE_LINES)}|"
    rf"(?:{_either(tongues.SENT_FROM)})(?=.{{0,60}}(?:{_either(tongues.DEVICES)})).{{2,80}}|"
    rf"(?:{_either(tongues.FETCH)}) .{{0,30}}(?:outlook|bluemail|aqua mail)\b.{{0,50}}|"
    rf".{{0,20}}(?:{_either(tongues.DEVICES)}).{{0,14}}(?:{_either(tongues.SENT_BEHIND)})\W*"
    r")\s*$",
    re.IGNORECASE,
)


def visible(text: str, *, forwarded: bool = False) -> str:
    """The writer's own words. `forwarded` mails are passed on for what they hold, so nothing is taken off them.

    A mail of quotes alone is shown whole: whoever sends it means something by it.
    """
    lines = [line.rstrip() for line in text.split("\n")]
    own = lines if forwarded or any(_FORWARD.match(line) for line in lines) else _own(lines)
    return "\n".join(_trimmed(own) or _trimmed(lines)).strip(" ")


def _own(lines: Sequence[str]) -> list[str]:
    """Cut at the answered mail where it follows unmarked; else take the marked quotes off both ends."""
    kept: list[str] = []
    place = 0
    while place < len(lines):
        length = _header_of_answered(lines, place)
        if length and _nothing_of_hers_follows(lines, place + length):
            break
        if length:
            place += length  # an attribution above marked quotes, with her answer below or between
            kept.append(_MARK)
            continue
        kept.append(lines[place])
        place += 1
    return _without_signature(_without_outer_quotes(kept))


_MARK = "\x00"  # where an attribution stood: quotes after it are the program's, not the writer's


def _header_of_answered(lines: Sequence[str], place: int) -> int:
    """How many lines at this place announce the answered mail; 0 when they don't."""
    line = _TURNS.sub("", lines[place])
    if not line.strip():
        return 0
    if _QUOTED.match(line):  # a phone quotes its own attribution; further down such a line belongs to the answered mail
        begins = place == 0 or not _QUOTED.match(next((one for one in lines[place - 1 :: -1] if one.strip()), ""))
        return _attribution(lines, place) if begins else 0
    if _SEPARATOR.match(line):
        return 1
    if (_FROM.match(line) or _MORE.match(line)) and _is_header_block(lines, place):
        return 1
    if _RUN_ON.match(line):
        return 1
    if _RULER.match(line):
        following = next((i for i in range(place + 1, min(place + 4, len(lines))) if lines[i].strip()), -1)
        if following > 0 and _FROM.match(lines[following]) and _is_header_block(lines, following):
            return following - place + 1
        return 0
    return _attribution(lines, place)


def _is_header_block(lines: Sequence[str], place: int) -> bool:
    """At least three such lines close together: one names the sender, and an address or a subject stands among them."""
    span = [_TURNS.sub("", line) for line in lines[place : place + 1 + HEADER_BLOCK_SPAN]]
    named = [line for line in span if _FROM.match(line)]
    block = [line for line in span if _FROM.match(line) or _MORE.match(line)]
    told = any(_SUBJECT.match(line) or _ADDRESSED.search(line) for line in block)
    return bool(named) and told and len(block) >= 3


def _attribution(lines: Sequence[str], place: int) -> int:
    first = _TURNS.sub("", lines[place]).strip().lstrip("> *").lower()
    begins = first.startswith(tongues.OPENERS) or first[:1].isdigit() or first.endswith("<")
    if not (begins or _ADDRESSED.search(first) or _TIMED.search(first)):
        return 0
    said = ""
    for length in range(1, ATTRIBUTION_LINES + 1):
        if place + length > len(lines) or len(said) > ATTRIBUTION_SIGNS:
            return 0
        line = _TURNS.sub("", lines[place + length - 1]).lstrip("> ").strip()
        if not line:
            return 0
        said = f"{said}{'' if said.endswith('<') else ' '}{line}".strip()
        if said.endswith((":", ":")):
            return length if _is_attribution(said, marked=_next_is_quoted(lines, place + length)) else 0
    return 0


def _is_attribution(said: str, *, marked: bool) -> bool:
    """Whether it is no line of the writer's own: "On 12 November the carrier wrote:", "Sent to a@b.example at 12:30:".

    Without an address it only counts above marked quotes; with one but without "wrote", there or with the address in brackets.
    """
    if len(said) > ATTRIBUTION_SIGNS:
        return False
    addressed, timed = bool(_ADDRESSED.search(said)), bool(_TIMED.search(said))
    wrote = bool(_WROTE.search(said))
    if wrote:
        return addressed or (timed and marked)
    return addressed and timed and (marked or bool(_BRACKETED.search(said)))


def _next_is_quoted(lines: Sequence[str], place: int) -> bool:
    return next((bool(_QUOTED.match(line)) for line in lines[place : place + 4] if line.strip()), False)


def _nothing_of_hers_follows(lines: Sequence[str], place: int) -> bool:
    """Whether the rest is the answered mail. Below an attribution, unmarked text after marked quotes is the writer's."""
    rest = [line for line in lines[place:] if line.strip()]
    marked = [bool(_QUOTED.match(line)) for line in rest]
    if not any(marked) or not marked[0]:
        return True
    return all(marked) or _is_tail([line for line, quote in zip(rest, marked, strict=True) if not quote])


def _is_tail(lines: Sequence[str]) -> bool:
    """Whether unmarked lines below a quote are a signature or a device's own line."""
    return all(_DEVICE.match(line) for line in lines) or bool(_DASHES.match(lines[0]))


def _without_outer_quotes(lines: Sequence[str]) -> list[str]:
    """Take announced quotes off the end; off the beginning too, unless she answers between them."""
    kept = list(lines)
    answers = _answers(kept)
    announced = _MARK in kept
    while announced and kept and (not kept[-1].strip() or _QUOTED.match(kept[-1]) or kept[-1] == _MARK):
        kept.pop()
    if announced and answers == 1:
        kept = [line for line in kept if not _QUOTED.match(line)]
    return [line for line in kept if line != _MARK]


def _answers(lines: Sequence[str]) -> int:
    """How many stretches of her own text there are, parted by quotes."""
    stretches, within = 0, False
    for line in lines:
        if line == _MARK or _QUOTED.match(line):
            within = False
        elif line.strip() and not within:
            stretches, within = stretches + 1, True
    return stretches


def _without_signature(lines: Sequence[str]) -> list[str]:
    kept = list(lines)
    for place in range(len(kept) - 1, max(-1, len(kept) - SIGNATURE_LINES - 20), -1):
        below = [line for line in kept[place + 1 :] if line.strip()]
        if _DASHES.match(kept[place]) and len(below) <= SIGNATURE_LINES:
            kept = kept[:place]
            break
    while kept and (not kept[-1].strip() or _DEVICE.match(kept[-1])):
        kept.pop()
    return kept


def _trimmed(lines: Sequence[str]) -> list[str]:
    """Without empty lines at the ends and without more than two in a row."""
    kept: list[str] = []
    for line in lines:
        if line.strip() or (kept and kept[-1].strip()):
            kept.append(line)
    while kept and not kept[-1].strip():
        kept.pop()
    return kept
