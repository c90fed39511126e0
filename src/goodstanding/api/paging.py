"""Pages of a list: a bounded number of rows and an opaque, signed cursor to the next ones. Never OFFSET."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core import signing
from django.http import HttpRequest, HttpResponse

from goodstanding.kit.errors import Invalid
from goodstanding.ui.paging import Cursor

DEFAULT_LIMIT = 50
MAX_LIMIT = 500
LONGEST_CURSOR = 1_000
SALT = "goodstanding.api.cursor"

T = TypeVar("T")
Values = list[Any]  # Any: JSON values that order a row, the unique one last


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """The rows of one page and the address of the next, None at the end."""

    rows: Sequence[T]
    next: str | None


def after(request: HttpRequest, cursor: str) -> Values | None:
    """The values of the last row seen, or None for the first page.

    A cursor belongs to the list it came from, with the same filters: any other is refused with Invalid.
    """
    if not cursor:
        return None
    try:
        if len(cursor) > LONGEST_CURSOR:
            raise signing.BadSignature
        values = signing.loads(cursor, salt=SALT)
    except (signing.BadSignature, ValueError) as error:
        raise _unusable() from error
    if not isinstance(values, list) or not values or values[0] != _list_of(request):
        raise _unusable()
    return values[1:]


def place(request: HttpRequest, cursor: str) -> Cursor | None:
    """Where a list of the systems goes on, None for its first page. Refuses as `after`."""
    values = after(request, cursor)
    return Cursor(tuple(values)) if values else None


def onward(request: HttpRequest, response: HttpResponse, older: Cursor | None) -> str | None:
    """The address of the page that begins at a place of the systems' lists, as `link` makes it."""
    return link(request, response, list(older.values) if older else None)


def page(
    request: HttpRequest, response: HttpResponse, rows: Sequence[T], limit: int, *, key: Callable[[T], Values]
) -> Page[T]:
    """A page from `limit + 1` rows: the one too many says that there are more. Sets the Link header as well."""
    shown = rows[:limit]
    if len(rows) <= limit:
        return Page(shown, None)
    return Page(shown, link(request, response, key(shown[-1])))


def link(request: HttpRequest, response: HttpResponse, last: Values | None) -> str | None:
    """The address of the page after the row ordered by `last`, also in the Link header; None at the end."""
    if last is None:
        return None
    query = request.GET.copy()
    query["cursor"] = signing.dumps([_list_of(request), *last], salt=SALT)
    path = request.get_full_path().partition("?")[0]
    url = f"{request.scheme}://{request.get_host()}{path}?{query.urlencode()}"
    response["Link"] = f'<{url}>; rel="next"'
    return url


def _list_of(request: HttpRequest) -> str:
    query = request.GET.copy()
    for name in ("cursor", "limit"):
        query.pop(name, None)
    return f"{request.path}?{query.urlencode()}"[:600]


def _unusable() -> Invalid:
    return Invalid(
        "This cursor does not belong to this list. Follow 'next' as it was given, or start without a cursor.",
        field="cursor",
        code="invalid_cursor",
    )
