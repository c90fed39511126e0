"""What `./test` does: set up all that the tests need, run every check, say what passed. Standard library only."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import xml.etree.ElementTree as ET
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import cluster
from venvs import ROOT, Trouble, environment

VENV = ROOT / ".venv-test"
# Tests start dozens of processes. Where Python is told to keep nothing compiled, each would compile everything anew.
COMPILED = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(VENV / "compiled")}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass
class Step:
    """One check: a command, and what came of it."""

    name: str
    command: list[str]
    env: dict[str, str] = field(default_factory=dict)
    report: Path | None = None
    code: int | None = None
    seconds: float = 0.0
    said: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    process: subprocess.Popen[str] | None = None

    def stop(self) -> None:
        """End it when everything is called off."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    @property
    def passed(self) -> bool:
        """Whether it ended well. Pytest's 5 means that there was nothing to run."""
        return self.code == 0 or (self.code == 5 and self.report is not None)


def main() -> int:
    """Run everything; 0 only when all of it passed."""
    parser = argparse.ArgumentParser(prog="./test", description="Set up and run every check of Goodstanding.")
    parser.add_argument("--fast", action="store_true", help="SQLite only, without the browser and without slow tests")
    args = parser.parse_args()
    begun = time.monotonic()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        python = _set_up(fast=args.fast)
    except Trouble as trouble:
        print(f"test: {trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130

    with tempfile.TemporaryDirectory(prefix="goodstanding-test-") as folder, _server(fast=args.fast) as postgres:
        steps = _steps(python, Path(folder), postgres, fast=args.fast)
        _run_all(steps)
    return _summary(steps, time.monotonic() - begun)


def _set_up(*, fast: bool) -> Path:
    """Python with everything in requirements-dev.lock, and the programs that the tests drive."""
    wanted = [] if fast else _missing_programs()
    if not _has_venv() and shutil.which("uv") is None:
        wanted.append("python3-venv")
    if wanted:
        _install(wanted)
    return environment(VENV, lock=ROOT / "requirements-dev.lock")


def _missing_programs() -> list[str]:
    missing = [] if cluster.programs() else ["postgresql"]
    return missing if any(shutil.which(name) for name in BROWSERS) else [*missing, "chromium"]


def _has_venv() -> bool:
    return subprocess.run([sys.executable, "-c", "import ensurepip, venv"], capture_output=True).returncode == 0


def _install(packages: list[str]) -> None:
    """Install Debian packages where we may; else say in one line what is missing and how to get it."""
    command = f"apt-get install {' '.join(packages)}"
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    may = not sudo or (
        shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0
    )
    if not may or not shutil.which("apt-get"):
        raise Trouble(
            f"Missing: {', '.join(packages)}. Install them (on Debian: sudo {command}), or run ./test --fast."
        )
    print(f"Installing {', '.join(packages)} …", flush=True)
    if "postgresql" in packages and not sudo:
        _no_server_by_itself()
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["apt-get", "update", "-q"], ["apt-get", "install", "-qy", "--no-install-recommends", *packages]):
        done = subprocess.run([*sudo, *step], env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise Trouble(
            f"`{command}` failed ({last[:160]}). Install {', '.join(packages)} by hand, or run ./test --fast."
        )


def _no_server_by_itself() -> None:
    """Only the programs are wanted: keep the package from starting a server of its own."""
    conf = Path("/etc/postgresql-common/createcluster.conf")
    if not conf.exists():
        conf.parent.mkdir(parents=True, exist_ok=True)
        conf.write_text("create_main_cluster = false\n")


@contextmanager
def _server(*, fast: bool) -> Iterator[str]:
    with nullcontext("") if fast else cluster.cluster() as url:
        yield url


def _steps(python: Path, folder: Path, postgres: str, *, fast: bool) -> list[Step]:
    """What there is to do, the longest first. What is the same on either database is not run on PostgreSQL too."""
    programs = python.parent
    checks = [
        Step("ruff check", [str(programs / "ruff"), "check", "."]),
        Step("ruff format", [str(programs / "ruff"), "format", "--check", "."]),
        Step("imports", [str(programs / "lint-imports"), "--no-cache"]),
        Step("types", [str(programs / "mypy")]),
    ]
    cores = os.cpu_count() or 2
    if fast:
        return [_pytest(python, folder, "tests, SQLite", "not browser and not slow", at_once=cores), *checks]
    half = max(1, cores // 2)
    both = "not pure and not either"
    beside = f"{postgres.rpartition('/')[0]}/browser"  # a database of its own: both may run at once
    return [
        _pytest(python, folder, "tests, PostgreSQL", f"not browser and {both}", postgres, at_once=half),
        _pytest(python, folder, "tests, SQLite", "not browser", at_once=half),
        *checks,
        _pytest(python, folder, "browser, PostgreSQL", f"browser and {both}", beside, at_once=half),
        _pytest(python, folder, "browser, SQLite", "browser", at_once=half),
    ]


def _pytest(python: Path, folder: Path, name: str, marks: str, database: str = "", *, at_once: int) -> Step:
    report = folder / f"{name.replace(', ', '-')}.xml"
    workers = ["-n", str(at_once), "--dist", "worksteal"] if at_once > 1 else ["-n", "0"]
    files = _with_a_browser() if marks.startswith("browser") else []
    command = [str(python), "-m", "pytest", "-q", *workers, "-m", marks, f"--junitxml={report}", *files]
    data = folder / f"data-{name.replace(', ', '-')}"
    return Step(
        name,
        command,
        env={"GOODSTANDING_DATABASE_URL": database, "GOODSTANDING_DATA": str(data), "TMPDIR": str(folder)},
        report=report,
    )


def _with_a_browser() -> list[str]:
    """The files that may hold such tests: reading all of them takes longer than some of these tests."""
    return [str(file) for file in sorted((ROOT / "tests").rglob("test_*.py")) if "page_for" in file.read_text()]


def _run_all(steps: list[Step]) -> None:
    """Two at once: whoever is done takes the next one, so that no core waits for the other's lane to end."""
    waiting, saying = deque(steps), threading.Lock()
    threads = [threading.Thread(target=_run_next, args=(waiting, saying), daemon=True) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        for thread in threads:
            thread.join()
    finally:
        waiting.clear()
        for step in steps:
            step.stop()


def _run_next(waiting: deque[Step], saying: threading.Lock) -> None:
    while True:
        try:
            step = waiting.popleft()
        except IndexError:
            return
        begun = time.monotonic()
        step.process = subprocess.Popen(
            step.command,
            cwd=ROOT,
            env={**os.environ, **COMPILED, **step.env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        step.said, _ = step.process.communicate()
        step.code, step.seconds = step.process.returncode, time.monotonic() - begun
        step.counts = _counts(step.report)
        with saying:
            _tell(step)


def _counts(report: Path | None) -> dict[str, int]:
    """Tests, failures, errors and skipped ones of a run, from its report; nothing when it broke off."""
    if report is None or not report.exists():
        return {}
    suites = ET.parse(report).getroot().iter("testsuite")
    found = [{key: int(suite.get(key, "0")) for key in ("tests", "failures", "errors", "skipped")} for suite in suites]
    return {key: sum(one[key] for one in found) for key in found[0]} if found else {}


def _tell(step: Step) -> None:
    last = (step.said.strip().splitlines() or [""])[-1].strip("= ") if step.report else ""
    print(f"{'ok  ' if step.passed else 'FAIL'}  {step.name:<20} {step.seconds:6.1f} s  {last}", flush=True)
    if not step.passed:
        print(f"\n{step.said.rstrip()}\n", flush=True)


def _summary(steps: list[Step], seconds: float) -> int:
    """A last line like pytest's own, over all runs; a failed check of text and a run that broke off count as one failure."""
    total = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    for step in steps:
        for key in total:
            total[key] += step.counts.get(key, 0)
    bad = [step for step in steps if not step.passed]
    broken = sum(1 for step in bad if not (step.counts.get("failures") or step.counts.get("errors")))
    failed = total["failures"] + total["errors"] + broken
    passed = total["tests"] - total["failures"] - total["errors"] - total["skipped"]
    if bad:
        print(f"Failed: {', '.join(step.name for step in bad)}")
    skipped = f", {total['skipped']} skipped" if total["skipped"] else ""
    print(f"===== {f'{failed} failed, ' if failed else ''}{passed} passed{skipped} in {seconds:.2f}s =====", flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
