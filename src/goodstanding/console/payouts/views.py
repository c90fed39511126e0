"""A payout as associates see it: what it is made of, how it came to stand so, and the cases about it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from goodstanding.base.timeline import queries as timeline
from goodstanding.base.timeline import sentences
from goodstanding.console.cases import shown
from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.console.payouts.rows import line_rows
from goodstanding.systems.cases import queries as cases
from goodstanding.systems.payouts import queries, showing
from goodstanding.ui.frame import Crumb


@require_safe
@staff_page()
def detail(request: StaffRequest, ref: str) -> HttpResponse:
    """One payout. Filters and the place among its lines stand in the address; `line` is a line to begin at."""
    payout = queries.payout_for(request.actor, ref)
    context, lines = showing.shown(payout, request.GET, request.now)
    about = cases.cases_about(request.actor, payout.seller, kind="payout", ref=payout.ref)
    context |= {
        "lines": line_rows(lines),
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
