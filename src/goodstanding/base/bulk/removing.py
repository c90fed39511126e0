"""Removing rows together with everything that hangs on them, along the foreign keys, in bounded batches.

Nothing in the product's daily life removes records: this exists for the demo marketplace only (ADR 32). It knows no table
by name, so a table added tomorrow is cleared too.
"""

from __future__ import annotations

from django.db import connection, models
from django.db.models import QuerySet

BATCH = 500


def remove(rows: QuerySet[models.Model], *, unlink: bool = False) -> int:
    """Remove rows and, first, whatever refers to them; returns how many rows went.

    With `unlink`, references that may be empty are emptied instead: for a person who wrote in records that stay.
    """
    model = rows.model
    removed = 0
    while ids := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        for relation in _references_to(model):
            referring = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": ids})
            if unlink and relation.field.null:
                referring.update(**{relation.field.name: None})
            else:
                removed += remove(referring)
        removed += _delete(model, ids)
    return removed


def is_needed(row: models.Model) -> bool:
    """Whether a record that may not lose its reference to this row refers to it."""
    return any(
        relation.on_delete is models.PROTECT
        and not relation.field.null
        and relation.related_model._base_manager.filter(**{relation.field.name: row.pk}).exists()
        for relation in _references_to(type(row))
    )


def _references_to(model: type[models.Model]) -> list[models.ManyToOneRel]:
    """Foreign keys and one-to-ones of other tables, and the rows between many-to-manys."""
    related = model._meta.get_fields(include_hidden=True)
    return [one for one in related if isinstance(one, models.ManyToOneRel) and one.field.column]


def _delete(model: type[models.Model], ids: list[object]) -> int:
    """One statement past the ORM's own collecting, which would read every row that refers to these."""
    key = model._meta.pk
    table, column = connection.ops.quote_name(model._meta.db_table), connection.ops.quote_name(str(key.column))
    holes = ", ".join(["%s"] * len(ids))
    values = [key.get_db_prep_value(one, connection) for one in ids]
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE {column} IN ({holes})", values)  # noqa: S608 - names of models
    return len(ids)
