"""Promises kept and missed, counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q
from django.db.models.functions import TruncDate, TruncWeek

from goodstanding.kit.actors import Actor
from goodstanding.systems.service.models import Promise
from goodstanding.systems.service.queries.promises import PromiseFilter, narrowed
from goodstanding.systems.service.states import Verdict

ROWS = 500


class By(StrEnum):
    """By what a report is divided."""

    QUEUE = "queue"
    PERSON = "person"
    KIND = "kind"
    CATEGORY = "category"
    PRIORITY = "priority"
    STORE = "store"


_FIELD = {By.PERSON: "assignee_id"}
_KEPT = Count("pk", filter=Q(verdict=Verdict.KEPT.value))
_MISSED = Count("pk", filter=Q(verdict=Verdict.MISSED.value))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the report: the group's code (a user's key for people, '' for nobody), kept, missed."""

    code: str
    name: str
    kept: int
    missed: int

    @property
    def decided(self) -> int:
        """How many were decided."""
        return self.kept + self.missed

    @property
    def rate(self) -> Fraction | None:
        """The share that was kept."""
        return Fraction(self.kept, self.decided) if self.decided else None


@dataclass(frozen=True, slots=True)
class Day:
    """A day, or the Monday of a week, with what was decided in it."""

    on: date
    kept: int
    missed: int


def report(actor: Actor, wanted: PromiseFilter, by: By) -> Sequence[Line]:
    """Kept and missed promises by group, most missed first. Promises not needed any more count nowhere. One query."""
    field = _FIELD.get(by, by.value)
    names = {"name": F("assignee__name")} if by is By.PERSON else {}
    rows = narrowed(actor, wanted).values(field, **names).annotate(kept=_KEPT, missed=_MISSED)
    return [
        Line(str(row[field] or ""), str(row.get("name") or ""), row["kept"], row["missed"])
        for row in rows.order_by("-missed", field)[:ROWS]
    ]


def course(actor: Actor, wanted: PromiseFilter, zone: ZoneInfo, *, weekly: bool) -> Sequence[Day]:
    """Kept and missed promises by day (or week, named by its Monday) of a time zone, in order. Days without any are missing."""
    cut = TruncWeek("decided_at", tzinfo=zone) if weekly else TruncDate("decided_at", tzinfo=zone)
    rows = narrowed(actor, wanted).annotate(on=cut).values("on").annotate(kept=_KEPT, missed=_MISSED).order_by("on")
    return [Day(_date(row["on"]), row["kept"], row["missed"]) for row in rows[:1_000]]


def open_and_broken(actor: Actor) -> int:
    """How many promises are broken and still open: missed, with nothing given since. Counting stops at 1,000."""
    found = narrowed(actor, PromiseFilter(verdict=Verdict.MISSED.value)).filter(ended_at__isnull=True)
    return found[:1_000].count()


def recent(actor: Actor, wanted: PromiseFilter, *, limit: int = 10_000) -> Sequence[Promise]:
    """The promises behind a report, newest decision first, for a file."""
    found = narrowed(actor, wanted).select_related("assignee")
    return list(found.order_by("-decided_at", "-id")[:limit])


def _date(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value
