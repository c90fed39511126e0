"""What reviewers reject, found while the plan is being written. Pure: texts and facts in, findings with places out.

The checks advise. Only findings whose rule says so block a submission; nothing ever blocks a draft. English word lists
come from the rulebook, so that an operator can mend them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from goodstanding.systems.performance.playbook import CheckRules
from goodstanding.systems.performance.states import WRITTEN_PARTS, Part

Span = tuple[int, int]
_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
_DATE = re.compile(
    r"(?<!\d)(?:\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d\d)?|\d{1,2}/\d{1,2}(?![/\d])"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTHS})\b|\b(?:{_MONTHS})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?)(?!\d)",
    re.IGNORECASE,
)
_MONEY = re.compile(r"[$€£]\s?\d|\d[\d.,]*\s?(?:USD|EUR|GBP|dollars?|euros?|pounds?)\b", re.IGNORECASE)
_PROMPT = re.compile(r"\[[^\[\]\n]{1,300}\]")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_TOKEN = re.compile(r"[\w-]+")
_BREAK = re.compile(r"(?<=[.!?])\s+|\n+")
_SHORTEST_NAME = 3
_SHINGLE = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a reviewer would reject: which check, in which part, and where in its text."""

    code: str
    part: Part
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class CountedOrder:
    """What the checks need to know of an order that counts."""

    external_id: str
    sku: str = ""
    carrier: str = ""
    ship_from: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """A piece of evidence; `dated_on` is the document's own date, where it was given."""

    dated_on: date | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A plan as it stands."""

    texts: Mapping[Part, str]
    signer: str = ""
    acknowledged: bool = False
    evidence: Sequence[Proof] = ()


@dataclass(frozen=True, slots=True)
class Against:
    """What a plan is held against: the notification's words and orders, our outline, versions already decided."""

    notice: str
    orders: Sequence[CountedOrder] = ()
    outline: Mapping[Part, str] = field(default_factory=dict)
    earlier: Sequence[Mapping[Part, str]] = ()
    evidence_expected: bool = True
    evidence_from: date | None = None
    evidence_until: date | None = None


def findings(plan: Written, against: Against, rules: CheckRules) -> list[Finding]:
    """Everything a reviewer would name, in the order of the parts."""
    found: list[Finding] = []
    for part in WRITTEN_PARTS:
        found += _in_any_part(part, plan.texts.get(part, ""), against, rules)
    found += _in_root_cause(plan.texts.get(Part.ROOT_CAUSE, ""), plan, against, rules)
    found += _in_actions(plan.texts.get(Part.IMMEDIATE_ACTIONS, ""), against, rules)
    found += _in_measures(plan.texts.get(Part.PREVENTIVE_MEASURES, ""), against, rules)
    found += _in_evidence(plan, against)
    found += _in_acknowledgement(plan)
    found += _against_earlier(plan, against, rules)
    order = list(Part)
    return sorted((f for f in found if f.code in rules.findings), key=lambda f: order.index(f.part))


def blocking(found: Sequence[Finding], rules: CheckRules) -> list[Finding]:
    """Those of the findings that stand in the way of submitting."""
    return [finding for finding in found if rules.findings[finding.code].blocks]


def coverage(plan: Written, against: Against) -> tuple[int, int]:
    """How many of the counted orders the plan explains, and of how many.

    An order is explained when it is named in the plan, or when the root cause names its SKU, carrier or place of dispatch.
    Our outline explains nothing: only what the seller wrote counts.
    """
    own = {part: _without_outline(plan.texts.get(part, ""), against.outline.get(part, "")) for part in WRITTEN_PARTS}
    whole = "\n".join(own.values())
    named = {token.lower() for token in _TOKEN.findall(whole)}
    cause = own[Part.ROOT_CAUSE].lower()
    causes = {order_name for order_name in _names(against.orders) if _says(cause, order_name)}
    covered = sum(
        order.external_id.lower() in named
        or bool(causes & {order.sku.lower(), order.carrier.lower(), order.ship_from.lower()})
        for order in against.orders
    )
    return covered, len(against.orders)


