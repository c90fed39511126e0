"""Reckoning anew what is due on cases, after calendars or policies have changed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from goodstanding.systems.cases.actions import moving
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.states import Label, Priority

_RAISED = {Priority.LOW: Priority.NORMAL, Priority.NORMAL: Priority.HIGH, Priority.HIGH: Priority.URGENT}


@transaction.atomic
def reckon_anew(*, case_id: int, at: datetime) -> bool:
    """Hold a living case to the terms in effect; returns whether what is due moved. Safe to repeat."""
    case = Case.objects.select_for_update(of=("self",)).select_related("seller", "seller__store").get(pk=case_id)
    if case.word is Label.CLOSED:
        return False
    before = case.due_at
    moving.set_due(case, at)
    case.save(update_fields=["due_at", "due_promise", "seller_due_at", "wakes_at"])
    if case.due_at != before:
        moving.index(case)
    return case.due_at != before


def raised(priority: str) -> Priority | None:
    """The next more urgent priority, or None at the top."""
    return _RAISED.get(Priority(priority))
