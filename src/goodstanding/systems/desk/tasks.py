"""The desk's work in the background."""

from __future__ import annotations

from django_tasks import task

from goodstanding.base.clock import reading
from goodstanding.systems.desk import actions, queries
from goodstanding.systems.desk.states import UNDER_WAY


@task()
def carry_on_with(change_id: int) -> None:
    """Carry out, or take back, a slice of a bulk change; what is left comes after what else waits for the worker."""
    if actions.carry_on(change_id, at=reading.now()).state in UNDER_WAY:
        carry_on_with.enqueue(change_id)


@task()
def pick_up() -> int:
    """Go on with bulk changes whose task was lost. Run every few minutes; returns how many."""
    at = reading.now()
    stalled = queries.stalled_bulk(before=at)
    for change_id in stalled:
        carry_on_with.enqueue(change_id)
    return len(stalled)
