"""Steps as data, and the fields of a macro's words. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from goodstanding.kit.errors import Invalid
from goodstanding.systems.cases import needed
from goodstanding.systems.cases.rules import FILES_LIMIT, WHAT_LIMIT, WHO_LIMIT
from goodstanding.systems.cases.states import Outcome
from goodstanding.systems.desk.states import StepKind

STEPS_LIMIT = 8
BULK_LIMIT = 1_000  # a minute or two of the worker, which does other things between its slices
UNDO_FOR = timedelta(hours=24)
NOTE_LIMIT = 2_000
BODY_LIMIT = 10_000
LETTER_WAITS = (10, 60, 240)  # minutes
VALUE_LIMIT = 200
MOST_FILES = FILES_LIMIT  # each case gets them with one message
_FIELD = re.compile(r"\{\{\s*([a-z_]+(?:\.[a-z_]+)?)\s*\}\}")
NEW = "new:"  # a problem that is opened with the bulk change, by its title
NO_VALUE = frozenset({StepKind.SPAM, StepKind.TRASH})
FIELDS = (
    "seller.name", "seller.id", "case.id", "case.subject", "case.category", "case.opened", "me.name", "marketplace.name",
    "store.name", "today",
)  # fmt: skip

OF_THE_CASE = frozenset(name for name in FIELDS if name.startswith("case."))  # known once there is a case


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do to a case. `value`: a person's key ("" for nobody, "me"), a code, a tag, days, words, or a problem's ref.

    `only_if`: what the case must still have for the step to be done; a way back overrules nobody's later decision.
    """

    kind: StepKind
    value: str = ""
    only_if: str | None = None

    def as_data(self) -> dict[str, str]:
        """For JSON."""
        data = {"kind": self.kind.value, "value": self.value}
        return data if self.only_if is None else {**data, "only_if": self.only_if}


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One answer for many cases: words with fields, what it leaves behind, the things that each seller is asked for, the macro
    that goes with it, and how many minutes each waits before it goes, so that it can be taken back."""

    body: str
    outcome: str
    what: str = ""
    who: str = ""
    needs: Sequence[str] = ()
    macro: str = ""
    minutes: int = LETTER_WAITS[0]

    def as_data(self) -> dict[str, str | int | list[str]]:
        """For JSON."""
        return {**asdict(self), "needs": list(self.needs)}


def letter_of(data: Mapping[str, Any]) -> Letter | None:  # Any: JSON, checked when it was written
    """The letter of a bulk change, if it has one."""
    return Letter(**data) if data else None


def clean_letter(letter: Letter) -> Letter:
    """A letter as somebody wrote it. Raises Invalid by field."""
    body = clean_body(letter.body, field="body")
    if letter.outcome not in set(Outcome):
        raise Invalid(_("Say what happens next: wait, go on, or resolved."), field="outcome")
    if letter.minutes not in LETTER_WAITS:
        raise Invalid(
            _("Choose one of %(known)s minutes.") % {"known": ", ".join(map(str, LETTER_WAITS))}, field="minutes"
        )
    what, who = " ".join(letter.what.split())[:WHAT_LIMIT], " ".join(letter.who.split())[:WHO_LIMIT]
    needs = clean_needs(letter.needs, letter.outcome)
    if letter.outcome in (Outcome.WAIT_FOR_SELLER, Outcome.WAIT_FOR_THIRD_PARTY) and not (what or needs):
        raise Invalid(_("Say for what the cases wait then."), field="what")
    if letter.outcome == Outcome.WAIT_FOR_THIRD_PARTY and not who:
        raise Invalid(_("Say for whom the cases wait then."), field="who")
    return replace(letter, body=body, what=what, who=who, needs=needs)


def clean_needs(needs: Sequence[str], outcome: str) -> list[str]:
    """The things that prepared words ask for, one by one. Raises Invalid (`needs`) as an answer would, and for fields in them:
    such a line is ticked off and never filled in."""
    found = needed.clean(needs, outcome)
    if any(_FIELD.search(line) for line in found):
        said = _("Fields are filled in among the words, not in the things asked for: name these as they are.")
        raise Invalid(said, field="needs")
    return found


def comes_too_late(letter: Letter, due_at: datetime | None, at: datetime) -> bool:
    """Whether a case's word from us is due while its letter still waits; one that is late already is late either way."""
    return due_at is not None and at < due_at <= at + timedelta(minutes=letter.minutes)


