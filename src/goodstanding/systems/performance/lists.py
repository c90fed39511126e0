"""Bounded pages of a list by the place of a row, never by counting rows off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

from goodstanding.ui.paging import Cursor

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """Rows in order, with the places to go on from; None where the list ends."""

    rows: Sequence[M]
    newer: Cursor | None
    older: Cursor | None


@dataclass(frozen=True, slots=True)
class Order:
    """By which field a list is ordered (ties: newest first), and how its value is read back from a cursor."""

    field: str
    descending: bool = False
    parse: Callable[[str], Any] = datetime.fromisoformat  # Any: a value of the field


def page_of(found: QuerySet[M], order: Order, *, cursor: Cursor | None, limit: int) -> Page[M]:
    """One page. A cursor that cannot be read gives the first page."""
    after = _read(cursor, order)
    back = cursor is not None and after is not None and cursor.backwards
    down = order.descending != back
    if after is not None:
        found = found.filter(_beyond(order.field, after, down=down, tie_down=not back))
    rows = list(found.order_by(f"{'-' if down else ''}{order.field}", "pk" if back else "-pk")[: limit + 1])
    more, rows = len(rows) > limit, rows[:limit]
    if back:
        rows.reverse()
    before_first = more if back else after is not None
    after_last = True if back else more
    return Page(
        rows=rows,
        newer=_place(rows[0], order, backwards=True) if rows and before_first else None,
        older=_place(rows[-1], order, backwards=False) if rows and after_last else None,
    )


def _beyond(field: str, after: tuple[Any, int], *, down: bool, tie_down: bool) -> Q:  # Any: a value of the field
    value, key = after
    further = Q(**{f"{field}__{'lt' if down else 'gt'}": value})
    return further | Q(**{field: value, f"pk__{'lt' if tie_down else 'gt'}": key})


def _read(cursor: Cursor | None, order: Order) -> tuple[Any, int] | None:  # Any: a value of the field
    if cursor is None or len(cursor.values) != 2:
        return None
    try:
        return order.parse(cursor.values[0]), int(cursor.values[1])
    except (ValueError, OverflowError):
        return None


def _place(row: Model, order: Order, *, backwards: bool) -> Cursor:
    value = getattr(row, order.field)
    return Cursor((value.isoformat() if isinstance(value, datetime) else str(value), str(row.pk)), backwards)
