"""Reckoning anew what is due on cases, after calendars or policies have changed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from goodstanding.base.timeline.actions import record
from goodstanding.kit.actors import SYSTEM
from goodstanding.systems.cases.actions import moving
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.states import Label, Priority

_RAISED = {Priority.LOW: Priority.NORMAL, Priority.NORMAL: Priority.HIGH, Priority.HIGH: Priority.URGENT}


@transaction.atomic
def reckon_anew(*, case_id: int, at: datetime) -> bool:
    """Hold a living case to the terms in effect; returns whether what is due moved, which both sides read in its history.

    Safe to repeat. Whose level's clock moves, reads it from there (escalation).
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("seller", "seller__store").get(pk=case_id)
    if case.word is Label.CLOSED:
        return False
    before = case.due_at
    moving.set_due(case, at)
    case.save(update_fields=["due_at", "due_promise", "seller_due_at", "wakes_at"])
    if case.due_at == before:
        return False
    data = {"before": before.isoformat() if before else None, "after": case.due_at.isoformat() if case.due_at else None}
    record(actor=SYSTEM, verb="case.reckoned", subject=("case", case.ref), at=at, seller_id=case.seller_id, data=data)
    moving.index(case)
    return True


def raised(priority: str) -> Priority | None:
    """The next more urgent priority, or None at the top."""
    return _RAISED.get(Priority(priority))
