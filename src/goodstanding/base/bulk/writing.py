"""Bulk inserts and upserts past the ORM's per-object cost.

Column names and tables come from models, never from input; values travel as parameters (SQLite) or COPY rows (PostgreSQL).
Callers are actions: they check what they write, and run in their own transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models

Row = Sequence[Any]  # Any: whatever the columns of a model hold


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert rows. `columns` are database column names; datetimes must be aware."""
    table = connection.ops.quote_name(model._meta.db_table)
    names = _names(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _copy(cursor, f"COPY {table} ({names}) FROM STDIN", rows)
        else:
            holes = ", ".join(["%s"] * len(columns))
            statement = f"INSERT INTO {table} ({names}) VALUES ({holes})"  # noqa: S608 - names of models
            cursor.executemany(statement, _plain(model, columns, rows))


def upsert_rows(model: type[models.Model], columns: Sequence[str], unique: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert rows, or replace every other column of the row that has the same `unique` columns."""
    table = connection.ops.quote_name(model._meta.db_table)
    names = _names(columns)
    news = ", ".join(f"{q(c)} = excluded.{q(c)}" for c in columns if c not in unique)
    conflict = f"ON CONFLICT ({_names(unique)}) DO UPDATE SET {news}"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"CREATE TEMP TABLE IF NOT EXISTS bulk_{model._meta.db_table} (LIKE {table} INCLUDING DEFAULTS)"
            )
            cursor.execute(f"ALTER TABLE bulk_{model._meta.db_table} ALTER COLUMN id DROP NOT NULL")
            cursor.execute(f"TRUNCATE bulk_{model._meta.db_table}")
            _copy(cursor, f"COPY bulk_{model._meta.db_table} ({names}) FROM STDIN", rows)
            cursor.execute(
                f"INSERT INTO {table} ({names}) SELECT {names} FROM bulk_{model._meta.db_table} {conflict}"  # noqa: S608 - names of models
            )
        else:
            holes = ", ".join(["%s"] * len(columns))
            statement = f"INSERT INTO {table} ({names}) VALUES ({holes}) {conflict}"  # noqa: S608 - names of models
            cursor.executemany(statement, _plain(model, columns, rows))


def q(name: str) -> str:
    """A quoted column name."""
    return connection.ops.quote_name(name)


def _names(columns: Sequence[str]) -> str:
    return ", ".join(q(c) for c in columns)


def _copy(cursor: Any, statement: str, rows: Iterable[Row]) -> None:  # Any: Django's cursor wrapper around psycopg's
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _plain(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> list[list[Any]]:
    """Rows with instants as SQLite keeps them: text in UTC without offset. Only the columns that hold days are looked at."""
    held = {f.column: f for f in model._meta.concrete_fields}
    instants = [n for n, name in enumerate(columns) if isinstance(held[name], models.DateTimeField)]
    days = [n for n, name in enumerate(columns) if type(held[name]) is models.DateField]
    plain = [list(row) for row in rows]
    for row in plain:
        for n in instants:
            if row[n] is not None:
                row[n] = _instant(row[n])
        for n in days:
            if row[n] is not None:
                row[n] = row[n].isoformat()
    return plain


def _instant(at: datetime) -> str:
    return (at if at.tzinfo is UTC else at.astimezone(UTC)).isoformat(" ")[:-6]
