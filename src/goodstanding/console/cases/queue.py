"""The queue: what is due next, mine, nobody's or all; everything else one filter away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from goodstanding.base.keyset import Page
from goodstanding.base.search.words import sentence
from goodstanding.console.cases import shown
from goodstanding.console.cases.rows import queue_rows
from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.console.hooks import Count
from goodstanding.console.saved_views.views import views_of
from goodstanding.systems.cases import queries, words
from goodstanding.systems.cases.catalogue import Catalogue
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.need_states import Asked
from goodstanding.systems.cases.queries import Owner, Place, QueueFilter, Shelf
from goodstanding.systems.cases.states import Priority
from goodstanding.systems.stores import queries as stores
from goodstanding.systems.stores.models import Store
from goodstanding.ui.frame import Tab
from goodstanding.ui.paging import Cursor
from goodstanding.ui.query import with_query
from goodstanding.ui.tables import Choice, Column, Filter, Sort, Table, TableView


@dataclass(frozen=True, slots=True)
class Desk:
    """The queue as one request asks for it."""

    table: TableView
    owner: Owner
    page: Page[Case]
    rows: list[shown.Row]
    hints: Sequence[str] = ()


@require_safe
@staff_page()
def listing(request: StaffRequest) -> HttpResponse:
    """The queue, narrowed and paged by the address."""
    views = views_of(request, "cases-queue")
    if views.onward:
        return redirect(views.onward)
    known = stores.stores()
    catalogue = queries.catalogue_for(known[0] if known else Store(), request.now)
    desk = read(request, catalogue, known, marked=True)
    counts = queries.due_counts(request.actor, request.now)
    request.counted["cases"] = Count(counts["mine"], due=counts["mine"] > 0)
    context = {
        "desk": desk,
        "table": desk.table,
        "views": views.drawn(desk.table),
        "table_rows": queue_rows(desk.rows, request.now),
        "tabs": _tabs(desk, counts),
        "older_url": desk.table.older_url(desk.page.older),
        "newer_url": desk.table.newer_url(desk.page.newer),
        "headline": _headline(counts),
        "lead": _lead(counts),
    }
    return render(request, "console/cases/queue.html", context)


def read(
    request: StaffRequest,
    catalogue: Catalogue,
    known: Sequence[Store] = (),
    *,
    limit: int = queries.PAGE,
    marked: bool = False,
) -> Desk:
    """The part of the queue that the address asks for; the case page shows the same beside the case.

    The catalogue gives the names of queues and categories; the stores known are the choices of the filter. `marked` adds
    the tags and problem of each case.
    """
    table = _asked(request, catalogue, tuple((store.code, store.name) for store in known))
    owner = _owner(request.GET)
    wanted = _wanted(table.values, owner)
    page, places, hints = _page(request, wanted, table.cursor, limit, catalogue)
    query = table.query.copy()
    query.setdefault("owner", owner.value)
    kept = f"?{query.urlencode()}"
    marks = queries.desk_marks(request.actor, page.rows) if marked else {}
    listing = shown.Listing(catalogue=catalogue, now=request.now, query=kept, places=places, marks=marks)
    return Desk(table, owner, page, shown.rows(page.rows, listing), hints)


def wanted_of(request: StaffRequest, catalogue: Catalogue) -> QueueFilter:
    """What the address asks the queue for, whichever page of it."""
    return _wanted(_asked(request, catalogue, ()).values, _owner(request.GET))


def _asked(request: StaffRequest, catalogue: Catalogue, known: tuple[tuple[str, str], ...]) -> TableView:
    """The table as the address asks for it. Where it is searched everything is, unless a shelf is named."""
    searching = bool(request.GET.get("q", "").strip())
    return _table(catalogue, known, shown.language(), searching).read(request.GET)


def _wanted(values: Mapping[str, str], owner: Owner) -> QueueFilter:
    return QueueFilter(
        owner=owner,
        shelf=Shelf(values["shelf"]) if "shelf" in values else (Shelf.ANY if "q" in values else Shelf.DUE),
        queue=values.get("queue", ""),
        priority=values.get("priority", ""),
        store=values.get("store", ""),
        text=values.get("q", ""),
        tag=values.get("tag", ""),
        field=values.get("field", ""),
        asked=Asked(values["needs"]) if "needs" in values else None,
    )


def _page(
    request: StaffRequest, wanted: QueueFilter, cursor: Cursor | None, limit: int, catalogue: Catalogue
) -> tuple[Page[Case], Mapping[int, Place], Sequence[str]]:
    """The queue by what is due, or what was found in it: newest change first, where it was found, and hints."""
    if not wanted.text:
        return queries.queue(request.actor, wanted, cursor, limit=limit), {}, ()
    found = queries.search_queue(request.actor, wanted, cursor, request.now, limit=limit, catalogue=catalogue)
    page = Page(rows=[hit.case for hit in found.hits], newer=found.newer, older=found.older)
    return page, {hit.case.pk: hit.place for hit in found.hits}, [sentence(hint) for hint in found.hints]


@lru_cache(maxsize=128)
def _table(catalogue: Catalogue, known: tuple[tuple[str, str], ...], language: str, searching: bool) -> Table:
    """What the queue offers to whoever reads a language, with code and name of each store."""
    return Table(
        columns=(
            Column(label=_("Due")),
            Column(label=_("Case")),
            Column(label=_("Seller")),
            Column(label=_("Status")),
            Column(label=_("Last word")),
            Column(label=_("Who has it")),
        ),
        default_sort=Sort("due"),
        keep=("owner",),
        filters=(
            Filter(
                param="q",
                label=_("Search everything said"),
                placeholder=_("words, is:overdue, seller:harbour, from:me"),
            ),
            _shelves(searching),
            Filter(
                param="queue",
                label=_("Queue"),
                choices=[Choice(value=q.code, label=q.label.in_(language)) for q in catalogue.queues.values()],
            ),
            Filter(
                param="priority",
                label=_("Priority"),
                choices=[Choice(value=one.value, label=str(words.PRIORITY_WORDS[one])) for one in Priority],
            ),
            Filter(
                param="needs",
                label=_("Asked for"),
                choices=[
                    Choice(value=Asked.OPEN.value, label=_("Something is missing")),
                    Choice(value=Asked.IN.value, label=_("Nothing is missing")),
                ],
            ),
            Filter(param="tag", label=_("Tag")),
            Filter(param="field", label=_("Field"), choices=_field_choices(catalogue, language)),
            Filter(
                param="store",
                label=_("Store"),
                choices=[Choice(value=code, label=name) for code, name in known],
            ),
        ),
    )


def _shelves(searching: bool) -> Filter:
    """What is due, unless said otherwise; a search goes through everything."""
    due, whole = (
        Choice(value=Shelf.DUE.value, label=_("What is due")),
        Choice(value=Shelf.ANY.value, label=_("Everything")),
    )
    return Filter(
        param="shelf",
        label=_("Show"),
        all_label=_("Everything, as you search") if searching else due.label,
        choices=[
            *([due] if searching else []),
            Choice(value=Shelf.PENDING.value, label=_("Waiting for others")),
            Choice(value=Shelf.CLOSED.value, label=_("Closed")),
            Choice(value=Shelf.SNOOZED.value, label=_("Snoozed")),
            Choice(value=Shelf.SPAM.value, label=_("Spam")),
            Choice(value=Shelf.TRASH.value, label=_("Trash")),
            *([] if searching else [whole]),
        ],
    )


def _field_choices(catalogue: Catalogue, language: str) -> list[Choice]:
    """Every value of every field that has a list of values."""
    return [
        Choice(value=f"{field.code}:{value}", label=f"{field.label.in_(language)}: {word.in_(language)}")
        for field in catalogue.fields
        for value, word in field.choices
    ]


def _owner(query: QueryDict) -> Owner:
    asked = query.get("owner", "")
    return Owner(asked) if asked in set(Owner) else Owner.ALL


def _tabs(desk: Desk, counts: Mapping[str, int]) -> list[Tab]:
    labels = {Owner.MINE: _("Mine"), Owner.UNASSIGNED: _("Nobody has it"), Owner.ALL: _("All")}
    return [
        Tab(
            label=labels[owner],
            url=with_query(desk.table.query, owner=owner.value, after=None, before=None),
            count=counts[owner.value],
            current=owner is desk.owner,
        )
        for owner in Owner
    ]


def _headline(counts: Mapping[str, int]) -> str:
    if counts["mine_late"]:
        return ngettext("One of your cases is late", "%(n)s of your cases are late", counts["mine_late"]) % {
            "n": counts["mine_late"]
        }
    if counts["mine"]:
        return ngettext("You owe an answer in one case", "You owe answers in %(n)s cases", counts["mine"]) % {
            "n": counts["mine"]
        }
    if counts["unassigned"]:
        return ngettext("One case has nobody", "%(n)s cases have nobody", counts["unassigned"]) % {
            "n": counts["unassigned"]
        }
    return _("No case is due")


def _lead(counts: Mapping[str, int]) -> str:
    return _("%(all)s owe a word, %(unassigned)s of them have nobody. What is due first stands first.") % {
        "all": counts["all"],
        "unassigned": counts["unassigned"],
    }
