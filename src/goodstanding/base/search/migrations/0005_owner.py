"""PostgreSQL walks along the newest documents of an owner, and finds stretches of time by fewer terms."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from goodstanding.base.search import ddl
from goodstanding.base.search.audiences import Audience, table

_OF = "search_of"


def create(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        for statement in (ddl.POSTGRESQL_FIND, ddl.POSTGRESQL_OWNER, ddl.POSTGRESQL_OF):
            editor.execute(statement, params=None)
        for audience in Audience:
            editor.execute(ddl.owner_index(table(audience)), params=None)


def drop(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        for audience in Audience:
            editor.execute(f"DROP INDEX IF EXISTS {table(audience)}_owner", params=None)
        editor.execute(f"DROP FUNCTION IF EXISTS {_OF}", params=None)
        editor.execute("DROP FUNCTION IF EXISTS search_owner(text, text)", params=None)


class Migration(migrations.Migration):
    dependencies = [("search", "0004_find")]
    operations = [migrations.RunPython(create, drop)]
