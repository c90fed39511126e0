"""What webhooks do by the clock. Sending is the sender's, not a task's: see sender.py."""

from __future__ import annotations

from django_tasks import task

from goodstanding.base.clock import reading
from goodstanding.base.webhooks import actions


@task()
def forget_old() -> int:
    """Remove old deliveries. Run every hour."""
    return actions.forget_old(at=reading.now())
