"""Pages by place instead of by number: the next page costs as much as the first, wherever it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from django.db.models import Model, Q, QuerySet

from goodstanding.ui.paging import Cursor

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Order:
    """By which field rows are ordered; their key breaks ties in the same direction. `read` turns text back into a value."""

    field: str
    descending: bool
    read: Callable[[str], object] = str

    def names(self, *, backwards: bool) -> tuple[str, str]:
        """For `order_by`."""
        sign = "-" if self.descending is not backwards else ""
        return f"{sign}{self.field}", f"{sign}pk"


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """Some rows in order, and the places from which the pages before and after them are read (None at an end)."""

    rows: Sequence[M]
    newer: Cursor | None
    older: Cursor | None


def instant(text: str) -> datetime:
    """An instant from its ISO text. Raises ValueError."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("An instant needs its offset")
    return at


def page_of(found: QuerySet[M], order: Order, cursor: Cursor | None, limit: int) -> Page[M]:
    """The page at a place. A place that cannot be read is the beginning."""
    place = _place(order, cursor)
    backwards = cursor is not None and place is not None and cursor.backwards
    if place is not None:
        found = found.filter(_beyond(order, place, backwards=backwards))
    rows = list(found.order_by(*order.names(backwards=backwards))[: limit + 1])
    more = len(rows) > limit
    rows = rows[:limit]
    if backwards:
        rows.reverse()
    if not rows:
        return Page(rows, None, None)
    has_newer = more if backwards else place is not None
    has_older = True if backwards else more
    return Page(rows, _cursor(order, rows[0]) if has_newer else None, _cursor(order, rows[-1]) if has_older else None)


def _place(order: Order, cursor: Cursor | None) -> tuple[object, int] | None:
    if cursor is None or len(cursor.values) != 2:
        return None
    try:
        key = int(cursor.values[1])
        return (order.read(cursor.values[0]), key) if 0 <= key < 2**63 else None
    except (ValueError, OverflowError):
        return None


def _beyond(order: Order, place: tuple[object, int], *, backwards: bool) -> Q:
    """Rows after a place. `<= value and not (= value and key >= key)` keeps to the index, unlike an OR."""
    value, key = place
    if order.descending is not backwards:
        return Q(**{f"{order.field}__lte": value}) & ~Q(**{order.field: value, "pk__gte": key})
    return Q(**{f"{order.field}__gte": value}) & ~Q(**{order.field: value, "pk__lte": key})


def _cursor(order: Order, row: Model) -> Cursor:
    value = getattr(row, order.field)
    return Cursor((value.isoformat() if isinstance(value, datetime) else str(value), str(row.pk)))
