"""Reading the state of background work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from goodstanding.base.work import rules
from goodstanding.base.work.models import Worker


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits and what failed. `oldest_seconds` is how long the first ready task has waited."""

    ready: int
    running: int
    failed_today: int
    oldest_seconds: int


def alive(at: datetime) -> Sequence[Worker]:
    """The workers seen lately, in wall-clock time."""
    return list(Worker.objects.filter(seen_at__gte=rules.dead_before(at)).order_by("started_at"))


def lost(at: datetime) -> list[DBTaskResult]:
    """Tasks that are running according to the database, but whose worker is dead."""
    names = {worker.name for worker in alive(at)}
    running = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=rules.dead_before(at))
    return [task for task in running if not task.worker_ids or task.worker_ids[-1] not in names]


def is_waiting(task_path: str) -> bool:
    """Whether a task of this path is queued and not yet begun."""
    return bool(DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=task_path).exists())


def backlog(at: datetime) -> Backlog:
    """How much work waits."""
    ready = DBTaskResult.objects.ready()
    oldest = ready.order_by("enqueued_at").values_list("enqueued_at", flat=True).first()
    return Backlog(
        ready=ready.count(),
        running=DBTaskResult.objects.running().count(),
        failed_today=DBTaskResult.objects.failed().filter(finished_at__gte=at - timedelta(days=1)).count(),
        oldest_seconds=int((at - oldest).total_seconds()) if oldest else 0,
    )
