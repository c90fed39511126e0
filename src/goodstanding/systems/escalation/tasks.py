"""What escalations do by themselves as time passes."""

from __future__ import annotations

from django_tasks import task

from goodstanding.base.clock import reading
from goodstanding.systems.escalation import actions, queries


@task()
def watch_clocks() -> int:
    """Hand up what was not answered in time, settle what was not contested, warn of clocks that run out.

    Run every minute; returns the steps taken.
    """
    at = reading.now()
    for one in queries.to_warn(at):
        actions.warn(escalation_id=one, at=at)
    return sum(actions.wake(escalation_id=one, at=at) is not None for one in queries.to_wake(at))


@task()
def forget_drafts() -> int:
    """Remove escalations that were begun and not sent once their time is over (cases.yaml: `draft_days`). Run every hour."""
    return actions.forget_drafts(at=reading.now())
