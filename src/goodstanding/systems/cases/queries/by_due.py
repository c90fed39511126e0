"""A seller's cases by what is due next, hers or ours: first whatever has a time, then the rest, newest change first.

Two lists one after the other, since a case in which nothing is due has no place among times. Each is read from an index, a
page from its place onward.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from goodstanding.base.keyset import Page, page_of
from goodstanding.base.prepared import Prepared
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.models.case import TIMED
from goodstanding.ui.paging import Cursor

DUE = "due"
_NEXT = "due_next"
_NEWEST = ("-updated_at", "-id")
_TIMED, _REST = "t", "r"  # which list a cursor stands in

Narrow = Callable[[Mapping[str, Any]], QuerySet[Case]]  # Any: what each column holds


@dataclass(frozen=True, slots=True)
class _Part:
    """One of the two lists: how a cursor names it, its cases, its order."""

    name: str
    cases: QuerySet[Case]
    order: tuple[str, str]


def log_by_due(
    narrow: Narrow, values: Mapping[str, Any], cursor: Cursor | None, *, descending: bool, limit: int
) -> Page[Case]:  # Any: what each column holds
    """A page of the cases that `narrow` finds by some values. The first one comes from queries compiled once."""
    if cursor is not None:
        return page_by_due(narrow(values), cursor, descending=descending, limit=limit)

    def read(part: str, most: int) -> list[tuple[str, Case]]:
        prepared = _prepared(narrow, part, tuple(values), descending, most)
        return [(part, case) for case in prepared.rows(**values)]

    rows = read(_TIMED, limit + 1)
    if len(rows) <= limit:
        rows += read(_REST, limit + 1)[: limit + 1 - len(rows)]
    shown = rows[:limit]
    return Page([case for _part, case in shown], None, _cursor(*shown[-1]) if len(rows) > limit else None)


def page_by_due(found: QuerySet[Case], cursor: Cursor | None, *, descending: bool, limit: int) -> Page[Case]:
    """A page of them from a place onward, or before it. A cursor that doesn't fit is ignored: the first page."""
    parts = [
        _Part(_TIMED, _timed(found), _order(descending=descending)),
        _Part(_REST, _untimed(found), _NEWEST),
    ]
    at = [part.name for part in parts].index(cursor.values[0]) if _fits(cursor) and cursor else 0
    place = cursor.values[1:] if _fits(cursor) and cursor else ()
    backwards = bool(place) and cursor is not None and cursor.backwards
    rows: list[tuple[str, Case]] = []
    for number in range(at, -1, -1) if backwards else range(at, len(parts)):
        if len(rows) <= limit:
            beyond = place if number == at else ()
            rows += _rows(parts[number], beyond, backwards=backwards, limit=limit + 1 - len(rows))
    more, rows = len(rows) > limit, rows[:limit]
    if backwards:
        rows.reverse()
    return Page(
        rows=[case for _part, case in rows],
        newer=_cursor(*rows[0]) if rows and (more if backwards else place) else None,
        older=_cursor(*rows[-1]) if rows and (more or backwards) else None,
    )


@lru_cache(maxsize=512)
def _prepared(narrow: Narrow, part: str, names: tuple[str, ...], descending: bool, most: int) -> Prepared[Case]:
    """The first rows of one of the two lists, narrowed by some names, whatever their values."""

    def build(**values: Any) -> QuerySet[Case]:  # Any: what each column holds
        found = narrow({name: values[name] for name in names})
        if part == _TIMED:
            return _timed(found).order_by(*_order(descending=descending))[:most]
        return _untimed(found).order_by(*_NEWEST)[:most]

    return Prepared(build)


def _timed(found: QuerySet[Case]) -> QuerySet[Case]:
    """Those in which something is due; `due_next` is when."""
    return found.filter(TIMED).annotate(**{_NEXT: Coalesce("seller_due_at", "due_at")})


def _untimed(found: QuerySet[Case]) -> QuerySet[Case]:
    return found.filter(seller_due_at__isnull=True, due_at__isnull=True)


def _rows(part: _Part, place: Sequence[str], *, backwards: bool, limit: int) -> list[tuple[str, Case]]:
    """So many rows of a part in the direction of reading, from a place onward or from where that begins."""
    order = [_turned(name) for name in part.order] if backwards else part.order
    page = page_of(part.cases, order=order, cursor=Cursor(tuple(place)) if place else None, limit=limit)
    return [(part.name, case) for case in page.rows]


def _order(*, descending: bool) -> tuple[str, str]:
    return (f"-{_NEXT}", "-id") if descending else (_NEXT, "id")


def _turned(name: str) -> str:
    return name.removeprefix("-") if name.startswith("-") else f"-{name}"


def _fits(cursor: Cursor | None) -> bool:
    return cursor is not None and len(cursor.values) == 3 and cursor.values[0] in {_TIMED, _REST}


def _cursor(part: str, case: Case) -> Cursor:
    at = case.updated_at if part == _REST else case.seller_due_at or case.due_at
    return Cursor((part, at.isoformat() if at else "", str(case.pk)))
