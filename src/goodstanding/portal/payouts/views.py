"""The seller's payouts: the list, and one payout as a sum by kind that adds up to the cent, with its lines."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from goodstanding.portal.doors import SellerRequest, seller_page
from goodstanding.portal.payouts.rows import line_rows, payout_rows
from goodstanding.systems.payouts import display, queries, showing
from goodstanding.systems.payouts.states import PayoutStatus, is_settled
from goodstanding.ui.frame import Crumb
from goodstanding.ui.tables import Column, Sort, Table


@seller_page
def listing(request: SellerRequest, seller_ref: str) -> HttpResponse:
    """All payouts, the newest period first; the headline says where the one is that is waited for, or the last."""
    table = Table(
        columns=[
            Column(label=_("Period")), Column(label=_("Status")), Column(label=_("Date")), Column(label=_("Amount"), num=True),
        ],
        default_sort=Sort("period", descending=True),
    )  # fmt: skip
    view = table.read(request.GET)
    page = queries.payouts_of(request.actor, request.seller, cursor=view.cursor)
    rows = page.rows if page.newer is None else []
    waiting = [one for one in rows if not is_settled(PayoutStatus(one.status))]
    told = next(iter([*waiting, *rows]), None)
    context = {
        "table": view,
        "rows": payout_rows(page.rows, seller_ref),
        "older_url": view.older_url(page.older),
        "newer_url": view.newer_url(page.newer),
        "headline": display.headline(told, request.now) if told else "",
        "explanation": display.explanation(told) if told else "",
        "others": len(waiting) - 1,
        "nothing_scheduled": not waiting,
    }
    return render(request, "portal/payouts/list.html", context)


@seller_page
def detail(request: SellerRequest, seller_ref: str, ref: str) -> HttpResponse:
    """One payout. Filters and the place among its lines stand in the address; `line` is a line to begin at."""
    payout = queries.payout_for(request.actor, ref, seller=request.seller)
    hidden = Column(label=_("Something wrong?"), hidden=True)
    context, lines = showing.shown(payout, request.GET, request.now, more=[hidden])
    context |= {
        "explanation": display.explanation(payout),
        "lines": line_rows(lines, seller_ref, queries.known_orders(request.seller, lines)),
        "crumbs": [Crumb(label=_("Payments"), url=reverse("portal:payouts", kwargs={"seller_ref": seller_ref}))],
    }
    return render(request, "portal/payouts/detail.html", context)
