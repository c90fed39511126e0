"""A payout as associates see it: what it is made of, how it came to stand so, and the cases about it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from goodstanding.base.timeline import queries as timeline
from goodstanding.base.timeline import sentences
from goodstanding.console.cases import shown
from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.console.payouts.rows import line_rows
from goodstanding.systems.cases import queries as cases
from goodstanding.systems.payouts import display, queries, words
from goodstanding.systems.payouts.queries import LinesAsked
from goodstanding.systems.payouts.states import LineKind, PayoutStatus
from goodstanding.ui.frame import Crumb
from goodstanding.ui.tables import Choice, Column, Filter, Sort, Table


@require_GET
@staff_page()
def detail(request: StaffRequest, ref: str) -> HttpResponse:
    """One payout. Filters and the place among its lines stand in the address; `line` is a line to begin at."""
    payout = queries.payout_for(request.actor, ref)
    sums = queries.sums_of(payout)
    view = _table([one.kind for one in sums]).read(request.GET)
    asked = LinesAsked(kind=view.values.get("kind", ""), order=view.values.get("order", ""))
    page = queries.lines_of(payout, asked, cursor=view.cursor or queries.place_of(request.GET.get("line", "")))
    about = cases.cases_about(request.actor, payout.seller, kind="payout", ref=payout.ref)
    status = PayoutStatus(payout.status)
    context = {
        "payout": payout,
        "headline": display.headline(payout, request.now),
        "mark": words.STATUS_MARKS[status],
        "word": str(words.STATUS_WORDS[status]),
        "period": display.period(payout),
        "total": display.total(payout),
        "pay_day": display.pay_day(payout),
        "sums": [(words.KIND_WORDS[one.kind], one) for one in sums],
        "table": view,
        "lines": line_rows(page.rows),
        "older_url": view.older_url(page.older),
        "newer_url": view.newer_url(page.newer),
        "cases": [(case, shown.url("cases-detail", case), shown.status(case, request.now)) for case in about],
        "history": [
            (sentences.say(entry), entry) for entry in timeline.entries_about("payout", payout.ref, for_staff=True)
        ],
        "crumbs": [
            Crumb(label=_("Sellers"), url=reverse("console:sellers-list")),
            Crumb(label=payout.seller.name, url=reverse("console:sellers-detail", kwargs={"ref": payout.seller.ref})),
        ],
    }
    return render(request, "console/payouts/detail.html", context)


def _table(kinds: list[LineKind]) -> Table:
    choices = [Choice(value=kind.value, label=str(words.KIND_WORDS[kind])) for kind in kinds]
    return Table(
        columns=[
            Column(label=_("What")), Column(label=_("Kind")), Column(label=_("Order")), Column(label=_("Posted")),
            Column(label=_("Amount"), num=True),
        ],
        default_sort=Sort("number"),
        filters=[
            Filter(param="kind", label=_("Kind"), choices=choices),
            Filter(param="order", label=_("Order number")),
        ],
    )  # fmt: skip
