"""PostgreSQL keeps the documents of each owner in order."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from goodstanding.base.search import ddl
from goodstanding.base.search.audiences import Audience, table


def create(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(ddl.POSTGRESQL_OWNER, params=None)
        for audience in Audience:
            editor.execute(ddl.owner_index(table(audience)), params=None)


def drop(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        for audience in Audience:
            editor.execute(f"DROP INDEX IF EXISTS {table(audience)}_owner", params=None)
        editor.execute(ddl.drop_functions("search_owner"), params=None)


class Migration(migrations.Migration):
    dependencies = [("search", "0004_find")]
    operations = [migrations.RunPython(create, drop)]
