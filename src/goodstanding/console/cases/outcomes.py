"""How cases ended: settled or not in the sellers' words, reopened, overturned. Every number opens to its cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from goodstanding.console.cases import shown
from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.systems.cases import queries, words
from goodstanding.systems.cases.catalogue import Catalogue
from goodstanding.ui import numbers

DAYS = (7, 30, 90, 365)
KINDS = ("closed", "reopened", "overturned", "rated", "yes", "partly", "no")


@dataclass(frozen=True, slots=True)
class Number:
    """One number, its share, and the address of the cases behind it."""

    n: int
    share: str
    url: str
    word: str


@dataclass(frozen=True, slots=True)
class Row:
    """One queue, or all of them."""

    label: str
    numbers: list[Number]


@require_safe
@staff_page()
def show(request: StaffRequest) -> HttpResponse:
    """The table by queue, and below it the cases behind the number that was opened."""
    days = next((one for one in DAYS if str(one) == request.GET.get("days")), 30)
    since = request.now - timedelta(days=days)
    catalogue = queries.house_catalogue(request.now)
    counted = [dict(one) for one in queries.outcomes(request.actor, since=since)]
    total = {kind: sum(int(str(one[kind])) for one in counted) for kind in KINDS}
    kind = request.GET.get("show", "")
    queue = request.GET.get("queue", "")
    found = queries.closings(request.actor, kind=kind, queue=queue, since=since).rows if kind in KINDS else []
    context = {
        "days": [(one, one == days) for one in DAYS],
        "chosen_days": days,
        "kinds": [words.CLOSING_WORDS[kind] for kind in KINDS],
        "rows": [_row(one, catalogue, days) for one in counted],
        "total": _row({**total, "queue": ""}, catalogue, days),
        "closed": total["closed"],
        "reopened": total["reopened"],
        "chosen": words.CLOSING_WORDS.get(kind, ""),
        "found": [(one, shown.url("cases-detail", one.case)) for one in found],
        "verdicts": words.CLOSING_WORDS,
    }
    return render(request, "console/cases/outcomes.html", context)


def _row(counted: Mapping[str, object], catalogue: Catalogue, days: int) -> Row:
    queue = str(counted["queue"])
    label = catalogue.queue_label(queue, shown.language()) if queue else _("All queues")
    return Row(label, [_number(counted, kind, queue, days) for kind in KINDS])


def _number(counted: Mapping[str, object], kind: str, queue: str, days: int) -> Number:
    n = int(str(counted[kind]))
    of = int(str(counted["rated" if kind in {"yes", "partly", "no"} else "closed"]))
    share = "" if kind == "closed" or not of else numbers.percent(n, of)
    return Number(
        n, share, "?" + urlencode({"days": days, "show": kind, "queue": queue}), str(words.CLOSING_WORDS[kind])
    )
