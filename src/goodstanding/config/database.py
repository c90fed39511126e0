"""Which database, whether it can be reached, and whether its tables are up to date."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import dj_database_url

from goodstanding.config.env import SettingError

_HOW_TO = "Write it as postgresql://user:password@host:5432/name (--database or GOODSTANDING_DATABASE_URL)."
_PLANNED_AFTER = 2
_SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000; "
        "PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;"
    ),
}


def database_from(url: str, *, data: Path) -> dict[str, Any]:  # Any: Django's own shape
    """Django's settings for a database URL; SQLite in the data folder for an empty one. Raises SettingError."""
    if not url:
        name = str(data / "goodstanding.sqlite3")
        found: dict[str, Any] = {"ENGINE": "django.db.backends.sqlite3", "NAME": name}  # Any: as above
    else:
        try:
            found = dict(dj_database_url.parse(url))
        except ValueError as error:
            raise SettingError(f"The database URL cannot be read. {_HOW_TO}") from error
    if found["ENGINE"] == "django.db.backends.sqlite3":
        return {**found, "CONN_MAX_AGE": 600, "OPTIONS": _SQLITE_OPTIONS}
    if found["ENGINE"] == "django.db.backends.postgresql":
        options = found.get("OPTIONS", {})
        options = {**options, "prepare_threshold": _threshold(str(options.get("prepare_threshold", _PLANNED_AFTER)))}
        return {**found, "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}
    raise SettingError(f"Only PostgreSQL and SQLite are supported. {_HOW_TO}")


def _threshold(asked: str) -> int | None:
    """How often a connection sends a statement before its plan is kept (base/statements.py); "none": never."""
    if asked == "none":
        return None
    if not asked.isdecimal():
        raise SettingError("prepare_threshold in the database URL is a whole number, or none.")
    return int(asked)


def in_plain_words(error: Exception) -> str:
    """What a database driver says, in one line and without a password."""
    said = re.sub(r"://[^@\s]*@", "://…@", " ".join(str(error).split()))
    if "unable to open database file" in said or "readonly database" in said:
        return f"The database file cannot be opened for writing ({said}). Check its folder and owner, or choose --data."
    if "file is not a database" in said:
        return "The database file is damaged or something else. Put it back with `goodstanding restore`."
    if "password authentication failed" in said or "no password supplied" in said:
        return "The database refuses this user and password. Check --database."
    if "does not exist" in said:
        return f"The database server answers, but: {said[-200:]}. Create it first, for example with `createdb`."
    if re.search(r"could not translate host name|Name or service not known|resolve|No address", said):
        return "The database's host name is unknown. Check --database."
    if re.search(r"Connection refused|timeout|timed out|No such file|could not connect|connection failed", said):
        return f"The database server does not answer. Check that it runs and check --database. It said: {said[:200]}"
    return f"The database cannot be used: {said[:300]}"
