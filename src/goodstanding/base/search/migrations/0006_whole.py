"""PostgreSQL holds frequent words against what the rarer words find: both functions take the whole query besides (ADR 188)."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from goodstanding.base.search import ddl

# As 0004 and 0005 made them before; a database that begins with this version has the new ones from there.
_BEFORE = (
    "search_find(text, text, text[], bigint[], int[], bigint, int, boolean)",
    "search_of(text, text, text, text, bigint, bigint, int, boolean, int, int)",
)


def create(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        for function in _BEFORE:
            editor.execute(f"DROP FUNCTION IF EXISTS {function}", params=None)
        for statement in (ddl.POSTGRESQL_FIND, ddl.POSTGRESQL_OF):
            editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("search", "0005_owner")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
