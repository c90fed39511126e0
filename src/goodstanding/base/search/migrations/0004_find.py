"""PostgreSQL's function of version 0003 goes."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from goodstanding.base.search import ddl


def drop(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(ddl.drop_functions("search_look"), params=None)


class Migration(migrations.Migration):
    dependencies = [("search", "0003_look")]
    operations = [migrations.RunPython(drop, migrations.RunPython.noop)]
