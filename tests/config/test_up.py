"""Web server and worker come up together, survive being killed, and leave nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from goodstanding.base.work.models import Worker
from tests.config.processes import command, environment, wait_for
from tests.world import World

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    """Whether the health endpoint says ok."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def children(pid: int) -> list[int]:
    """The processes that another one started (Linux)."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in listed]


@pytest.fixture
def up(world: World, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int, list[str]]]:
    """Everything running, and what it printed until it was ready."""
    port = free_port()
    process = subprocess.Popen(
        command("up", "--empty", "--port", str(port)), env=environment(tmp_path), stdout=subprocess.PIPE, text=True
    )
    lines: list[str] = []
    assert process.stdout is not None
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if line.startswith("READY"):
            break
    yield process, port, lines
    if process.poll() is None:
        process.kill()
    process.wait()


def test_it_serves_when_it_says_so_and_stops_when_told(up: tuple[subprocess.Popen[str], int, list[str]]) -> None:
    process, port, lines = up

    assert lines[-1] == f"READY http://127.0.0.1:{port}"
    assert answers(port)
    wait_for(lambda: Worker.objects.exists())
    family = [pid for child in children(process.pid) for pid in (child, *children(child))]

    process.send_signal(signal.SIGINT)

    assert process.wait(timeout=15) == 0
    assert not answers(port)
    assert [pid for pid in family if Path(f"/proc/{pid}").exists()] == []
    assert not Worker.objects.exists()


def test_when_it_is_killed_no_orphan_keeps_the_port(up: tuple[subprocess.Popen[str], int, list[str]]) -> None:
    process, port, _ = up

    process.kill()
    process.wait()

    wait_for(lambda: not answers(port), seconds=15)


def test_a_killed_web_server_and_worker_are_started_again(up: tuple[subprocess.Popen[str], int, list[str]]) -> None:
    process, port, _ = up
    before = children(process.pid)

    for child in before:
        os.kill(child, signal.SIGKILL)

    wait_for(lambda: len(children(process.pid)) == 2 and not set(children(process.pid)) & set(before), seconds=30)
    wait_for(lambda: answers(port), seconds=30)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 0
