"""The databases' own full-text indexes beside the tables of documents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import migrations

from goodstanding.base.search import ddl

TABLES = ("search_shareddocument", "search_staffdocument", "search_teamdocument")


def each(statements: Callable[[str, str], Sequence[str]]) -> Callable[[Any, Any], None]:
    def run(apps: Any, editor: Any) -> None:
        for name in TABLES:
            for statement in statements(editor.connection.vendor, name):
                editor.execute(statement, params=None)

    return run


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(each(ddl.create_index), each(ddl.drop_index))]
