"""The promises about a case, for the facts beside it: what is due, what stands still, what was kept and missed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from goodstanding.systems.cases import promised
from goodstanding.systems.cases.models import Case
from goodstanding.systems.service import queries
from goodstanding.systems.service.models import Promise
from goodstanding.systems.service.states import Kind, Verdict
from goodstanding.systems.service.words import KIND_WORDS, VERDICT_WORDS
from goodstanding.ui import moments

SHOWN = 12
_MARKS = {Verdict.KEPT: "good", Verdict.MISSED: "over", Verdict.MOOT: "plain"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A promise as the panel shows it: its state, when it is due or ended, and how much of it is used."""

    kind: str
    mark: str
    word: str
    due_at: datetime | None
    ended_at: datetime | None
    note: str


def promises_of(case: Case, now: datetime) -> Sequence[Shown]:
    """The newest promises about a case, open ones first. One query."""
    return [_shown(one, case, now) for one in queries.promises_of(("case", case.ref), limit=SHOWN)]


def _shown(one: Promise, case: Case, now: datetime) -> Shown:
    used = _used(one, case, now)
    note = _("%(used)s of %(target)s") % {"used": moments.span(used), "target": moments.span(one.target_seconds)}
    if one.verdict and (one.ended_at is not None or one.verdict == Verdict.MISSED):
        word = str(VERDICT_WORDS[one.verdict])
        if one.ended_at is None:
            word = _("missed, still open")
        return Shown(str(KIND_WORDS[one.kind]), _MARKS[Verdict(one.verdict)], word, one.due_at, one.ended_at, note)
    if one.paused_since is not None:
        return Shown(str(KIND_WORDS[one.kind]), "waiting", _("stands still"), one.due_at, one.ended_at, note)
    late = one.due_at is not None and one.due_at <= now
    return Shown(
        str(KIND_WORDS[one.kind]),
        "over" if late else "none",
        _("late") if late else _("runs"),
        one.due_at,
        one.ended_at,
        note,
    )


def _used(one: Promise, case: Case, now: datetime) -> int:
    """A running promise is used up to now; one that stands still or has ended keeps what it says."""
    if one.ended_at is not None or one.paused_since is not None or one.due_at is None:
        return one.used_seconds
    return promised.used_by(Kind(one.kind), case, one.due_at, now)
