"""PostgreSQL has search functions for each table instead of common ones, so that it can keep their plans (ADR 222)."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from goodstanding.base.search import ddl
from goodstanding.base.search.audiences import Audience, table


def create(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(ddl.drop_functions("search_find", "search_of"), params=None)
        for audience in Audience:
            for statement in ddl.find_functions(table(audience)):
                editor.execute(statement, params=None)


def drop(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        names = [f"{table(audience)}_{what}" for audience in Audience for what in ("find", "find_of")]
        editor.execute(ddl.drop_functions(*names), params=None)


class Migration(migrations.Migration):
    dependencies = [("search", "0006_whole")]
    operations = [migrations.RunPython(create, drop)]
