"""The worker is a real process on a real database; it is killed like one, too."""

from __future__ import annotations

import signal
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from goodstanding.base.work import actions, queries
from goodstanding.base.work.models import Turn, Worker
from goodstanding.base.work.tasks import prune
from tests.config.chores import dawdle_once, die, leave_a_mark
from tests.config.processes import running, wait_for

pytestmark = [pytest.mark.django_db(transaction=True)]


def test_a_task_is_done_as_soon_as_it_is_queued(tmp_path: Path) -> None:
    """`bench/latency.py` says how soon. Ten in a row, since one alone may be lucky: looking every two seconds would fail."""
    marks = tmp_path / "marks"
    marks.touch()
    with running("worker", data=tmp_path):
        wait_for(lambda: Worker.objects.exists())

        until = time.monotonic() + 20
        for n in range(1, 11):
            leave_a_mark.enqueue(str(marks))
            wait_for(lambda n=n: len(marks.read_text().splitlines()) == n, seconds=until - time.monotonic())


@pytest.mark.slow
def test_a_task_of_a_killed_worker_is_done_by_the_next(tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    dawdle_once.enqueue(str(marks))
    with running("worker", data=tmp_path) as first:
        wait_for(marks.exists)
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert DBTaskResult.objects.get(task_path=dawdle_once.module_path).status == "RUNNING"

    with running("worker", data=tmp_path):
        wait_for(lambda: DBTaskResult.objects.get(task_path=dawdle_once.module_path).status == "SUCCESSFUL")

    assert marks.read_text().split() == ["begun", "begun", "done"]
    assert len(DBTaskResult.objects.get(task_path=dawdle_once.module_path).worker_ids) == 2


@pytest.mark.slow
def test_a_worker_told_to_stop_finishes_its_task_and_signs_off(tmp_path: Path) -> None:
    with running("worker", data=tmp_path) as process:
        wait_for(lambda: Worker.objects.exists())

        process.send_signal(signal.SIGTERM)

        assert process.wait(timeout=10) == 0
    assert not Worker.objects.exists()


@pytest.mark.slow
def test_a_task_that_kills_its_workers_is_given_up_after_four(tmp_path: Path) -> None:
    die.enqueue()

    for _ in range(4):
        with running("worker", data=tmp_path) as process:
            process.wait(timeout=30)
    actions.take_back(at=timezone.now())

    task = DBTaskResult.objects.get(task_path=die.module_path)
    assert task.status == "FAILED"
    assert "4 workers died" in task.traceback


def test_a_silent_worker_elsewhere_is_taken_for_dead_after_fifteen_seconds() -> None:
    at = timezone.now()
    Worker.objects.create(name="far", host="another-host", pid=1, started_at=at, seen_at=at)
    leave_a_mark.enqueue("/nowhere")
    DBTaskResult.objects.get().claim("far")

    assert queries.lost(at) == []
    assert len(queries.lost(at + timedelta(seconds=16))) == 1


def test_two_workers_queue_a_turn_once() -> None:
    at = timezone.now()

    assert actions.queue_if_due(prune, every_seconds=60, at=at)
    assert not actions.queue_if_due(prune, every_seconds=60, at=at)

    assert DBTaskResult.objects.count() == 1
    assert Turn.objects.get().due_at > at


def test_a_turn_is_not_queued_while_the_last_one_still_waits() -> None:
    at = timezone.now()
    actions.queue_if_due(prune, every_seconds=60, at=at)

    assert not actions.queue_if_due(prune, every_seconds=60, at=at + timedelta(minutes=5))
    assert DBTaskResult.objects.count() == 1
