"""Webhooks of the marketplace: told of every seller's events."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from goodstanding.base.webhooks import doors
from goodstanding.base.webhooks.doors import Place, Shown
from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.ui.frame import Crumb


@staff_page()
@never_cache
def webhooks(request: StaffRequest) -> HttpResponse:
    """All of them, and a form for another one."""
    return _answer(request, doors.listing(request, _place()), "list")


@staff_page()
@never_cache
def detail(request: StaffRequest, ref: str) -> HttpResponse:
    """One of them: its deliveries, its form."""
    return _answer(request, doors.detail(request, _place(), ref), "detail", (_crumb(),))


@require_POST
@staff_page()
@never_cache
def act(request: StaffRequest, ref: str, what: str) -> HttpResponse:
    """On, off, test, another secret, away with it."""
    return _answer(request, doors.act(request, _place(), ref, what), "detail", (_crumb(),))


@staff_page()
@never_cache
def delivery(request: StaffRequest, ref: str, event_ref: str) -> HttpResponse:
    """One delivery with its tries; posting sends it once more."""
    return _answer(request, doors.delivery(request, _place(), ref, event_ref), "delivery", (_crumb(),))


def _place() -> Place:
    return Place(account_id=None, seller_id=None, url=reverse("console:webhooks-list"))


def _crumb() -> Crumb:
    return Crumb(label=_("Webhooks"), url=reverse("console:webhooks-list"))


def _answer(request: StaffRequest, shown: Shown, page: str, crumbs: tuple[Crumb, ...] = ()) -> HttpResponse:
    if shown.gone_to:
        return redirect(shown.gone_to)
    return render(request, f"console/webhooks/{page}.html", {"crumbs": crumbs, **shown.names}, status=shown.status)
