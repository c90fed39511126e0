"""Sellers as associates see them."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from goodstanding.base.timeline import queries as timeline
from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.console.hooks import Panel, seller_panels
from goodstanding.console.saved_views.views import views_of
from goodstanding.console.sellers.lists import directory_table
from goodstanding.console.sellers.rows import seller_rows
from goodstanding.kit.actors import StaffRole
from goodstanding.systems.sellers import actions, queries
from goodstanding.systems.sellers.models import Seller
from goodstanding.systems.sellers.queries import SellerFilter
from goodstanding.systems.sellers.words import closing, consequence
from goodstanding.systems.stores import queries as stores


class ViewingForm(forms.Form):
    """Why an associate needs to see what the seller sees."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=actions.LONGEST_REASON,
        help_text=gettext_lazy("The seller can read it, with your name and how long you looked."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@staff_page()
def directory(request: StaffRequest) -> HttpResponse:
    """Every seller, narrowed and sorted by what the address says."""
    views = views_of(request, "sellers-list")
    if views.onward:
        return redirect(views.onward)
    view = directory_table(stores.stores()).read(request.GET)
    where = SellerFilter(
        text=view.values.get("q", ""), standing=view.values.get("standing", ""), store_code=view.values.get("store", "")
    )
    page = queries.directory(request.actor, where=where, sort=str(view.sort), cursor=view.cursor)
    context = {
        "table": view,
        "views": views.drawn(view),
        "shown": len(page.rows),
        "rows": seller_rows(page.rows, request.now),
        "newer": view.newer_url(page.newer),
        "older": view.older_url(page.older),
        "count": queries.count_of(request.actor, where=where),
    }
    return render(request, "console/sellers/list.html", context)


@staff_page()
def detail(request: StaffRequest, ref: str) -> HttpResponse:
    """One seller: how it stands and why, what is open, its people and its record."""
    return _page(request, queries.seller_for(request.actor, ref), ViewingForm())


@require_POST
@staff_page()
def start_viewing(request: StaffRequest, ref: str) -> HttpResponse:
    """Begin to see the portal as this seller does."""
    seller = queries.seller_for(request.actor, ref)
    form = ViewingForm(request.POST)
    if not form.is_valid():
        return _page(request, seller, form, status=422)
    actions.start_viewing(actor=request.actor, seller_ref=ref, reason=form.cleaned_data["reason"], at=request.now)
    return redirect("portal:activity", seller_ref=ref)


@require_POST
@staff_page()
def end_viewing(request: StaffRequest, ref: str) -> HttpResponse:
    """Leave the seller's eyes and go back to the seller in the console."""
    actions.end_viewing(actor=request.actor, seller_ref=ref, at=request.now)
    return redirect("console:sellers-detail", ref=ref)


def _page(request: StaffRequest, seller: Seller, form: ViewingForm, *, status: int = 200) -> HttpResponse:
    context = {
        "seller": seller,
        "consequence": consequence(seller),
        "siblings": queries.siblings(seller),
        "history": queries.standing_history(seller),
        "team": queries.team_of(request.actor, seller),
        "panels": _panels(request, seller),
        "entries": timeline.activity_of(seller.pk, for_staff=True, cursor=None, limit=12).rows,
        "viewing": queries.viewing_by(request.actor, seller, at=request.now),
        "form": form,
        "lead": closing(seller.account, request.now) or _lead(seller),
        "may_manage": request.actor.has_staff_role(StaffRole.ADMINISTRATOR),
    }
    return render(request, "console/sellers/detail.html", context, status=status)


def _panels(request: StaffRequest, seller: Seller) -> list[Panel]:
    found = (panel(request.actor, seller, request.now) for panel in seller_panels.values())
    return [panel for panel in found if panel is not None]


def _lead(seller: Seller) -> str:
    return consequence(seller) or _("Nothing is taken away from this account.")
