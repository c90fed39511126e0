"""The case log: every case of the seller's, all time unless narrowed, with the last word and whose turn it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from goodstanding.base.search.words import sentence
from goodstanding.portal.cases import head, shown
from goodstanding.portal.cases.rows import Drawing, case_rows
from goodstanding.portal.doors import SellerRequest, seller_page
from goodstanding.portal.hooks import Count
from goodstanding.portal.saved_views.views import views_of
from goodstanding.systems.cases import policies, queries, words
from goodstanding.systems.cases.catalogue import Catalogue
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.queries import LogFilter, Place
from goodstanding.systems.cases.states import Label, Priority
from goodstanding.ui.narrowing import filters
from goodstanding.ui.paging import Cursor
from goodstanding.ui.query import with_query
from goodstanding.ui.tables import PLACE, Choice, Column, Filter, Sort, Table, TableView

# Columns that may be left out, in their order; the case itself is always there.
COLUMNS = ("by", "case", "status", "last", "priority", "opened", "updated")
USUAL = ("by", "case", "status", "last", "opened", "updated")


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the log, found by words or not."""

    rows: Sequence[tuple[Case, Place | None]]
    newer: Cursor | None
    older: Cursor | None
    hints: Sequence[str] = ()


@require_safe
@seller_page
def listing(request: SellerRequest, seller_ref: str) -> HttpResponse:
    """The log, narrowed, ordered and paged by the address; columns too."""
    if "col" in request.GET:  # the boxes of the form as one value
        return redirect(f"{request.path}{_with_columns(request.GET)}")
    views = views_of(request, "cases-list")
    if views.onward:
        return redirect(views.onward)
    catalogue = queries.catalogue_for(request.seller.store, request.now)
    counts = queries.label_counts(request.seller)
    columns = _columns(request.GET.get("cols", ""))
    table = _table(catalogue, counts, columns).read(request.GET)
    wanted = queries.as_filters(request.actor, request.seller, _wanted(table.values, table.sort), request.now)
    page = _page(request, wanted, table.cursor)
    seen = queries.glance(request.seller, request.now, silent_days=catalogue.silent_days)
    request.counted["cases"] = Count(seen.waiting, due=seen.waiting > 0)
    drawing = Drawing(request.seller, catalogue, request.now, columns)
    context = {
        "table": table,
        "filters": filters(table, first=3),
        "views": views.drawn(table),
        "rows": case_rows(page.rows, drawing),
        "older_url": table.older_url(page.older),
        "newer_url": table.newer_url(page.newer),
        "hints": page.hints,
        "searched": table.values.get("q", ""),
        "columns": _boxes(columns),
        "kept": [(name, value) for name, value in table.query.items() if name not in {"cols", *PLACE}],
        "in_words": _in_words(table, wanted),
        "total": sum(counts.values()),
        "headline": head.headline(counts, seen, request.now),
        "lead": head.lead(counts),
        "ways": head.ways(seen, catalogue.silent_days),
        "drafts": shown.unsent(
            queries.new_case_drafts(request.actor, request.seller), catalogue, request.seller, request.now
        ),
        "may_write": policies.can_write_as_seller(request.actor, request.seller),
        "search_help_url": reverse("portal:cases-search-help", kwargs={"seller_ref": seller_ref}),
        "csv_url": _csv_url(seller_ref, table),
        "new_url": reverse("portal:cases-new", kwargs={"seller_ref": seller_ref}),
    }
    return render(request, "portal/cases/list.html", context)


def _csv_url(seller_ref: str, table: TableView) -> str:
    address = reverse("portal:cases-export", kwargs={"seller_ref": seller_ref})
    return address + with_query(table.query, after=None, before=None)


def wanted_of(request: SellerRequest) -> LogFilter:
    """What the address asks the log for. The export (cases-export) takes the same query string."""
    catalogue = queries.catalogue_for(request.seller.store, request.now)
    table = _table(catalogue, dict.fromkeys(Label, 0), USUAL).read(request.GET)
    return queries.as_filters(request.actor, request.seller, _wanted(table.values, table.sort), request.now)


