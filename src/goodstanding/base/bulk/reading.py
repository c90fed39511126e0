"""Asking for many rows by their keys at once, past the ORM's cost for each value of an IN list."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from django.db.models import F, Lookup
from django.db.models.sql.compiler import SQLCompiler


class Among(Lookup[Any]):  # Any: strings or whole numbers
    """`filter(Among("external_id", ids))`: as `external_id__in=ids`, with one parameter instead of one for each value.

    For thousands of strings or whole numbers; the index on the column is used as with IN.
    """

    prepare_rhs = False

    def __init__(self, column: str | F, values: Collection[str] | Collection[int]) -> None:
        super().__init__(F(column) if isinstance(column, str) else column, values)

    def as_sqlite(self, compiler: SQLCompiler, connection: Any) -> tuple[str, list[object]]:  # Any: Django's wrapper
        """One JSON array."""
        column, params = self.process_lhs(compiler, connection)
        return f"{column} IN (SELECT value FROM json_each(%s))", [*params, json.dumps(list(self.rhs))]  # noqa: S608 - the column is compiled

    def as_postgresql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, list[object]]:  # Any: as above
        """One array."""
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [*params, list(self.rhs)]
