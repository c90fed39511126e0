"""Web server and worker as two children of one process: started together, watched, stopped together."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from types import FrameType

from django.db import connections

from goodstanding.config import cli, tables
from goodstanding.config.cli.firsttime import first_administrator
from goodstanding.connectors.demo import queries as demo
from goodstanding.kit.errors import Conflict

HOST = "127.0.0.1"
READY_WITHIN_SECONDS = 60
STOP_WITHIN_SECONDS = 10
_PR_SET_PDEATHSIG = 1


class Child:
    """A process forked from this one, which is already set up: it starts in a moment and shares its memory."""

    def __init__(self, name: str, work: Callable[[], None]) -> None:
        self.name = name
        self._work = work
        self.started = time.monotonic()
        self.pid = _fork(work)

    def has_ended(self) -> bool:
        """Whether the process is gone."""
        try:
            return os.waitpid(self.pid, os.WNOHANG)[0] != 0
        except ChildProcessError:
            return True

    def again(self) -> Child:
        """The same work in a new process."""
        return Child(self.name, self._work)


def up(*, port: int, address: str, with_demo: bool) -> int:
    """Prepare the database, start everything, say when it serves, and stay until a signal. Returns the exit code."""
    require_free(HOST, port)
    _prepare_database()
    if not with_demo:
        first_administrator()
    elif not demo.is_loaded():
        _in_child(lambda: cli.run("demo", "load"))
    connections.close_all()

    told = _Told()
    children = [Child("web", lambda: _serve(port))]
    try:
        if with_demo:
            cli.run("demo", "signins")  # while the children come up
        if not _wait_until_ready(address, children, told):
            return 0 if told.to_stop else _failed("The web server did not come up. The lines above say why.")
        _print(f"READY {address}")
        children.append(Child("worker", _work))  # only now: nobody waits for it, and it loads as much as the pages do
        _watch(children, told)
    finally:
        _stop(children)
    return 0


def _serve(port: int) -> None:
    """Loads in its own process what only it needs, as `_work` does: two cores then load at once."""
    from goodstanding.config import web

    web.serve(host=HOST, port=port, at_once=True)


def _work() -> None:
    from goodstanding.config import worker

    worker.work()


def require_free(host: str, port: int) -> None:
    """Raise Conflict when the port cannot be listened on."""
    if not 0 < port < 65536:
        raise Conflict(f"{port} is not a port. Choose one from 1 to 65535 with --port.")
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except PermissionError as error:
        raise Conflict(f"Port {port} needs more rights. Choose one above 1023 with --port.") from error
    except OSError as error:
        raise Conflict(f"Port {port} is in use. Stop what runs there, or choose another with --port.") from error


class _Told:
    """Set by SIGINT or SIGTERM."""

    def __init__(self) -> None:
        self.to_stop = False
        signal.signal(signal.SIGINT, self._hear)
        signal.signal(signal.SIGTERM, self._hear)

    def _hear(self, signum: int, frame: FrameType | None) -> None:
        self.to_stop = True


def _prepare_database() -> None:
    future = tables.from_the_future()
    if future:
        raise Conflict(
            "This database belongs to a newer version of Goodstanding. Upgrade, or choose another with --data."
        )
    if tables.missing():
        print("Preparing the database …", file=sys.stderr, flush=True)
        _in_child(tables.bring_up_to_date)


def _in_child(work: Callable[[], object]) -> None:
    """Do something in a process of its own, whose memory is given back afterwards. Its failure ends this one."""
    connections.close_all()
    pid = _fork(work, stoppable=True)
    _, status = os.waitpid(pid, 0)
    if status != 0:
        raise SystemExit(os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else 1)


def _fork(work: Callable[[], object], *, stoppable: bool = False) -> int:
    """Fork. A child in the background leaves Ctrl-C to its parent, which tells it in an orderly way."""
    sys.stdout.flush()
    sys.stderr.flush()
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        if not stoppable:
            os.setpgid(0, 0)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _die_with(parent)
        code = cli.guarded(work)
    except SystemExit as done:
        code = done.code if isinstance(done.code, int) else int(done.code is not None)
    except KeyboardInterrupt:
        code = 130
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _die_with(parent: int) -> None:
    """Have Linux stop this process when its parent is killed, so that no orphan keeps the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os._exit(1)


def _wait_until_ready(address: str, children: list[Child], told: _Told) -> bool:
    until = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < until and not told.to_stop:
        if any(child.has_ended() for child in children):
            return False
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5) as answer:  # noqa: S310 - our own address
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            time.sleep(0.02)
    return False


def _watch(children: list[Child], told: _Told) -> None:
    """Until told to stop: a child that dies is started again, not more often than once in five seconds."""
    while not told.to_stop:
        time.sleep(0.2)
        for place, child in enumerate(children):
            if child.has_ended() and not told.to_stop:
                print(
                    f"goodstanding: the {child.name} process ended; it is started again.", file=sys.stderr, flush=True
                )
                time.sleep(max(0.0, 5 - (time.monotonic() - child.started)))
                children[place] = child.again()


def _stop(children: list[Child]) -> None:
    running = [child for child in children if not child.has_ended()]
    for child in running:
        _signal(child.pid, signal.SIGTERM)
    until = time.monotonic() + STOP_WITHIN_SECONDS
    while running and time.monotonic() < until:
        time.sleep(0.02)
        running = [child for child in running if not child.has_ended()]
    for child in running:
        os.killpg(child.pid, signal.SIGKILL)


def _signal(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _failed(message: str) -> int:
    print(f"goodstanding: {message}", file=sys.stderr)
    return 1


def _print(line: str) -> None:
    print(line, flush=True)