def _page(request: SellerRequest, wanted: LogFilter, cursor: Cursor | None) -> Listed:
    if not wanted.text:
        page = queries.case_log(request.actor, request.seller, wanted, cursor)
        return Listed([(case, None) for case in page.rows], page.newer, page.older)
    found = queries.search_log(request.actor, request.seller, wanted, cursor, request.now)
    hints = [sentence(hint) for hint in found.hints]
    if found.cut:
        hints.append(
            _("More cases fit: only the newest of them are put into this order. Narrow it down, or sort by update.")
        )
    return Listed([(hit.case, hit.place) for hit in found.hits], found.newer, found.older, hints)


def _table(catalogue: Catalogue, counts: Mapping[Label, int], columns: Sequence[str]) -> Table:
    heads = _heads()
    return Table(
        columns=[heads[name] for name in columns],
        default_sort=Sort("updated", descending=True),
        keep=("cols",),
        filters=(
            Filter(
                param="q", label=_("Search everything said"), placeholder=_("words, \"exact words\", order:118-204, is:open"),
            ),
            Filter(
                param="status",
                label=_("Status"),
                choices=[
                    Choice(value=one.value, label=str(words.LABEL_WORDS[one]), count=counts[one]) for one in Label
                ],
            ),
            Filter(
                param="category",
                label=_("Category"),
                choices=[Choice(value=area.code, label=area.label.in_(shown.language())) for area in catalogue.areas],
            ),
            Filter(
                param="priority",
                label=_("Priority"),
                choices=[Choice(value=one.value, label=str(words.PRIORITY_WORDS[one])) for one in Priority],
            ),
            Filter(param="about", label=_("Order, notification or case it is about")),
            Filter(param="from", label=_("Opened from"), kind="date"),
            Filter(param="to", label=_("Opened to"), kind="date"),
        ),
    )  # fmt: skip


def _heads() -> dict[str, Column]:
    return {
        "by": Column(label=_("By when"), sort="due"),
        "case": Column(label=_("Case"), sort="subject"),
        "status": Column(label=_("Status")),
        "last": Column(label=_("Last word"), sort="last", descending_first=True),
        "priority": Column(label=_("Priority")),
        "opened": Column(label=_("Opened"), sort="opened", descending_first=True),
        "updated": Column(label=_("Last updated"), sort="updated", descending_first=True),
    }


def _columns(asked: str) -> Sequence[str]:
    chosen = {*asked.split(","), "case"}
    found = tuple(name for name in COLUMNS if name in chosen)
    return found if len(found) > 1 else USUAL


def _boxes(columns: Sequence[str]) -> list[tuple[str, str, bool]]:
    """The columns to choose from: name, label, chosen."""
    return [(name, head.label, name in columns) for name, head in _heads().items() if name != "case"]


def _with_columns(query: QueryDict) -> str:
    columns = ",".join(name for name in COLUMNS if name in query.getlist("col"))
    clean = query.copy()
    clean.pop("col")
    return with_query(clean, cols=columns)


def _in_words(table: TableView, wanted: LogFilter) -> tuple[str, str] | None:
    """The filters in use as words for the search box, and the address at which these are searched for."""
    said = queries.as_words(wanted)
    if not said or said == table.values.get("q", ""):
        return None
    return said, with_query(_without_filters(table), q=said)


def _without_filters(table: TableView) -> QueryDict:
    """The query string of the list without any filter."""
    return QueryDict(table.clear_url.removeprefix("?"))


def _wanted(values: Mapping[str, str], sort: Sort) -> LogFilter:
    first, last = _day(values.get("from", "")), _day(values.get("to", ""))
    if first and last and first > last:
        first, last = last, first
    return LogFilter(
        label=values.get("status", ""),
        area=values.get("category", ""),
        priority=values.get("priority", ""),
        about=values.get("about", ""),
        text=values.get("q", ""),
        opened_from=first,
        opened_to=last,
        sort=sort.key,
        descending=sort.descending,
    )


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1970 < day.year < 9000 else None
