"""Lists whose order, filters and place live in the URL.

A door declares a `Table` once, reads it from the request with `table.read(request.GET)`, passes `view.sort`, `view.values`
and `view.cursor` to a query, and hands the view to `<c-filters>`, `<c-table>` and `<c-pages>`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from django.http import QueryDict
from django.utils.translation import gettext as _

from goodstanding.ui.paging import Cursor
from goodstanding.ui.query import with_query, without

SORT = "sort"
AFTER = "after"
BEFORE = "before"
PLACE = (AFTER, BEFORE)
# The saved view that a list was opened with, or "all": links and form carry it along (base/saved_views).
VIEW = "view"
LONGEST_VALUE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column. `sort` is the name in the URL, empty where the column cannot be sorted by."""

    label: str
    sort: str = ""
    num: bool = False
    hint: str = ""
    hidden: bool = False
    descending_first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    value: str
    label: str
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A filter. With choices it is a select and anything else in the URL is ignored; without, a text or a day."""

    param: str
    label: str
    choices: Sequence[Choice] = ()
    kind: Literal["search", "date"] = "search"
    all_label: str = ""
    placeholder: str = ""


@dataclass(frozen=True, slots=True)
class Sort:
    """The order asked for. In the URL `due` is ascending and `-due` descending."""

    key: str
    descending: bool = False

    def __str__(self) -> str:
        return f"-{self.key}" if self.descending else self.key


@dataclass(frozen=True, slots=True)
class Head:
    """A column as the header row shows it."""

    label: str
    num: bool
    hint: str
    hidden: bool
    url: str
    aria_sort: str
    arrow: str


@dataclass(frozen=True, slots=True)
class FilterField:
    """A filter as the form shows it, with what is chosen."""

    param: str
    label: str
    choices: Sequence[Choice]
    kind: str
    all_label: str
    placeholder: str
    value: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in use, with the link that takes it away."""

    label: str
    value: str
    url: str


@dataclass(frozen=True, slots=True)
class TableView:
    """A table as one request asks for it."""

    heads: Sequence[Head]
    filters: Sequence[FilterField]
    active: Sequence[Chip]
    clear_url: str
    carried: Sequence[tuple[str, str]]
    sort: Sort
    values: Mapping[str, str]
    cursor: Cursor | None
    query: QueryDict

    def older_url(self, cursor: Cursor | None) -> str:
        """The link onward from the last row shown, or nothing at the end."""
        return with_query(self.query, **{AFTER: cursor.encode(), BEFORE: None}) if cursor else ""

    def newer_url(self, cursor: Cursor | None) -> str:
        """The link back from the first row shown, or nothing at the beginning."""
        return with_query(self.query, **{BEFORE: cursor.encode(), AFTER: None}) if cursor else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What a list offers. `keep` names other parameters that its links and its form carry along."""

    columns: Sequence[Column]
    default_sort: Sort
    filters: Sequence[Filter] = ()
    keep: Sequence[str] = field(default_factory=tuple)

    def read(self, query: QueryDict) -> TableView:
        """Read order, filters and place from a query string. What it does not know it ignores."""
        sort = self._sort(query.get(SORT, ""))
        values = {one.param: value for one in self.filters if (value := _value(one, query))}
        known = {SORT, VIEW, *PLACE, *self.keep, *(one.param for one in self.filters)}
        clean = QueryDict(mutable=True)
        for name in query:
            if name in known:
                clean[name] = query.get(name, "")
        return TableView(
            heads=[_head(column, sort, clean) for column in self.columns],
            filters=[_field(one, values) for one in self.filters],
            active=[_chip(one, values[one.param], clean) for one in self.filters if one.param in values],
            clear_url=without(clean, [*PLACE, *(one.param for one in self.filters)]),
            carried=[(name, clean.get(name, "")) for name in (SORT, VIEW, *self.keep) if name in clean],
            sort=sort,
            values=values,
            cursor=_cursor(clean),
            query=clean,
        )

    def _sort(self, asked: str) -> Sort:
        key = asked.removeprefix("-")
        if key and any(column.sort == key for column in self.columns):
            return Sort(key, asked.startswith("-"))
        return self.default_sort


def _value(one: Filter, query: QueryDict) -> str:
    value = query.get(one.param, "").strip()[:LONGEST_VALUE]
    if one.choices and all(choice.value != value for choice in one.choices):
        return ""
    return value


def _cursor(query: QueryDict) -> Cursor | None:
    if AFTER in query:
        return Cursor.decode(query.get(AFTER, ""), backwards=False)
    if BEFORE in query:
        return Cursor.decode(query.get(BEFORE, ""), backwards=True)
    return None


def _head(column: Column, sort: Sort, query: QueryDict) -> Head:
    url = aria_sort = arrow = ""
    if column.sort:
        here = sort.key == column.sort
        descending = not sort.descending if here else column.descending_first
        url = with_query(query, **{SORT: str(Sort(column.sort, descending)), AFTER: None, BEFORE: None})
        if here:
            aria_sort, arrow = ("descending", "↓") if sort.descending else ("ascending", "↑")
        else:
            arrow = "↕"
    return Head(column.label, column.num, column.hint, column.hidden, url, aria_sort, arrow)


def _field(one: Filter, values: Mapping[str, str]) -> FilterField:
    return FilterField(
        one.param, one.label, one.choices, one.kind, one.all_label or _("All"), one.placeholder,
        values.get(one.param, ""),
    )  # fmt: skip


def _chip(one: Filter, value: str, query: QueryDict) -> Chip:
    word = next((choice.label for choice in one.choices if choice.value == value), value)
    return Chip(one.label, word, without(query, [one.param, *PLACE]))
