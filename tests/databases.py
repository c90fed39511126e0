"""The database of a test process, copied from one that is laid out once. ADR 170.

Every process of every run needs a database. The first one lays out a mould as the product lays out an empty database (ADR 189; that
these are the tables of the migrations is a test of its own), under a name made of the migrations' own text; all copy it. A copy is
migrated too, which finds nothing to do, so a mould cannot be behind what the code says.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from goodstanding.config import tables

SOURCE = Path(__file__).resolve().parent.parent / "src"
WEEK_SECONDS = 7 * 86_400
# Django fills these from the models, after migrating and after each time that everything is emptied.
WRITTEN_AGAIN = {"auth_permission", "django_content_type"}


def make() -> list[Any]:
    """An empty database with all tables, under this process's own name. What comes back is for `drop`."""
    make_mould, copy = (_mould_file, _copy_file) if connection.vendor == "sqlite" else (_mould_database, _copy_database)
    mould = _name()
    with _alone(mould):
        make_mould(mould)
        copy(mould)
    made = setup_databases(verbosity=0, interactive=False, aliases=["default"], serialized_aliases=[], keepdb=True)
    _empty_only_what_holds_rows()
    return made


def drop(made: list[Any]) -> None:
    """Away with it."""
    teardown_databases(made, verbosity=0)


def spare(place: Path | str) -> None:
    """Another database with all tables and nothing in them: a file for SQLite, else a name on the same server."""
    if connection.vendor == "sqlite":
        shutil.copyfile(_folder() / f"{_name()}.sqlite3", place)
        return
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {connection.ops.quote_name(str(place))} TEMPLATE {_name()}")


def _empty_only_what_holds_rows() -> None:
    """After a test with real transactions Django empties every table, which takes PostgreSQL longer than most of these tests."""
    ours = connection.ops.sql_flush

    def flush(
        style: Any, tables: list[str], *, reset_sequences: bool = False, allow_cascade: bool = False
    ) -> list[str]:
        if reset_sequences:
            return ours(style, tables, reset_sequences=True, allow_cascade=allow_cascade)
        quoted = {table: connection.ops.quote_name(table) for table in tables if table not in WRITTEN_AGAIN}
        with connection.cursor() as cursor:
            cursor.execute(
                " UNION ALL ".join(
                    f"SELECT '{one}' WHERE EXISTS (SELECT 1 FROM {name})" for one, name in quoted.items()
                )
            )
            return [f"DELETE FROM {quoted[one]}" for (one,) in cursor.fetchall()]

    connection.ops.sql_flush = flush


def _name() -> str:
    """The same for the same models, migrations and libraries, which bring migrations of their own."""
    text = sha256((SOURCE.parent / "requirements.lock").read_bytes())
    told = ("**/migrations/*.py", "**/models.py", "**/models/*.py", "goodstanding/config/tables.py")
    for file in sorted(file for pattern in told for file in SOURCE.glob(pattern)):
        text.update(f"{file.relative_to(SOURCE)}\n".encode() + file.read_bytes())
    return f"goodstanding_mould_{os.getuid()}_{text.hexdigest()[:16]}"


@contextmanager
def _alone(mould: str) -> Iterator[None]:
    """One process of this machine at a time."""
    with (_folder() / f"{mould}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _folder() -> Path:
    return Path(tempfile.gettempdir())


def _mould_file(mould: str) -> None:
    """Whole or not at all. What nobody has copied for a week is cleared away: migrations change, and their moulds with them."""
    file, half = _folder() / f"{mould}.sqlite3", _folder() / f"{mould}.half"
    if file.exists():
        return
    half.unlink(missing_ok=True)
    _lay_out(str(half))
    half.rename(file)
    for old in _folder().glob(f"goodstanding_mould_{os.getuid()}_*"):
        if old.stat().st_atime < time.time() - WEEK_SECONDS:
            old.unlink(missing_ok=True)


def _copy_file(mould: str) -> None:
    own = Path(connection.settings_dict["TEST"]["NAME"])
    for left in (own, Path(f"{own}-wal"), Path(f"{own}-shm")):
        left.unlink(missing_ok=True)
    own.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_folder() / f"{mould}.sqlite3", own)


def _mould_database(mould: str) -> None:
    """Renamed once it is whole. PostgreSQL copies a database while nobody is connected to it."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [mould])
        if cursor.fetchone():
            return
        cursor.execute(f"DROP DATABASE IF EXISTS {mould}_half WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {mould}_half")
    _lay_out(f"{mould}_half")
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"ALTER DATABASE {mould}_half RENAME TO {mould}")


def _copy_database(mould: str) -> None:
    own = connection.ops.quote_name(connection.creation._get_test_db_name())
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {own} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {own} TEMPLATE {mould}")


def _lay_out(name: str) -> None:
    """All tables, in the empty database of that name."""
    products = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        tables.bring_up_to_date()
    finally:
        connection.close()
        connection.settings_dict["NAME"] = products
