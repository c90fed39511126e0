"""Backup and restore: the whole state of a marketplace in one tar file, with a checksum for each part.

Members: `database.sqlite3` or `database.pgdump`, `secret_key`, `files/…`, and last `manifest.json`.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

from goodstanding.base.work import queries as work
from goodstanding.config import tables
from goodstanding.kit.errors import Conflict, Invalid

FORMAT = 1
SQLITE, POSTGRES = "database.sqlite3", "database.pgdump"
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a backup holds."""

    made_at: str
    vendor: str
    files: int
    size: int


def backup(target: Path, *, at: datetime) -> Snapshot:
    """Write the state as of now to `target`, while everything keeps running. Readable by its owner only.

    The database is copied first, so that every file that it names is in the backup. Raises Conflict, naming the remedy.
    """
    part = target.with_name(f"{target.name}.part")
    with tempfile.TemporaryDirectory(dir=settings.ENV.data, prefix="backup-") as folder:
        database = _dump_sqlite(Path(folder)) if connection.vendor == "sqlite" else _dump_postgres(Path(folder))
        try:
            with open(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as raw:
                snapshot = _write(raw, database, at=at, packed=target.suffix in {".gz", ".tgz"})
            os.replace(part, target)
        except OSError as error:
            raise Conflict(f"The backup cannot be written to {target} ({error.strerror}).") from error
        finally:
            part.unlink(missing_ok=True)
    return snapshot


def restore(source: Path, *, force: bool) -> Snapshot:
    """Put a backup in place of what is there. Everything is verified before anything is touched.

    Refused (Conflict) while a worker runs, and for a marketplace that is not empty unless `force`; Invalid for a file that
    is no backup, is damaged, or belongs to the other kind of database.
    """
    with tempfile.TemporaryDirectory(dir=settings.ENV.data, prefix="restore-") as name:
        folder = Path(name)
        manifest = _unpack(source, folder)
        vendor = connection.vendor
        if manifest["vendor"] != vendor:
            raise Invalid(
                f"This backup is of a {manifest['vendor']} database, but here it is {vendor}. See --database."
            )
        _require_idle(force=force)
        if vendor == "sqlite":
            _load_sqlite(folder / SQLITE)
        else:
            _load_postgres(folder / POSTGRES)
        _put_files(folder)
    return _snapshot(manifest)


# --- backup -------------------------------------------------------------------------------------------------------------


def _dump_sqlite(folder: Path) -> Path:
    copy = folder / SQLITE
    with closing(sqlite3.connect(copy)) as to, closing(sqlite3.connect(connection.settings_dict["NAME"])) as live:
        live.backup(to)
        to.execute("PRAGMA journal_mode=DELETE")
    return copy


def _dump_postgres(folder: Path) -> Path:
    dump = folder / POSTGRES
    _postgres("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={dump}")
    return dump


def _write(raw: Any, database: Path, *, at: datetime, packed: bool) -> Snapshot:  # Any: a binary file
    members: dict[str, dict[str, object]] = {}
    with tarfile.open(fileobj=raw, mode="w:gz" if packed else "w") as tar:
        for name, path in _parts(database):
            try:
                members[name] = _add(tar, name, path)
            except FileNotFoundError:
                continue  # an upload that nobody used was tidied away meanwhile
        manifest = {
            "format": FORMAT,
            "made_at": at.isoformat(),
            "vendor": connection.vendor,
            "migrations": sorted(f"{app}.{name}" for app, name in tables.applied()),
            "members": members,
        }
        content = json.dumps(manifest, indent=1).encode()
        info = tarfile.TarInfo("manifest.json")
        info.size, info.mode, info.mtime = len(content), 0o600, int(at.timestamp())
        tar.addfile(info, io.BytesIO(content))
    return _snapshot(manifest)


def _parts(database: Path) -> Iterator[tuple[str, Path]]:
    yield database.name, database
    key = settings.ENV.data / "secret_key"
    if key.exists():
        yield key.name, key
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(root.rglob("*")) if root.exists() else []:
        if path.is_file() and not path.is_symlink():
            yield f"files/{path.relative_to(root).as_posix()}", path


def _add(tar: tarfile.TarFile, name: str, path: Path) -> dict[str, object]:
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
        size = content.tell()
        content.seek(0)
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = size, 0o600, int(path.stat().st_mtime)
        tar.addfile(info, content)
    return {"sha256": digest, "size": size}


# --- restore ------------------------------------------------------------------------------------------------------------


def _unpack(source: Path, folder: Path) -> Mapping[str, Any]:  # Any: JSON
    """Unpack into an empty folder and verify every checksum. Nothing in the archive decides where it is written."""
    seen: dict[str, tuple[str, int]] = {}
    try:
        with tarfile.open(source, "r:*") as tar:
            for member in tar:
                content = tar.extractfile(member) if member.isfile() else None
                if content is None:
                    raise Invalid(f"{source.name} holds something that no backup holds. Nothing was changed.")
                path = folder / _safe(member.name)
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("wb") as file:
                    shutil.copyfileobj(content, file, _CHUNK)
                with path.open("rb") as file:
                    seen[member.name] = (hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size)
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))  # Any: JSON
    except FileNotFoundError as error:
        missing = "is not there" if not source.exists() else "is incomplete: its end is missing"
        raise Invalid(f"{source} {missing}. Nothing was changed.") from error
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise Invalid(f"{source} is no backup, or it is damaged. Nothing was changed.") from error
    _verify(manifest, seen)
    return manifest


