"""Pages of long lists that cost the same however far one reads: from the last row onward, never by counting rows off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Field, Model, Q, QuerySet

from goodstanding.ui.paging import Cursor

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """Some rows, and the cursors of the pages before and after them (None at the ends)."""

    rows: Sequence[M]
    newer: Cursor | None
    older: Cursor | None


def page_of(found: QuerySet[M], *, order: Sequence[str], cursor: Cursor | None, limit: int) -> Page[M]:
    """The rows after (or, backwards, before) a cursor in an order such as ("-at", "-id").

    `order` names fields or annotations, which may run different ways; they must be without nulls and end with a unique one.
    An index in that order makes each page cheap. A cursor that doesn't fit is ignored: the first page.
    """
    fields = [name.removeprefix("-") for name in order]
    place = _place(found, fields, cursor)
    backwards = cursor is not None and place is not None and cursor.backwards
    down = [name.startswith("-") != backwards for name in order]
    if place is not None:
        found = found.filter(_beyond(fields, place, down))
    ordered = found.order_by(*(f"-{name}" if descends else name for name, descends in zip(fields, down, strict=True)))
    rows = list(ordered[: limit + 1])
    more, rows = len(rows) > limit, rows[:limit]
    if backwards:
        rows.reverse()
    has_newer = more if backwards else place is not None
    has_older = True if backwards else more
    return Page(
        rows=rows,
        newer=_cursor(rows[0], fields) if rows and has_newer else None,
        older=_cursor(rows[-1], fields) if rows and has_older else None,
    )


def first_page(rows: Sequence[M], *, order: Sequence[str], limit: int) -> Page[M]:
    """The first page of rows that were fetched in this order already, one more than the limit if there are more."""
    shown = rows[:limit]
    fields = [name.removeprefix("-") for name in order]
    return Page(rows=shown, newer=None, older=_cursor(shown[-1], fields) if len(rows) > limit else None)


def _place(found: QuerySet[M], fields: Sequence[str], cursor: Cursor | None) -> list[Any] | None:  # Any: field values
    if cursor is None or len(cursor.values) != len(fields):
        return None
    try:
        pairs = zip(fields, cursor.values, strict=True)
        return [_kept(_kind(found, name).to_python(value)) for name, value in pairs]
    except (ValidationError, ValueError, OverflowError):
        return None


def _kept(value: Any) -> Any:  # Any: a field's value
    """The value, if a database can hold it. Raises ValueError or OverflowError for what somebody made up."""
    if isinstance(value, str) and b"\x00" in value.encode():
        raise ValueError("No database keeps a NUL.")
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("An instant has its offset.")
        value.astimezone(UTC)  # at the ends of the calendar there may be none
    return value


def _kind(found: QuerySet[M], name: str) -> Field[Any, Any]:  # Any: whatever the field holds
    """The field whose values a name stands for: of the model, or of an annotation."""
    annotation = found.query.annotations.get(name)
    kind = annotation.output_field if annotation is not None else found.model._meta.get_field(name)
    assert isinstance(kind, Field)  # lists are not ordered by relations
    return kind


def _beyond(fields: Sequence[str], place: Sequence[Any], down: Sequence[bool]) -> Q:  # Any: field values
    """First field not before its value, and the tuple of all fields beyond the place: lets an index find the start."""
    first, *rest = fields
    way = "lt" if down[0] else "gt"
    tied = Q(**{f"{first}__{way}": place[0]})
    if rest:
        tied |= Q(**{first: place[0]}) & _beyond(rest, place[1:], down[1:])
        return Q(**{f"{first}__{way}e": place[0]}) & tied
    return tied


def _cursor(row: Model, fields: Sequence[str]) -> Cursor:
    values = (getattr(row, name) for name in fields)
    return Cursor(tuple(value.isoformat() if hasattr(value, "isoformat") else str(value) for value in values))
