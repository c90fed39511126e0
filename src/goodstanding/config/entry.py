"""The front door and the health endpoint."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from goodstanding.systems.sellers import queries as sellers


@login_required
def front_door(request: HttpRequest) -> HttpResponse:
    """Associates to the console, sellers to their first store, somebody without an account to a page that says so."""
    actor = request.actor  # type: ignore[attr-defined]  # set by middleware
    if actor.is_staff:
        return redirect("/console/")
    seller = sellers.visible_to(actor).order_by("store__code", "pk").first()
    if seller is None:
        return render(request, "ui/plain.html", {"title": "No seller account"})
    return redirect(f"/s/{seller.ref}/")


def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the process serves and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})
