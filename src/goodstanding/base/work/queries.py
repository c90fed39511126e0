"""Reading the state of background work."""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from goodstanding.base.work import rules
from goodstanding.base.work.models import Worker

AnyTask: TypeAlias = "DBTaskResult[..., Any]"  # Any: tasks return what they like


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


def lost(at: datetime) -> list[AnyTask]:
    """Tasks that are running according to the database, but whose worker is dead."""
    running = list(DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING))
    workers = {worker.name: worker for worker in Worker.objects.all()} if running else {}
    return [task for task in running if _is_lost(task, workers.get((task.worker_ids or [""])[-1]), at)]


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


def _is_lost(task: AnyTask, worker: Worker | None, at: datetime) -> bool:
    """Whether nobody is at a task any more. A worker of this very host need not be waited for: its process is gone."""
    silent_since = rules.dead_before(at)
    if worker is None:
        return bool(task.started_at is None or task.started_at < silent_since)
    killed_here = worker.host == socket.gethostname()[:255] and not _is_running(worker.pid)
    return killed_here or worker.seen_at < silent_since


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