def clean_body(text: str, *, field: str) -> str:
    """Words with fields. Raises Invalid when there are none or too many, or for a field that nothing stands for."""
    body = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not body or len(body) > BODY_LIMIT:
        raise Invalid(_("Write its words, at most %(most)s characters.") % {"most": BODY_LIMIT}, field=field)
    unknown = unknown_fields(body)
    if unknown:
        known = ", ".join(f"{{{{{one}}}}}" for one in FIELDS)
        raise Invalid(
            _("Nothing stands for {{%(unknown)s}}. Fields: %(known)s.") % {"unknown": unknown[0][:40], "known": known},
            field=field,
        )
    return body


def step_of(data: Mapping[str, str]) -> Step:
    """A step from JSON that was checked when it was written."""
    return Step(StepKind(data["kind"]), data.get("value", ""), data.get("only_if"))


def steps_of(data: Iterable[Mapping[str, str]]) -> list[Step]:
    """Steps from JSON."""
    return [step_of(one) for one in data]


def clean_steps(given: Iterable[tuple[str, str]], *, allowed: Collection[StepKind], needed: bool = True) -> list[Step]:
    """Steps as somebody put them together, empty lines left out. Raises Invalid naming what cannot be used."""
    steps = [_clean(kind, value, allowed) for kind, value in given if kind]
    if needed and not steps:
        raise Invalid(_("Say what is to be done."), field="steps")
    if len(steps) > STEPS_LIMIT:
        raise Invalid(_("At most %(most)s steps.") % {"most": STEPS_LIMIT}, field="steps")
    single = [step.kind for step in steps if step.kind not in (StepKind.TAG, StepKind.UNTAG, StepKind.NOTE)]
    if len(single) != len(set(single)):
        raise Invalid(_("One of these is named twice. Only tags and notes may be."), field="steps")
    return steps


def unknown_fields(body: str) -> list[str]:
    """Fields in the words that nothing stands for, each once."""
    return [name for name in dict.fromkeys(_FIELD.findall(body)) if name not in FIELDS]


def names_the_case(body: str) -> bool:
    """Whether fields that only a case can fill in stand in the words."""
    return any(name in OF_THE_CASE for name in _FIELD.findall(body))


def fill(body: str, values: Mapping[str, str]) -> str:
    """The words with their fields filled in. Values are put in as they are: once, so that a name with braces stays one."""
    return _FIELD.sub(lambda found: values.get(found.group(1), found.group(0)), body)


def best_first(names: Sequence[tuple[str, str]], category: str) -> list[int]:
    """The order in which macros are offered for a case: those of its very category, of its area, of all; then by name.

    `names` are (area, name) pairs; returns their indexes, leaving out those for other categories.
    """
    area = category.partition(".")[0]
    rank = {category: 0, area: 1, "": 2}
    fitting = [(rank[of], name.casefold(), index) for index, (of, name) in enumerate(names) if of in rank]
    return [index for _rank, _name, index in sorted(fitting)]


def _clean(kind: str, value: str, allowed: Collection[StepKind]) -> Step:
    try:
        known = StepKind(kind)
    except ValueError:
        known = None
    if known is None or known not in allowed:
        offered = ", ".join(sorted(one.value for one in allowed))
        raise Invalid(
            _("'%(kind)s' cannot be done here. Choose from: %(offered)s.") % {"kind": kind[:20], "offered": offered},
            field="steps",
        )
    text = (
        " ".join(value.replace("\x00", "").split()) if known is not StepKind.NOTE else value.replace("\x00", "").strip()
    )
    if known in NO_VALUE:
        return Step(known)
    if not text and known is not StepKind.ASSIGN:
        raise Invalid(_("Step '%(known)s' needs to be told what.") % {"known": known.value}, field="steps")
    if len(text) > (NOTE_LIMIT if known is StepKind.NOTE else VALUE_LIMIT):
        raise Invalid(_("Step '%(known)s' is too long.") % {"known": known.value}, field="steps")
    if known is StepKind.SNOOZE and not (_is_number(text, digits=2) and 1 <= int(text) <= 90):
        raise Invalid(_("Snooze for 1 to 90 days."), field="steps")
    if known is StepKind.ASSIGN and text not in ("", "me") and not _is_number(text, digits=17):
        raise Invalid(_("Choose a person."), field="steps")
    return Step(known, text)


def _is_number(text: str, *, digits: int) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= digits
