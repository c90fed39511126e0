"""What the clock does for promises."""

from __future__ import annotations

from django_tasks import task

from goodstanding.base.clock import reading
from goodstanding.systems.service import actions, queries


@task()
def watch_promises() -> int:
    """Announce promises near their end and broken ones. Run every minute; returns how many were announced."""
    at = reading.now()
    return sum(actions.watch(promise_id, at=at) for promise_id in queries.to_look_at(at))
