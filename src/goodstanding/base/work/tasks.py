"""Tidying in the background."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from goodstanding.base.work import actions, statistics


@task()
def prune() -> int:
    """Forget finished tasks. Reads the wall clock: tasks are stamped with it, whatever the marketplace's clock says."""
    return actions.prune(at=timezone.now())


@task()
def count_tables() -> list[str]:
    """Let SQLite count the tables that have grown, so that it goes on choosing the right index (ADR 219)."""
    return statistics.count_grown()
