"""A way to the database for statements that are asked again and again.

Django writes the values into a statement for PostgreSQL, which therefore plans it anew each time, and takes the answer as text,
of which every instant is read again. Sent with the values beside it, the plan of a statement can be kept as long as a
connection lives, and the answer comes in the server's own form (ADR 221).
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper


def cursor_for(connection: BaseDatabaseWrapper, *, keep_plan: bool) -> CursorWrapper:
    """A cursor for a statement that is asked again and again. Use it with `with`, and give it whole numbers through `whole`:
    PostgreSQL tells statements apart by the kinds of their values.

    With `keep_plan` PostgreSQL plans it once for a connection, whatever the values: for statements that are best answered in
    one way for all. Rows of the largest seller are found in another way than those of most.
    """
    if connection.vendor != "postgresql" or connection.queries_logged:  # only Django's own can say what was asked
        return connection.cursor()
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    with connection.wrap_database_errors:
        return connection.make_cursor(_binding()(connection.connection, keep_plan))


def whole(connection: BaseDatabaseWrapper, number: int) -> int:
    """A whole number as a `cursor_for` takes it: of one kind, however large it is."""
    return _large()(number) if connection.vendor == "postgresql" else number


# psycopg is loaded only where PostgreSQL is used: it takes a start with SQLite a twentieth of a second.


@cache
def _large() -> type[int]:
    from psycopg.types.numeric import Int8

    return Int8


@cache
def _binding() -> type[Any]:  # Any: psycopg's cursor
    from psycopg import Connection, Cursor
    from psycopg.abc import Buffer
    from psycopg.adapt import Loader
    from psycopg.pq import Format

    class JsonText(Loader):
        """Django's own field reads what a `jsonb` holds: it wants the text (after a byte that says the version)."""

        format = Format.BINARY

        def load(self, data: Buffer) -> str:
            return bytes(data[1:]).decode()

    class BindingCursor(Cursor[Any]):
        """Sends the values beside the statement and takes the answer in binary."""

        def __init__(self, connection: Connection[Any], keep_plan: bool) -> None:
            super().__init__(connection)
            self.format = Format.BINARY
            self._prepare = None if keep_plan else False  # None: from the connection's `prepare_threshold` on
            self.adapters.register_loader("jsonb", JsonText)

        def execute(self, query: Any, params: Any = None, **_options: Any) -> Any:  # Any: as psycopg has it
            return super().execute(query, params, prepare=self._prepare)

    return BindingCursor
