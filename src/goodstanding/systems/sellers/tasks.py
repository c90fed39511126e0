"""Background work about sellers."""

from __future__ import annotations

from django_tasks import task

from goodstanding.base.clock import reading
from goodstanding.systems.sellers import actions


@task()
def forget_sign_ups() -> int:
    """Remove sign-ups that were used or have expired, and with them the hashed passwords. Returns how many."""
    return actions.forget_sign_ups(at=reading.now())


@task()
def watch_closings() -> int:
    """Close the accounts whose day has come, and end the access to those closed long enough ago. Returns how many."""
    at = reading.now()
    return actions.make_final(at=at) + actions.end_access(at=at)
