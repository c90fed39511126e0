"""Signs of life, work by the clock, and work that a killed worker left behind. All instants are wall-clock time."""

from __future__ import annotations

import os
import socket
from datetime import datetime, timedelta

from django.db import transaction
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from goodstanding.base.work import queries, rules
from goodstanding.base.work.models import Turn, Worker


def sign_on(name: str, *, at: datetime) -> None:
    """A worker has started. Workers long dead are forgotten."""
    Worker.objects.filter(seen_at__lt=at - timedelta(hours=1)).delete()
    Worker.objects.create(name=name, host=socket.gethostname()[:255], pid=os.getpid(), started_at=at, seen_at=at)


def sign_off(name: str) -> None:
    """A worker ends as it should; what it was still doing may be taken over at once."""
    Worker.objects.filter(name=name).delete()


def beat(name: str, *, doing: str, since: datetime | None, at: datetime) -> None:
    """A sign of life, with what the worker is busy with."""
    seen = Worker.objects.filter(name=name).update(seen_at=at, doing=doing[:200], doing_since=since)
    if not seen:
        sign_on(name, at=at)


def take_back(*, at: datetime) -> int:
    """Queue again what dead workers had begun; give up on a task that outlived MOST_STARTS of them. Returns how many."""
    taken = 0
    for task in queries.lost(at):
        begun = DBTaskResult.objects.filter(pk=task.pk, status=TaskResultStatus.RUNNING, started_at=task.started_at)
        if len(task.worker_ids) >= rules.MOST_STARTS:
            begun.update(
                status=TaskResultStatus.FAILED,
                finished_at=at,
                exception_class_path="builtins.RuntimeError",
                traceback=f"Given up: {len(task.worker_ids)} workers died while running this task.",
            )
        else:
            taken += begun.update(status=TaskResultStatus.READY, started_at=None)
    return taken


@transaction.atomic
def queue_if_due(task: Task[[], object], *, every_seconds: int, at: datetime) -> bool:
    """Queue a task whose turn has come, once however many workers ask, and not while the last one still waits."""
    turn, _fresh = Turn.objects.get_or_create(task=task.module_path, defaults={"due_at": at})
    if turn.due_at > at:
        return False
    after = rules.next_due(due_at=turn.due_at, every_seconds=every_seconds, at=at)
    if not Turn.objects.filter(pk=turn.pk, due_at=turn.due_at).update(due_at=after):
        return False
    if queries.is_waiting(task.module_path):
        return False
    task.enqueue()
    return True


def prune(*, at: datetime) -> int:
    """Forget finished tasks: done ones after a day, failed ones after a month. Returns how many."""
    done = DBTaskResult.objects.successful().filter(finished_at__lt=at - rules.KEEP_DONE)
    failed = DBTaskResult.objects.failed().filter(finished_at__lt=at - rules.KEEP_FAILED)
    return int(done.delete()[0] + failed.delete()[0])
