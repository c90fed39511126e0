"""How every action of the case pages ends: back to the case with a sentence, or the page again with the refusal."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from goodstanding.console.cases import shown
from goodstanding.console.doors import StaffRequest
from goodstanding.kit.errors import Conflict, Invalid, Refusal
from goodstanding.systems.cases import queries
from goodstanding.ui.query import with_query

Refused = Callable[[StaffRequest, str, Refusal], HttpResponse]


def do(
    request: StaffRequest,
    ref: str,
    act: Callable[[], object],
    *,
    said: str,
    refused: Refused | None = None,
    then: str = "",
) -> HttpResponse:
    """Run one action. A refusal comes back with the page that asked, or as a sentence above the case.

    `then` is the case to go on with when it was done, if not the same one.
    """
    try:
        act()
    except (Invalid, Conflict) as refusal:
        if refused is not None:
            return refused(request, ref, refusal)
        messages.error(request, refusal.message)
        return to_case(request, ref)
    messages.success(request, said)
    return to_case(request, then or ref)


def to_case(request: StaffRequest, ref: str) -> HttpResponse:
    """To the case's page, with the queue's filters beside it."""
    query = request.GET.urlencode()
    address = shown.url("cases-detail", queries.case_for(request.actor, ref))
    return redirect(f"{address}?{query}" if query else address)


def query_of(request: StaffRequest) -> str:
    """What the page's forms carry along: the queue's filters, not what was only said once."""
    query = with_query(request.GET, unlinked=None)
    return query if query != "?" else ""


def unlinked_of(request: StaffRequest) -> tuple[str, str]:
    """Kind and ID of what was unlinked just now, for the form that links it again."""
    kind, _colon, ref = request.GET.get("unlinked", "").partition(":")
    return kind, ref[:64]


def number(text: str) -> int | None:
    """A whole number as a form sends it, or None."""
    return int(text) if text.isdecimal() and len(text) < 10 else None
