"""A PostgreSQL server that lives in a temporary folder and is gone afterwards. Standard library only."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OWNER = "postgres"
SETTINGS = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 100
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
log_min_messages = fatal
"""


def programs() -> Path | None:
    """The folder of PostgreSQL's own programs, newest version first, or None when it is not installed."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name.split(".")[0]), reverse=True
    )
    on_path = shutil.which("initdb")
    folders = [*([Path(on_path).resolve().parent] if on_path else []), *debian]
    return next((f for f in folders if (f / "initdb").exists() and (f / "pg_ctl").exists()), None)


@contextmanager
def cluster() -> Iterator[str]:
    """The URL of a fresh server; it is stopped and its folder removed whatever happens."""
    found = programs()
    if found is None:
        raise RuntimeError("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="goodstanding-pg-"))
    as_owner = _owner(folder)
    data, port = folder / "data", _free_port()
    try:
        _run(
            [found / "initdb", "-D", data, "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"],
            as_owner,
            folder,
        )
        with (data / "postgresql.conf").open("a") as conf:
            conf.write(f"{SETTINGS}port = {port}\n")
        _run([found / "pg_ctl", "-D", data, "-w", "-t", "60", "-l", folder / "log", "start"], as_owner, folder)
        yield f"postgresql://{OWNER}@127.0.0.1:{port}/postgres"
    finally:
        if (data / "postmaster.pid").exists():
            _run([found / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop"], as_owner, folder, must=False)
        shutil.rmtree(folder, ignore_errors=True)


def _owner(folder: Path) -> dict[str, object]:
    """PostgreSQL refuses to run as root: there it gets the system user that its packages make."""
    if os.geteuid() != 0:
        return {}
    try:
        person = pwd.getpwnam(OWNER)
    except KeyError:
        subprocess.run(["useradd", "--system", "--no-create-home", "--shell", "/bin/false", OWNER], check=True)
        person = pwd.getpwnam(OWNER)
    os.chown(folder, person.pw_uid, person.pw_gid)
    return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}


def _run(command: list[object], as_owner: dict[str, object], folder: Path, *, must: bool = True) -> None:
    with (folder / "out").open("ab") as output:
        done = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=folder,
            **as_owner,
        )  # type: ignore[call-overload]  # user, group and extra_groups
    if must and done.returncode != 0:
        said = (folder / "out").read_text(errors="replace").strip().splitlines()
        raise RuntimeError(f"PostgreSQL could not be started: {said[-1] if said else done.returncode}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