def _safe(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    known = name in {SQLITE, POSTGRES, "secret_key", "manifest.json"} or path.parts[:1] == ("files",)
    if not known or path.is_absolute() or ".." in path.parts:
        raise Invalid(f"The archive holds {name[:80]!r}, which no backup holds. Nothing was changed.")
    return path


def _verify(manifest: Mapping[str, Any], seen: Mapping[str, tuple[str, int]]) -> None:  # Any: JSON
    if manifest.get("format") != FORMAT:
        raise Invalid("This backup was made by another version of Goodstanding. Restore it with that version.")
    wanted = {name: (one["sha256"], one["size"]) for name, one in manifest["members"].items()}
    found = {name: one for name, one in seen.items() if name != "manifest.json"}
    if wanted != found:
        wrong = sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))
        raise Invalid(f"The backup is damaged: {wrong[0]} is not what was saved. Nothing was changed.")
    known = {f"{app}.{name}" for app, name in tables.shipped()}
    newer = [name for name in manifest["migrations"] if name not in known]
    if newer:
        raise Invalid(
            f"This backup is of a newer version of Goodstanding ({newer[0]}). Upgrade first. Nothing was changed."
        )


def _require_idle(*, force: bool) -> None:
    if tables.applied() and not tables.missing() and work.alive(timezone.now()):
        raise Conflict("A worker is running on this database. Stop everything first (Ctrl-C in ./start), then restore.")
    if not force and not _is_empty():
        raise Conflict("This marketplace is not empty. Restore into an empty data folder, or replace it with --force.")


def _is_empty() -> bool:
    """No person, no file: whatever `./start --empty` has made before anybody signed in is more than nothing."""
    if "people_user" in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM people_user")
            if cursor.fetchone()[0]:
                return False
    root = Path(settings.MEDIA_ROOT)
    return not root.exists() or not any(path.is_file() for path in root.rglob("*"))


def _load_sqlite(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as check:
        if check.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise Invalid("The database in this backup is damaged. Nothing was changed.")
    connections.close_all()
    live = Path(connection.settings_dict["NAME"])
    for leftover in ("-wal", "-shm"):
        live.with_name(live.name + leftover).unlink(missing_ok=True)
    os.replace(copy, live)


def _load_postgres(dump: Path) -> None:
    """Replace the schema in one transaction: either all of it, or none."""
    script = dump.with_suffix(".sql")
    _postgres("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(dump), connects=False)
    connections.close_all()
    _postgres(
        "psql", "--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null",
        "--command=DROP SCHEMA public CASCADE", "--command=CREATE SCHEMA public", f"--file={script}",
    )  # fmt: skip


def _put_files(folder: Path) -> None:
    root = Path(settings.MEDIA_ROOT)
    with _set_aside(root):
        if (folder / "files").exists():
            os.replace(folder / "files", root)
    if (folder / "secret_key").exists():
        os.chmod(folder / "secret_key", 0o600)
        os.replace(folder / "secret_key", settings.ENV.data / "secret_key")


@contextmanager
def _set_aside(root: Path) -> Iterator[None]:
    """Move a folder out of the way; gone afterwards, back in its place when something fails."""
    aside = root.with_name(f"{root.name}.before")
    shutil.rmtree(aside, ignore_errors=True)
    if root.exists():
        os.replace(root, aside)
    try:
        yield
    except BaseException:
        if aside.exists():
            os.replace(aside, root)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _snapshot(manifest: Mapping[str, Any]) -> Snapshot:  # Any: JSON
    members = manifest["members"]
    return Snapshot(
        made_at=manifest["made_at"],
        vendor=manifest["vendor"],
        files=sum(name.startswith("files/") for name in members),
        size=sum(one["size"] for one in members.values()),
    )


def _postgres(program: str, *args: str, connects: bool = True) -> None:
    """Run one of PostgreSQL's own programs on our database. The password travels in the environment, not in the command."""
    found = _program(program)
    given = connection.settings_dict
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}
    env = {**os.environ, **{to: str(given[name]) for name, to in names.items() if given.get(name)}}
    if given.get("OPTIONS", {}).get("sslmode"):
        env["PGSSLMODE"] = str(given["OPTIONS"]["sslmode"])
    done = subprocess.run(  # noqa: S603 - a fixed program with arguments of ours
        [str(found), *args],
        env=env if connects else None,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        said = (done.stderr.strip().splitlines() or ["no reason given"])[0]
        raise Conflict(f"{program} failed: {said[:300]}")


def _program(name: str) -> Path:
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda p: int(p.parts[-3]), reverse=True)
    on_path = shutil.which(name)
    found = next(iter(debian), Path(on_path) if on_path else None)
    if found is None:
        raise Conflict(f"{name} is not installed. On Debian or Ubuntu: apt-get install postgresql-client.")
    return found
