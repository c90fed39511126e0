"""Tasks for the worker's own tests: they leave a mark, and can be told to take their time once."""

from __future__ import annotations

import time
from pathlib import Path

from django_tasks import task


@task()
def leave_a_mark(path: str) -> None:
    """Add a line to a file."""
    with Path(path).open("a") as marks:
        marks.write("done\n")


@task()
def dawdle_once(path: str) -> None:
    """Begin, and take a minute the first time; the second time be done at once."""
    marks = Path(path)
    first = not marks.exists()
    with marks.open("a") as file:
        file.write("begun\n")
    if first:
        time.sleep(60)
    with marks.open("a") as file:
        file.write("done\n")


@task()
def die() -> None:
    """Take the worker down, as a crash of a library would."""
    import os  # only this chore needs it
    import signal

    os.kill(os.getpid(), signal.SIGKILL)
