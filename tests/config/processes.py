"""Real processes of the product on the test's own database."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent.parent


def database_url() -> str:
    """The URL of the database that this test works on."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{quote(str(given['NAME']))}"
    login = quote(given["USER"]) + (f":{quote(given['PASSWORD'])}" if given["PASSWORD"] else "")
    return f"postgresql://{login}@{given['HOST'] or 'localhost'}:{given['PORT'] or 5432}/{given['NAME']}"


def environment(data: Path, **more: str) -> dict[str, str]:
    """The environment of a process of the product; test settings so that signing in is quick."""
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
        "GOODSTANDING_DATA": str(data),
        "GOODSTANDING_DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "goodstanding.config.settings",
        **more,
    }


def command(*args: str) -> list[str]:
    """The `goodstanding` command."""
    return [sys.executable, "-m", "goodstanding.config.cli", *args]


@contextmanager
def running(*args: str, data: Path, **more: str) -> Iterator[subprocess.Popen[str]]:
    """A process of the product, stopped at the end."""
    process = subprocess.Popen(
        command(*args), env=environment(data, **more), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(timeout=20)


def wait_for(what: Callable[[], bool], *, seconds: float = 30) -> None:
    """Wait until something holds; fail when it does not within `seconds`."""
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, f"did not happen within {seconds} s"
        time.sleep(0.05)
