"""Tidying in the background."""

from __future__ import annotations

from django_tasks import task

from goodstanding.base.clock import reading
from goodstanding.base.files import actions


@task()
def remove_unowned() -> int:
    """Remove uploads that nobody attached within a day. Returns how many."""
    return actions.remove_unowned(at=reading.now())
