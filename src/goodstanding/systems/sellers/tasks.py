"""Background work about sellers."""

from __future__ import annotations

from django_tasks import task

from goodstanding.base.clock import reading
from goodstanding.systems.sellers import actions


@task()
def forget_sign_ups() -> int:
    """Remove sign-ups that were used or have expired, and with them the hashed passwords. Returns how many."""
    return actions.forget_sign_ups(at=reading.now())
