"""The case log: every case of the seller's, all time unless narrowed, with the last word and whose turn it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from goodstanding.portal.cases import shown
from goodstanding.portal.doors import SellerRequest, seller_page
from goodstanding.systems.cases import policies, queries, words
from goodstanding.systems.cases.catalogue import Catalogue
from goodstanding.systems.cases.queries import LogFilter
from goodstanding.systems.cases.states import Label
from goodstanding.ui.tables import Choice, Column, Filter, Sort, Table


@require_GET
@seller_page
def listing(request: SellerRequest, seller_ref: str) -> HttpResponse:
    """The log, narrowed, ordered and paged by the address."""
    catalogue = queries.catalogue_for(request.seller.store, request.now)
    counts = queries.label_counts(request.seller)
    table = _table(catalogue, counts).read(request.GET)
    page = queries.case_log(request.actor, request.seller, _wanted(table.values, table.sort), table.cursor)
    waiting = queries.waiting_for_seller(request.seller)
    context = {
        "table": table,
        "rows": [shown.row(case, request.seller, catalogue, request.now) for case in page.rows],
        "older_url": table.older_url(page.older),
        "newer_url": table.newer_url(page.newer),
        "total": sum(counts.values()),
        "headline": _headline(counts, waiting),
        "lead": _lead(counts),
        "drafts": shown.unsent(queries.new_case_drafts(request.actor, request.seller), catalogue, request.seller),
        "may_write": policies.can_write_as_seller(request.actor, request.seller),
        "new_url": reverse("portal:cases-new", kwargs={"seller_ref": seller_ref}),
    }
    return render(request, "portal/cases/list.html", context)


def _table(catalogue: Catalogue, counts: Mapping[Label, int]) -> Table:
    return Table(
        columns=(
            Column(label=_("By when")),
            Column(label=_("Case"), sort="subject"),
            Column(label=_("Status")),
            Column(label=_("Last word")),
            Column(label=_("Opened"), sort="opened", descending_first=True),
            Column(label=_("Last updated"), sort="updated", descending_first=True),
        ),
        default_sort=Sort("updated", descending=True),
        filters=(
            Filter(param="q", label=_("Words of the subject, Case ID or order ID")),
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
            Filter(param="from", label=_("Opened from"), kind="date"),
            Filter(param="to", label=_("Opened to"), kind="date"),
        ),
    )


def _wanted(values: Mapping[str, str], sort: Sort) -> LogFilter:
    return LogFilter(
        label=values.get("status", ""),
        area=values.get("category", ""),
        text=values.get("q", ""),
        opened_from=_day(values.get("from", "")),
        opened_to=_day(values.get("to", "")),
        sort=sort.key,
        descending=sort.descending,
    )


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1970 < day.year < 9000 else None


def _headline(counts: Mapping[Label, int], waiting: int) -> str:
    if waiting:
        return ngettext("One case waits for you", "%(n)s cases wait for you", waiting) % {"n": waiting}
    living = counts[Label.OPEN] + counts[Label.PENDING]
    if living:
        return ngettext("One case is with us", "%(n)s cases are with us", living) % {"n": living}
    return _("No case is open") if counts[Label.CLOSED] else _("You have not needed us yet")


def _lead(counts: Mapping[Label, int]) -> str:
    return _("%(open)s open, %(pending)s pending, %(closed)s closed, of all time.") % {
        "open": counts[Label.OPEN],
        "pending": counts[Label.PENDING],
        "closed": counts[Label.CLOSED],
    }