def _in_any_part(part: Part, text: str, against: Against, rules: CheckRules) -> list[Finding]:
    own = _own_words(text, against.outline.get(part, ""))
    if len(own) < _SHORTEST_NAME:
        return [Finding("EMPTY", part)]
    found = []
    if prompts := _spans(_PROMPT, text):
        found.append(Finding("OUTLINE_LEFT", part, prompts))
    shortest, longest = rules.words.get(part, (0, 10_000))
    if len(own) < shortest:
        found.append(Finding("TOO_SHORT", part))
    if len(own) > longest:
        found.append(Finding("TOO_LONG", part))
    if generic := _hits(text, rules.words_of["generic"]):
        found.append(Finding("GENERIC", part, generic))
    return found


def _in_root_cause(text: str, plan: Written, against: Against, rules: CheckRules) -> list[Finding]:
    part, own = Part.ROOT_CAUSE, _own_words(text, against.outline.get(Part.ROOT_CAUSE, ""))
    if len(own) < _SHORTEST_NAME:
        return []
    found = []
    if repeats := _repeats(text, against, rules.repeats_percent):
        found.append(Finding("REPEATS_NOTICE", part, repeats))
    if blames := _blames(text, rules):
        found.append(Finding("BLAMES_OTHERS", part, blames))
    if not any(word.lower() in rules.words_of["own"] for word in own):
        found.append(Finding("NO_OWN_PART", part))
    if not _DATE.search(_without_outline(text, against.outline.get(part, ""))):
        found.append(Finding("NO_DATE", part))
    covered, total = coverage(plan, against)
    if covered * 100 < rules.coverage_percent * total:
        found.append(Finding("ITEMS_NOT_COVERED", part))
    return found


def _in_actions(text: str, against: Against, rules: CheckRules) -> list[Finding]:
    part = Part.IMMEDIATE_ACTIONS
    bare = _PROMPT.sub(lambda m: " " * len(m.group()), text)
    if len(_own_words(text, against.outline.get(part, ""))) < _SHORTEST_NAME:
        return []
    found = []
    future = tuple(span for span in _sentences(bare) if _hits(bare[slice(*span)], rules.words_of["future"]))
    if future:
        found.append(Finding("FUTURE_IN_DONE", part, future))
    if not _DATE.search(bare):
        found.append(Finding("NO_DATE", part))
    if not _has_scope(bare, against, rules):
        found.append(Finding("NO_SCOPE", part))
    return found


def _in_measures(text: str, against: Against, rules: CheckRules) -> list[Finding]:
    part = Part.PREVENTIVE_MEASURES
    bare = _PROMPT.sub(lambda m: " " * len(m.group()), text)
    if len(_own_words(text, against.outline.get(part, ""))) < _SHORTEST_NAME:
        return []
    words, found = rules.words_of, []
    training = _hits(bare, words["training"])
    untrained = "\n".join(bare[slice(*s)] for s in _sentences(bare) if not _hits(bare[slice(*s)], words["training"]))
    if training and not _hits(untrained, words["controls"]):
        found.append(Finding("TRAINING_ALONE", part, training))
    for code, name in (("NO_OWNER", "owners"), ("NO_FREQUENCY", "frequency")):
        if not _hits(bare, words[name]):
            found.append(Finding(code, part))
    if not any(_DATE.search(bare[slice(*s)]) and _hits(bare[slice(*s)], words["start"]) for s in _sentences(bare)):
        found.append(Finding("NO_START", part))
    return found


def _in_evidence(plan: Written, against: Against) -> list[Finding]:
    if not plan.evidence:
        return [Finding("NO_EVIDENCE", Part.EVIDENCE)] if against.evidence_expected else []
    days = [proof.dated_on for proof in plan.evidence if proof.dated_on]
    first, last = against.evidence_from or date.min, against.evidence_until or date.max
    if any(not first <= day <= last for day in days):
        return [Finding("EVIDENCE_OUT_OF_RANGE", Part.EVIDENCE)]
    return []


