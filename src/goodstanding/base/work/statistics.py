"""What SQLite knows of its tables. It chooses how to get to rows by how many there are, and counts only when told to; PostgreSQL
counts by itself."""

from __future__ import annotations

from django.db import connection

LEAST = 1_000  # rows below which every way to them is quick
GROWN = 4
LIMIT = 1_000  # rows looked at of each index: an estimate is enough, and takes hundredths of a second


def count_grown() -> list[str]:
    """Count the tables that have grown since they were last counted, or never were, each for itself so that nobody waits long.

    Returns their names; on PostgreSQL there are none. Other connections use the new counts once they are opened anew, which is
    within ten minutes (CONN_MAX_AGE).
    """
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%%WITHOUT ROWID%%'")
        names = [name for (name,) in cursor.fetchall() if not name.startswith("sqlite_") and "_fts" not in name]
        known = _counted()
        grown = [name for name in sorted(names) if _rows(name) > max(LEAST, GROWN * known.get(name, 0))]
        if grown:
            cursor.execute(f"PRAGMA analysis_limit = {LIMIT}")
        for name in grown:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(name)}")
    return grown


def _rows(name: str) -> int:
    """The largest key: at once, and never less than there are rows."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT max(rowid) FROM {connection.ops.quote_name(name)}")  # noqa: S608 - a table's own name
        return int(cursor.fetchone()[0] or 0)


def _counted() -> dict[str, int]:
    """How many rows each table was last thought to have: the first number of each of its indexes, which differ a little."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'")
        if cursor.fetchone() is None:
            return {}
        cursor.execute("SELECT tbl, max(CAST(stat AS INTEGER)) FROM sqlite_stat1 GROUP BY tbl")
        return {table: int(rows or 0) for table, rows in cursor.fetchall()}
