"""One box for everything of this seller, and the same as JSON for the command palette."""

from __future__ import annotations

from itertools import chain

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from goodstanding.portal.doors import SellerRequest, seller_page
from goodstanding.portal.hooks import Hit, search_providers

PER_KIND = 10
LONGEST = 100


@seller_page
def search(request: SellerRequest, seller_ref: str) -> HttpResponse:
    """What was found, by kind. The very id of one thing opens that thing."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    hits = _find(request, text)
    exact = [hit for hit in hits if hit.exact]
    if len(exact) == 1:
        return redirect(exact[0].url)
    return render(request, "portal/search/results.html", {"text": text, "hits": hits})


@seller_page
def palette(request: SellerRequest, seller_ref: str) -> JsonResponse:
    """The lines of the navigation, and with `?q=` what was found: {"items": [{"label", "note", "url", "group"}]}."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    frame = request.make_frame()
    places = chain.from_iterable(group.items for group in frame.nav)
    items = [{"label": item.label, "note": "", "url": item.url, "group": ""} for item in places]
    items += [{"label": hit.title, "note": hit.note, "url": hit.url, "group": hit.kind} for hit in _find(request, text)]
    return JsonResponse({"items": items})


def _find(request: SellerRequest, text: str) -> list[Hit]:
    if not text:
        return []
    found = (provider(request.actor, request.seller, text, PER_KIND) for provider in search_providers.values())
    return list(chain.from_iterable(found))
