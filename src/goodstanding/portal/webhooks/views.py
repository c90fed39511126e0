"""Webhooks of a seller's team: told of the events of its own account."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from goodstanding.base.webhooks import doors
from goodstanding.base.webhooks.doors import Place, Shown
from goodstanding.portal.doors import SellerRequest, home_url, seller_page
from goodstanding.ui.frame import Crumb


@seller_page
@never_cache
def webhooks(request: SellerRequest, seller_ref: str) -> HttpResponse:
    """All of them, and a form for another one."""
    return _answer(request, doors.listing(request, _place(request)), "list")


@seller_page
@never_cache
def detail(request: SellerRequest, seller_ref: str, ref: str) -> HttpResponse:
    """One of them: its deliveries, its form."""
    return _answer(request, doors.detail(request, _place(request), ref), "detail")


@require_POST
@seller_page
@never_cache
def act(request: SellerRequest, seller_ref: str, ref: str, what: str) -> HttpResponse:
    """On, off, test, another secret, away with it."""
    return _answer(request, doors.act(request, _place(request), ref, what), "detail")


@seller_page
@never_cache
def delivery(request: SellerRequest, seller_ref: str, ref: str, event_ref: str) -> HttpResponse:
    """One delivery with its tries; posting sends it once more."""
    return _answer(request, doors.delivery(request, _place(request), ref, event_ref), "delivery")


def _place(request: SellerRequest) -> Place:
    here = reverse("portal:webhooks-list", kwargs={"seller_ref": request.seller.ref})
    return Place(account_id=request.seller.account_id, seller_id=request.seller.pk, url=here)


def _answer(request: SellerRequest, shown: Shown, page: str) -> HttpResponse:
    if shown.gone_to:
        return redirect(shown.gone_to)
    crumbs = [Crumb(label=_("Team"), url=f"{home_url(request.seller)}team/")]
    if page != "list":
        crumbs.append(Crumb(label=_("Webhooks"), url=_place(request).url))
    return render(request, f"portal/webhooks/{page}.html", {"crumbs": crumbs, **shown.names}, status=shown.status)
