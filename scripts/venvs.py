"""Making a virtual environment from a lock file, once. Standard library only."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_LAUNCHER = """#!/bin/sh
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
exec "$here/python" -m goodstanding.config.cli "$@"
"""


class Trouble(Exception):
    """Something the person at the keyboard can mend; the message says how, in one line."""


def environment(where: Path, *, lock: Path) -> Path:
    """The Python of a virtual environment that holds exactly what `lock` names, and this source tree.

    Nothing is done when the environment was made from the same lock, in the same place, by the same Python.
    """
    python = where / "bin" / "python"
    stamp = where / "made-from"
    wanted = _fingerprint(where, lock)
    if _is(stamp, wanted):
        return python
    if not os.access(ROOT, os.W_OK):
        raise Trouble(f"{ROOT} cannot be written to. Change its owner, or clone into a folder of your own.")
    with open(where.with_suffix(".lock"), "w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not _is(stamp, wanted):
            _make(where, lock)
            stamp.write_text(wanted)
    return python


def _is(stamp: Path, wanted: str) -> bool:
    return stamp.is_file() and stamp.read_text() == wanted


def _fingerprint(where: Path, lock: Path) -> str:
    return f"{hashlib.sha256(lock.read_bytes()).hexdigest()} {sys.version_info[:2]} {where}\n"


def _make(where: Path, lock: Path) -> None:
    log = where.with_suffix(".log")
    begun = time.monotonic()
    uv = shutil.which("uv")
    if uv:
        steps = [
            [uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(where)],
            [uv, "pip", "install", "--python", str(where), "--require-hashes", "-r", str(lock)],
        ]
    else:
        steps = [
            [sys.executable, "-m", "venv", "--clear", str(where)],
            [str(where / "bin" / "python"), "-m", "pip", "install", "--disable-pip-version-check", "--no-input",
             "--no-cache-dir" if os.environ.get("PIP_NO_CACHE_DIR") else "--prefer-binary",
             "--require-hashes", "-r", str(lock)],
        ]  # fmt: skip
    if not sys.stderr.isatty():
        _tell(f"Installing into {where.name} …", end="\n")
    with log.open("wb") as output:
        for step in steps:
            _run(step, output, log, begun)
    _add_source(where)
    _tell(f"Installed the packages in {time.monotonic() - begun:.0f} s.", end="\n")
    log.unlink()


def _run(step: list[str], output: object, log: Path, begun: float) -> None:
    """Run one step with a line that shows that it is still alive."""
    process = subprocess.Popen(step, stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)  # type: ignore[call-overload]  # a file
    try:
        while process.poll() is None:
            if sys.stderr.isatty():
                _tell(f"Installing into {log.stem} … {time.monotonic() - begun:.0f} s ", end="\r")
            time.sleep(0.1)
    except BaseException:
        process.terminate()
        process.wait()
        raise
    if process.returncode != 0:
        raise Trouble(_why(log))


def _why(log: Path) -> str:
    """The cause in one line, from what the installer said."""
    said = log.read_text(errors="replace")
    if "ensurepip is not" in said or "No module named venv" in said or "No module named pip" in said:
        return "Python's venv module is missing. On Debian or Ubuntu: apt-get install python3-venv (or install uv)."
    if "No space left" in said:
        return "The disk is full. Free some space (about 300 MB are needed) and run it again."
    if "hash" in said.lower() and "match" in said.lower():
        return f"A downloaded package is not the one that was locked. Nothing was installed; see {log}."
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    last = next((line for line in reversed(lines) if "error" in line.lower()), lines[-1] if lines else "")
    return f"The packages could not be installed ({last[:160]}). Check the network, then run it again; see {log}."


def _add_source(where: Path) -> None:
    """Put this source tree on the environment's path, and its command beside its Python."""
    packages = next((where / "lib").glob("python3.*")) / "site-packages"
    (packages / "goodstanding-source.pth").write_text(f"{ROOT / 'src'}\n", encoding="utf-8")
    launcher = where / "bin" / "goodstanding"
    launcher.write_text(_LAUNCHER)
    launcher.chmod(0o755)


def _tell(text: str, *, end: str) -> None:
    print(text, end=end, file=sys.stderr, flush=True)
