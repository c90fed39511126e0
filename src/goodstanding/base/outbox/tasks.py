"""Background handling of stored facts."""

from __future__ import annotations

from datetime import timedelta

from django_tasks import task

from goodstanding.base.clock import reading
from goodstanding.base.outbox import actions


@task()
def hand_on(fact_id: int) -> None:
    """Run the reactions to one fact. A failure is kept beside the fact and tried again by `sweep`."""
    try:
        actions.handle(fact_id, at=reading.now())
    except Exception as error:
        actions.note_failure(fact_id, f"{type(error).__name__}: {error}")
        raise


@task()
def sweep() -> int:
    """Handle facts whose task was lost (a killed worker) or failed. Run every minute; returns how many were handled."""
    at = reading.now()
    handled = 0
    for fact_id in actions.unhandled(before=at - timedelta(seconds=60)):
        try:
            handled += actions.handle(fact_id, at=at)
        except Exception as error:
            actions.note_failure(fact_id, f"{type(error).__name__}: {error}")
    return handled
