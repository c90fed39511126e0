"""What is known of the seller and of what a case is about: its escalation, orders, metrics, notifications, other cases.

The case's page fetches it as a part once it is shown; without script it is a page of its own, one link away.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from goodstanding.console.cases import shown
from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.console.escalation import nav as escalation_pages
from goodstanding.console.hooks import Panel, seller_panels
from goodstanding.console.orders import facts as order_facts
from goodstanding.systems.cases import queries, words
from goodstanding.systems.cases.models import Case, Closing
from goodstanding.systems.cases.states import Status, Verdict
from goodstanding.systems.escalation import queries as escalation
from goodstanding.systems.escalation import words as escalation_words
from goodstanding.ui.frame import Crumb

RATING_MARKS = {Verdict.YES: "good", Verdict.PARTLY: "close", Verdict.NO: "over"}


@dataclass(frozen=True, slots=True)
class Escalated:
    """The newest escalation of a case: who decides, and how it stands."""

    ref: str
    url: str
    level: str
    mark: str
    word: str
    due_at: datetime | None


@require_safe
@staff_page()
def show(request: StaffRequest, ref: str) -> HttpResponse:
    """The part, or the page that holds nothing but it."""
    case = queries.case_for(request.actor, ref)
    context = _context(request, case)
    if request.headers.get("HX-Request"):
        return render(request, "console/cases/_facts.html", context)
    crumbs = [Crumb(label=f"{_('Case')} {case.ref}", url=shown.url("cases-detail", case))]
    return render(request, "console/cases/facts.html", {**context, "crumbs": crumbs})


def _context(request: StaffRequest, case: Case) -> dict[str, object]:
    beside = queries.beside(request.actor, case)
    orders = [one.ref for one in beside.links if one.kind == "order"]
    others = queries.other_cases(request.actor, case)
    return {
        "case": case,
        "escalated": _escalated(case, request.now),
        "orders": order_facts.facts_of(case.seller, orders, request.now),
        "ratings": _ratings(request, case),
        "panels": _panels(request, case),
        "referring": [(one, reverse("console:cases-detail", kwargs={"ref": one.ref})) for one in beside.follow_ups],
        "others": [(other, shown.url("cases-detail", other), shown.status(other, request.now)) for other in others],
    }


def _escalated(case: Case, now: datetime) -> Escalated | None:
    found = escalation.latest_of(case)
    if found is None:
        return None
    book = escalation.handbook_for(case.seller.store, now)
    return Escalated(
        ref=found.ref,
        url=escalation_pages.link(found.ref),
        level=escalation_words.level_name(found.level, found.route, book),
        mark=escalation_words.STATE_MARKS[found.status],
        word=str(escalation_words.STATE_WORDS[found.status]),
        due_at=found.due_at,
    )


def _ratings(request: StaffRequest, case: Case) -> list[tuple[str, str, Closing]]:
    """What the seller said of its ends. No query for a case that has had none."""
    if case.closed_at is None and case.status != Status.REOPENED:
        return []
    found = queries.ratings_of(request.actor, case)
    return [(RATING_MARKS[Verdict(one.verdict)], str(words.CLOSING_WORDS[one.verdict]), one) for one in found]


def _panels(request: StaffRequest, case: Case) -> list[Panel]:
    found = [make(request.actor, case.seller, request.now) for name, make in seller_panels.items() if name != "cases"]
    return [panel for panel in found if panel is not None]
