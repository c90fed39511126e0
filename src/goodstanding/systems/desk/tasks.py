"""The desk's work in the background."""

from __future__ import annotations

from django_tasks import task

from goodstanding.base.clock import reading
from goodstanding.systems.desk import actions, queries


@task()
def carry_on_with(change_id: int) -> None:
    """Carry out, or take back, a bulk change."""
    actions.carry_on(change_id, at=reading.now())


@task()
def pick_up() -> int:
    """Go on with bulk changes whose task was lost. Run every few minutes; returns how many."""
    at = reading.now()
    stalled = queries.stalled_bulk(before=at)
    for change_id in stalled:
        actions.carry_on(change_id, at=at)
    return len(stalled)
