"""A row for each time a case ends, and what became of that end."""

from __future__ import annotations

from datetime import datetime

from goodstanding.kit.actors import Actor
from goodstanding.systems.cases.models import Case, Closing
from goodstanding.systems.cases.states import ClosedHow

# How a case ends by being dealt with. Joined and put away is no end that a seller could judge.
DEALT_WITH = {ClosedHow.ANSWERED, ClosedHow.SOLVED, ClosedHow.WITHDRAWN, ClosedHow.NO_REPLY}


def ended(case: Case, how: ClosedHow, *, actor: Actor, at: datetime) -> None:
    """Keep that a case ended, with the queue, area and associate of that moment."""
    if how not in DEALT_WITH:
        return
    user_id = actor.user_id if actor.is_staff else case.assignee_id
    closing = Closing(
        case=case, closed_at=at, how=how.value, queue=case.queue, area=case.area, user_id=user_id,
        user_name=actor.name if actor.is_staff else "",
    )  # fmt: skip
    Closing.objects.bulk_create([closing], ignore_conflicts=True)  # the same end is kept once


def came_back(case: Case, at: datetime) -> None:
    """Keep that the present end did not hold. No query for a case that had not ended."""
    if case.closed_at is not None:
        Closing.objects.filter(case=case, closed_at=case.closed_at, reopened_at__isnull=True).update(reopened_at=at)


def overturned(case: Case, at: datetime) -> None:
    """Keep that an answer after reopening changed what was decided at the last end."""
    last = Closing.objects.filter(case=case, reopened_at__isnull=False).order_by("-closed_at").first()
    if last is not None and last.overturned_at is None:
        last.overturned_at = at
        last.save(update_fields=["overturned_at"])
