"""The seller's home: what needs action, by when, in order of consequence."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodstanding.portal.doors import SellerRequest, seller_page
from goodstanding.portal.health import presenting
from goodstanding.portal.home.rows import figures, todo_lines
from goodstanding.portal.home.todos import todos_of
from goodstanding.systems.health import queries as health
from goodstanding.systems.health.rules import Reading
from goodstanding.systems.rulebook.rules import Status
from goodstanding.systems.sellers import queries as sellers
from goodstanding.systems.sellers.models import Seller
from goodstanding.systems.sellers.states import Standing
from goodstanding.systems.sellers.words import STANDING_MARKS, STANDING_WORDS


@seller_page
def home(request: SellerRequest, seller_ref: str) -> HttpResponse:
    """What needs the seller now, and where the account stands."""
    seller = request.seller
    todos = todos_of(request.actor, seller, request.now)
    readings = health.health_of(seller, at=request.now).readings
    standing = Standing(seller.standing)
    context = {
        "todos": todo_lines(todos, request.now),
        "headline": _headline(len(todos)),
        "lead": _lead(len(todos)),
        "rows": figures(presenting.health_url(seller), _telling(readings)),
        "standing_word": STANDING_WORDS[standing],
        "standing_mark": STANDING_MARKS[standing],
        "permits": presenting.permit_lines(seller),
        "siblings": [_sibling(other) for other in sellers.siblings(seller)],
    }
    return render(request, "portal/home/home.html", context)


def _sibling(other: Seller) -> tuple[Seller, str, object]:
    standing = Standing(other.standing)
    return other, STANDING_MARKS[standing], STANDING_WORDS[standing]


def _headline(count: int) -> str:
    if count == 0:
        return _("Nothing needs you right now")
    if count <= 5:
        words = [_("One thing needs you"), _("Two things need you"), _("Three things need you"), _("Four things need you"),
                 _("Five things need you")]  # fmt: skip
        return words[count - 1]
    return ngettext("%(n)s thing needs you", "%(n)s things need you", count) % {"n": count}


def _lead(count: int) -> str:
    if count == 0:
        return _("No notification, case or shipment waits for you. What comes in appears here and by mail.")
    if count == 1:
        return _("After this one, nothing waits for you. What waits for us is under Notifications and Cases.")
    return _("The first has the largest consequence. What waits for us instead is under Notifications and Cases.")


def _telling(readings: list[Reading]) -> list[Reading]:
    """One reading per enforced metric: the one that misses its target, else the longest window."""
    found: dict[tuple[str, str], Reading] = {}
    for reading in readings:
        if not reading.enforced or not reading.denominator:
            continue
        key = (reading.code, reading.channel)
        before = found.get(key)
        if before is None or reading.status is Status.BAD or before.status is not Status.BAD:
            found[key] = reading
    return list(found.values())
