"""Saved views of the portal's lists: the row above a list, and the page where they are looked after."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from goodstanding.base.saved_views import doors
from goodstanding.base.saved_views.doors import Act, ListPage, Shown
from goodstanding.base.saved_views.strip import Place, Strip, strip_of
from goodstanding.kit.errors import NotFound
from goodstanding.portal.doors import SellerRequest, home_url, seller_page
from goodstanding.ui.frame import Crumb

LISTS = {
    "cases-list": gettext_lazy("Cases"),
    "orders": gettext_lazy("Orders"),
    "notifications": gettext_lazy("Notifications"),
}


def views_of(request: SellerRequest, of: str) -> Strip:
    """The views of a list, for the row above it; `of` is a key of LISTS."""
    return strip_of(request, _place(request, of))


@seller_page
def saved(request: SellerRequest, seller_ref: str, of: str) -> HttpResponse:
    """The views of a list; posting saves another one."""
    page = _page(request, of)
    return _answer(request, page, doors.listing(request, page))


@require_POST
@seller_page
def act(request: SellerRequest, seller_ref: str, of: str, ref: str, what: Act) -> HttpResponse:
    """Name, order, sharing, start, away with it."""
    page = _page(request, of)
    return _answer(request, page, doors.act(request, page, ref, what))


@require_POST
@seller_page
def start_plain(request: SellerRequest, seller_ref: str, of: str) -> HttpResponse:
    """Open the list with all of it again."""
    page = _page(request, of)
    return _answer(request, page, doors.start_plain(request, page))


def _place(request: SellerRequest, of: str) -> Place:
    return Place(f"portal:{of}", request.seller.account_id, f"{home_url(request.seller)}views/{of}/")


def _page(request: SellerRequest, of: str) -> ListPage:
    if of not in LISTS:
        raise NotFound(_("There is no such list."))
    url = reverse(f"portal:{of}", kwargs={"seller_ref": request.seller.ref})
    return ListPage(_place(request, of), str(LISTS[of]), url, request.seller.pk)


def _answer(request: SellerRequest, page: ListPage, shown: Shown) -> HttpResponse:
    if shown.gone_to:
        return redirect(shown.gone_to)
    crumbs = [Crumb(label=page.label, url=f"{page.list_url}?view=all")]
    return render(request, "portal/saved_views/list.html", {"crumbs": crumbs, **shown.names}, status=shown.status)
