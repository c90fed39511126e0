"""Checks while an escalation is written: what is missing, what is too long. Pure; the words for the codes are in words.py."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from goodstanding.systems.escalation.handbook import Handbook, Limits

_SENTENCE = re.compile(r"[.!?…]+(?=\s|$)")
_ENOUGH = 20  # signs below which a part says nothing
PRIOR_LIMIT = 10


class Part(StrEnum):
    """The parts of an escalation."""

    GROUND = "ground"
    SUMMARY = "summary"
    STAKE = "stake"
    TRIED = "tried"
    UNRESOLVED = "unresolved"
    WISH = "wish"
    WISH_WORDS = "wish_words"
    EVIDENCE = "evidence"


class Fault(StrEnum):
    """What is wrong with a part."""

    MISSING = "missing"
    THIN = "thin"
    TOO_LONG = "too_long"
    TOO_MANY_SENTENCES = "too_many_sentences"
    SAME_WORDS = "same_words"
    NO_FILES = "no_files"


# These are told while writing and do not keep anybody from sending.
ADVICE = frozenset({Fault.NO_FILES, Fault.SAME_WORDS})
WRITTEN = (Part.SUMMARY, Part.TRIED, Part.UNRESOLVED)


@dataclass(frozen=True, slots=True)
class Text:
    """What was written, by part; codes for ground and wish, and how many files come with it."""

    parts: Mapping[Part, str] = field(default_factory=dict)
    files: int = 0

    def of(self, part: Part) -> str:
        """A part without the blanks around it."""
        return self.parts.get(part, "").strip()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend; `count` of `limit` signs or sentences where something is too long."""

    part: Part
    fault: Fault
    count: int = 0
    limit: int = 0

    @property
    def blocks(self) -> bool:
        """Whether it must be mended before sending."""
        return self.fault not in ADVICE


def sentences(text: str) -> int:
    """How many sentences a text has; one that does not end with a stop counts too."""
    whole = text.strip()
    if not whole:
        return 0
    ends = len(_SENTENCE.findall(whole))
    return ends if whole[-1] in ".!?…" else ends + 1


def findings(text: Text, book: Handbook, grounds: Collection[str]) -> list[Finding]:
    """What is missing or too long, in the order of the parts. `grounds` are those that hold for the case."""
    found = []
    if text.of(Part.GROUND) not in grounds:
        found.append(Finding(Part.GROUND, Fault.MISSING))
    for part in (Part.SUMMARY, Part.STAKE, Part.TRIED, Part.UNRESOLVED):
        found += _of_part(part, text, book.limits)
    found += _of_wish(text, book)
    if _same(text.of(Part.TRIED), text.of(Part.UNRESOLVED)):
        found.append(Finding(Part.UNRESOLVED, Fault.SAME_WORDS))
    if not text.files:
        found.append(Finding(Part.EVIDENCE, Fault.NO_FILES))
    return found


def _of_part(part: Part, text: Text, limits: Limits) -> list[Finding]:
    said, limit = text.of(part), int(getattr(limits, part.value))
    if not said:
        return [Finding(part, Fault.MISSING)] if part in WRITTEN else []
    found = []
    if len(said) > limit:
        found.append(Finding(part, Fault.TOO_LONG, len(said), limit))
    if part is Part.SUMMARY and sentences(said) > limits.sentences:
        found.append(Finding(part, Fault.TOO_MANY_SENTENCES, sentences(said), limits.sentences))
    if part in WRITTEN and len(said) < _ENOUGH:
        found.append(Finding(part, Fault.THIN, len(said), _ENOUGH))
    return found


def _of_wish(text: Text, book: Handbook) -> list[Finding]:
    wish, said = book.wishes.get(text.of(Part.WISH)), text.of(Part.WISH_WORDS)
    if wish is None:
        return [Finding(Part.WISH, Fault.MISSING)]
    if wish.in_words and not said:
        return [Finding(Part.WISH_WORDS, Fault.MISSING)]
    if len(said) > book.limits.wish_words:
        return [Finding(Part.WISH_WORDS, Fault.TOO_LONG, len(said), book.limits.wish_words)]
    return []


def _same(one: str, other: str) -> bool:
    return bool(one) and one.casefold() == other.casefold()
