"""PostgreSQL looks as far back as the hits of the newest stretch say that it must."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from goodstanding.base.search import ddl

_LOOK = "search_look(text, text[], bigint[], bigint[], int, boolean)"
_FIND = "search_find"


def create(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(ddl.POSTGRESQL_FIND, params=None)
        editor.execute(f"DROP FUNCTION IF EXISTS {_LOOK}", params=None)


def drop(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(f"DROP FUNCTION {_FIND}", params=None)


class Migration(migrations.Migration):
    dependencies = [("search", "0003_look")]
    operations = [migrations.RunPython(create, drop)]
