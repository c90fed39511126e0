"""The background worker: takes tasks as they come, queues those that run by the clock, and shows that it lives."""

from __future__ import annotations

import logging
import os
import secrets
import signal
import threading
from collections.abc import Callable
from datetime import datetime
from types import FrameType

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from django.db import Error as DatabaseError
from django.db import OperationalError, close_old_connections, connection
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.base import Task
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction, is_locked_database_exception

from goodstanding.base.webhooks.sender import Sender
from goodstanding.base.work import actions, rules
from goodstanding.base.work.queries import AnyTask
from goodstanding.config.schedule import SCHEDULE
from goodstanding.kit import later

log = logging.getLogger("goodstanding.worker")

IDLE_SECONDS = 0.1
TAKE_BACK_SECONDS = 5


class Worker(db_worker.Worker):
    """django-tasks-db's worker, with signs of life, a schedule, and patience with a database that is away for a while."""

    def __init__(self) -> None:
        super().__init__(
            queue_names=["*"],
            interval=IDLE_SECONDS,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=secrets.token_hex(16),
            excluded_queue_names=[],
        )
        self._doing: tuple[str, datetime | None] = ("", None)
        self._stop = threading.Event()

    def run(self) -> None:
        """Work until told to stop."""
        later.now()  # the first task does not wait for what reacts to it
        actions.sign_on(self.worker_id, at=timezone.now())
        clock = self._clock()
        clock.start()
        hooks = Sender()
        hooks.start()
        log.info("The worker is at work.")
        try:
            while self.running:
                self._once()
        finally:
            hooks.stop()
            clock.shutdown(wait=True)
            actions.sign_off(self.worker_id)

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """Finish the task at hand, then stop; at the second signal stop at once (the task is taken back later)."""
        if not self.running:
            os._exit(1)
        self.running = False
        self._stop.set()

    def configure_signals(self) -> None:
        """Stop on SIGINT and SIGTERM."""
        signal.signal(signal.SIGINT, self.shutdown)
        signal.signal(signal.SIGTERM, self.shutdown)

    def run_task(self, db_task_result: AnyTask) -> None:
        """Run one task; its path and id are in every log line meanwhile."""
        self._doing = (db_task_result.task_path, timezone.now())
        with structlog.contextvars.bound_contextvars(task=db_task_result.task_path, task_id=str(db_task_result.pk)):
            super().run_task(db_task_result)
        self._doing = ("", None)

    def _once(self) -> None:
        try:
            close_old_connections()
            task = self._next()
            if task is not None:
                self.run_task(task)
                return
        except DatabaseError as error:
            log.warning("The database is away: %s", " ".join(str(error).split())[:200])
            connection.close()
            self._stop.wait(1)
        self._stop.wait(IDLE_SECONDS)

    def _next(self) -> AnyTask | None:
        """Claim the next task. Looks before it locks, so that an idle worker never holds up a writer of SQLite."""
        if not DBTaskResult.objects.ready().exists():
            return None
        try:
            with exclusive_transaction(connection.alias):
                task = DBTaskResult.objects.ready().get_locked()
                if task is not None:
                    task.claim(self.worker_id)
                return task
        except OperationalError as error:
            if is_locked_database_exception(error):
                return None
            raise

    def _clock(self) -> BackgroundScheduler:
        clock = BackgroundScheduler(
            timezone="UTC",
            executors={"default": ThreadPoolExecutor(1)},
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        )
        now = timezone.now()
        clock.add_job(self._beat, "interval", seconds=rules.BEAT_SECONDS, next_run_time=now)
        clock.add_job(self._take_back, "interval", seconds=TAKE_BACK_SECONDS, next_run_time=now)
        for path, seconds in SCHEDULE:
            task = import_string(path)
            often = max(1, min(seconds // 4, 15))
            clock.add_job(self._turn, "interval", seconds=often, args=[task, seconds], next_run_time=now)
        return clock

    def _beat(self) -> None:
        doing, since = self._doing
        self._patiently(lambda: actions.beat(self.worker_id, doing=doing, since=since, at=timezone.now()))

    def _take_back(self) -> None:
        self._patiently(lambda: actions.take_back(at=timezone.now()))

    def _turn(self, task: Task[[], object], seconds: int) -> None:
        self._patiently(lambda: actions.queue_if_due(task, every_seconds=seconds, at=timezone.now()))

    def _patiently(self, work: Callable[[], object]) -> None:
        close_old_connections()
        try:
            work()
        except DatabaseError as error:
            log.warning("The database is away: %s", " ".join(str(error).split())[:200])
            connection.close()


def work() -> None:
    """Run a worker in this process until it is told to stop."""
    worker = Worker()
    worker.configure_signals()
    worker.run()
