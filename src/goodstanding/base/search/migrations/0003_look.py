"""PostgreSQL looks through stretches of time in a function of its own."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from goodstanding.base.search import ddl


def create(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(ddl.POSTGRESQL_LOOK, params=None)


def drop(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP FUNCTION search_look(text, text[], bigint[], bigint[], int, boolean)", params=None)


class Migration(migrations.Migration):
    dependencies = [("search", "0002_index")]
    operations = [migrations.RunPython(create, drop)]