def _in_acknowledgement(plan: Written) -> list[Finding]:
    found = []
    if not plan.signer.strip():
        found.append(Finding("NO_SIGNER", Part.ACKNOWLEDGEMENT))
    if not plan.acknowledged:
        found.append(Finding("NOT_ACKNOWLEDGED", Part.ACKNOWLEDGEMENT))
    return found


def _against_earlier(plan: Written, against: Against, rules: CheckRules) -> list[Finding]:
    now = _shingles(" ".join(plan.texts.get(part, "") for part in WRITTEN_PARTS))
    for version in against.earlier:
        before = _shingles(" ".join(version.get(part, "") for part in WRITTEN_PARTS))
        if now and len(now & before) * 100 >= rules.same_percent * len(now | before):
            return [Finding("SAME_AS_BEFORE", Part.ROOT_CAUSE)]
    return []


def _repeats(text: str, against: Against, percent: int) -> tuple[Span, ...]:
    notice, ours = _shingles(against.notice), against.outline.get(Part.ROOT_CAUSE, "")
    repeated = []
    for start, end in _sentences(text):
        sentence = text[start:end]
        groups = _shingles(sentence)
        if len(groups) >= _SHINGLE and sentence not in ours and len(groups & notice) * 100 >= percent * len(groups):
            repeated.append((start, end))
    return tuple(repeated)


def _blames(text: str, rules: CheckRules) -> tuple[Span, ...]:
    """Sentences that name somebody else and a fault and nothing of one's own, and phrases that deny any part in it."""
    words = rules.words_of
    blamed = [
        span
        for span in _sentences(text)
        if _hits(text[slice(*span)], words["others"])
        and _hits(text[slice(*span)], words["fault"])
        and not _hits(text[slice(*span)], words["own"])
    ]
    denied = [hit for hit in _hits(text, words["denials"]) if not any(a <= hit[0] < b for a, b in blamed)]
    return tuple(sorted([*blamed, *denied]))


def _has_scope(text: str, against: Against, rules: CheckRules) -> bool:
    tokens = {token.lower() for token in _TOKEN.findall(text)}
    if _MONEY.search(text) or any(order.external_id.lower() in tokens for order in against.orders):
        return True
    counted = re.compile(rf"\b\d+\s+(?:\w+\s+){{0,2}}(?:{_alternatives(rules.words_of['scope'])})(?!\w)", re.IGNORECASE)
    return bool(counted.search(text))


def _names(orders: Sequence[CountedOrder]) -> set[str]:
    names = {name.lower() for order in orders for name in (order.sku, order.carrier, order.ship_from)}
    return {name for name in names if len(name) >= _SHORTEST_NAME}


def _says(text: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def _own_words(text: str, outline: str) -> list[str]:
    """The words that the seller wrote: without prompts and without lines of our outline."""
    return _WORD.findall(_PROMPT.sub(" ", _without_outline(text, outline)))


def _without_outline(text: str, outline: str) -> str:
    ours = {line.strip() for line in outline.splitlines() if line.strip()}
    return "\n".join(line for line in text.splitlines() if line.strip() not in ours)


def _sentences(text: str) -> list[Span]:
    """Where each sentence begins and ends. A dot inside a number or a date ends nothing."""
    found, start = [], 0
    for gap in [*(m.span() for m in _BREAK.finditer(text)), (len(text), len(text))]:
        piece = text[start : gap[0]]
        if piece.strip():
            lead = len(piece) - len(piece.lstrip())
            found.append((start + lead, start + len(piece.rstrip())))
        start = gap[1]
    return found


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = [word.lower() for word in _WORD.findall(text)]
    return {tuple(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1)}


def _hits(text: str, words: tuple[str, ...]) -> tuple[Span, ...]:
    return _spans(_pattern(words), text.replace("’", "'"))


def _spans(pattern: re.Pattern[str], text: str) -> tuple[Span, ...]:
    return tuple(found.span() for found in pattern.finditer(text))


@lru_cache(maxsize=64)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_alternatives(words)})(?!\w)", re.IGNORECASE)


def _alternatives(words: tuple[str, ...]) -> str:
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(r"\s+".join(re.escape(piece) for piece in word.split()) for word in ordered)
