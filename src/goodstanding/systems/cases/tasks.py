"""What cases do by themselves as time passes."""

from __future__ import annotations

from django_tasks import task

from goodstanding.base.clock import reading
from goodstanding.systems.cases import actions, queries


@task()
def wake_cases() -> int:
    """Remind, resolve and close the cases whose time has come. Run every few minutes; returns how many steps were taken."""
    at = reading.now()
    return sum(actions.wake(case_id=case_id, at=at) is not None for case_id in queries.to_wake(at))


@task()
def empty_shelves() -> int:
    """Remove for good what has been put away long enough. Run every hour; returns how many cases."""
    return actions.empty_shelves(at=reading.now())
