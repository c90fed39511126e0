"""What runs by the clock."""

from __future__ import annotations

from django_tasks import task

from goodstanding.base.clock import reading
from goodstanding.systems.performance import actions


@task()
def watch_deadlines() -> int:
    """Remind, apply missed deadlines, complete reinstatements. Run every minute; returns how many things happened."""
    at = reading.now()
    return actions.remind_due(at=at) + actions.expire_overdue(at=at) + actions.complete_reinstatements(at=at)
