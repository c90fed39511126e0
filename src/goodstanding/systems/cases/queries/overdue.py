"""Cases that have been forgotten: what was due on them is past."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from goodstanding.kit.actors import Actor
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.queries.reading import cases_visible

COUNT_UP_TO = 1_000


@dataclass(frozen=True, slots=True)
class Overdue:
    """The cases longest overdue, and how many there are (counting stops at COUNT_UP_TO)."""

    cases: Sequence[Case]
    count: int


def overdue(queues: Sequence[str], at: datetime, *, limit: int) -> Overdue:
    """What is overdue in some queues, worst first. For the digest that the system writes; it authorises nobody. Cases are
    snoozed until their answer is due at the latest, so none of those is."""
    found = Case.objects.filter(queue__in=list(queues), due_at__lt=at, snoozed_until__isnull=True)
    worst = found.select_related("seller", "seller__store", "assignee").order_by("due_at", "pk")[:limit]
    return Overdue(list(worst), found[:COUNT_UP_TO].count())


def cases_named(actor: Actor, refs: Sequence[str]) -> Mapping[str, Case]:
    """Cases by their Case IDs, as far as the actor may see them: one query."""
    return {case.ref: case for case in cases_visible(actor).filter(ref__in=list(refs))}
