"""One box for everything in the marketplace, and the same as JSON for the command palette."""

from __future__ import annotations

from itertools import chain

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.console.hooks import Hit, search_providers

PER_KIND = 10
LONGEST = 100


@staff_page()
def search(request: StaffRequest) -> HttpResponse:
    """What was found, by kind. The very id of one thing opens that thing."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    hits = _find(request, text)
    exact = [hit for hit in hits if hit.exact]
    if len(exact) == 1:
        return redirect(exact[0].url)
    return render(request, "ui/found.html", {"text": text, "hits": hits})


@staff_page()
def palette(request: StaffRequest) -> JsonResponse:
    """What was found for `?q=`, without it the lines of the navigation: {"items": [{"label", "sub", "url"}]}."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    if text:
        items = [{"label": hit.title, "sub": hit.note or hit.kind, "url": hit.url} for hit in _find(request, text)]
    else:
        lines = chain.from_iterable(group.items for group in request.make_frame().nav)
        items = [{"label": line.label, "sub": "", "url": line.url} for line in lines]
    return JsonResponse({"items": items})


def _find(request: StaffRequest, text: str) -> list[Hit]:
    if not text:
        return []
    found = (provider(request.actor, text, PER_KIND) for provider in search_providers.values())
    return list(chain.from_iterable(found))
