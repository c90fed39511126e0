"""Saved views of the console's lists: the row above a list, and the page where they are looked after."""

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
from goodstanding.console.doors import StaffRequest, home_url, staff_page
from goodstanding.kit.errors import NotFound
from goodstanding.ui.frame import Crumb

LISTS = {
    "cases-queue": gettext_lazy("Cases"),
    "performance": gettext_lazy("Plans to review"),
    "performance-list": gettext_lazy("Notifications"),
    "sellers-list": gettext_lazy("Sellers"),
}


def views_of(request: StaffRequest, of: str) -> Strip:
    """The views of a list, for the row above it; `of` is a key of LISTS."""
    return strip_of(request, _place(of))


@staff_page()
def saved(request: StaffRequest, of: str) -> HttpResponse:
    """The views of a list; posting saves another one."""
    page = _page(of)
    return _answer(request, page, doors.listing(request, page))


@require_POST
@staff_page()
def act(request: StaffRequest, of: str, ref: str, what: Act) -> HttpResponse:
    """Name, order, sharing, start, away with it."""
    page = _page(of)
    return _answer(request, page, doors.act(request, page, ref, what))


@require_POST
@staff_page()
def start_plain(request: StaffRequest, of: str) -> HttpResponse:
    """Open the list with all of it again."""
    page = _page(of)
    return _answer(request, page, doors.start_plain(request, page))


def _place(of: str) -> Place:
    return Place(f"console:{of}", None, f"{home_url()}views/{of}/")


def _page(of: str) -> ListPage:
    if of not in LISTS:
        raise NotFound(_("There is no such list."))
    return ListPage(_place(of), str(LISTS[of]), reverse(f"console:{of}"), None)


def _answer(request: StaffRequest, page: ListPage, shown: Shown) -> HttpResponse:
    if shown.gone_to:
        return redirect(shown.gone_to)
    crumbs = [Crumb(label=page.label, url=f"{page.list_url}?view=all")]
    return render(request, "console/saved_views/list.html", {"crumbs": crumbs, **shown.names}, status=shown.status)
