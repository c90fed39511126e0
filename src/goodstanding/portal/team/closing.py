"""Closing the account: what stands open, when it is final, what stays; asking for it and taking that back."""

from __future__ import annotations

from dataclasses import asdict

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from goodstanding.flows import closing as flow
from goodstanding.kit.actors import SellerRole
from goodstanding.kit.errors import Conflict, Invalid
from goodstanding.portal.doors import SellerRequest, home_url, seller_page
from goodstanding.systems.sellers import actions, policies, queries
from goodstanding.systems.sellers.actions.closing import LONGEST
from goodstanding.systems.sellers.models import Closure
from goodstanding.systems.sellers.states import ClosureState
from goodstanding.systems.sellers.terms import Terms, terms_for
from goodstanding.systems.sellers.words import open_rows
from goodstanding.ui import moments


class ClosingForm(forms.Form):
    """Why the account is to be closed, and that what stands open was read."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=LONGEST,
        help_text=gettext_lazy("Your team and the marketplace read it. What would have kept you helps others."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    sure = forms.BooleanField(label=gettext_lazy("I have read what stands open and what becomes of it"))


@require_http_methods(["GET", "HEAD", "POST"])
@seller_page
def closing(request: SellerRequest, seller_ref: str) -> HttpResponse:
    """How the closing stands; where there is none, what it would mean and the form to ask for it."""
    if request.method != "POST":
        return _page(request, ClosingForm())
    form = ClosingForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        flow.ask_to_close(
            actor=request.actor, seller_ref=seller_ref, reason=form.cleaned_data["reason"], at=request.now
        )
    except (Conflict, Invalid) as refusal:
        form.add_error(refusal.field or None, refusal.message)
        return _page(request, form, status=refusal.status)
    messages.success(request, _("The closing is asked for. An owner can take it back here until it is final."))
    return redirect("portal:team-closing", seller_ref=seller_ref)


@require_POST
@seller_page
def take_back(request: SellerRequest, seller_ref: str) -> HttpResponse:
    """Keep the account."""
    actions.take_back(actor=request.actor, seller_ref=seller_ref, reason=request.POST.get("reason", ""), at=request.now)
    messages.success(request, _("The account stays open. Everything is as it was."))
    return redirect("portal:team-closing", seller_ref=seller_ref)


def _page(request: SellerRequest, form: ClosingForm, *, status: int = 200) -> HttpResponse:
    seller, now = request.seller, request.now
    closure = queries.closure_of(seller)
    runs = closure if closure is not None and closure.state != ClosureState.TAKEN_BACK else None
    terms = terms_for(seller.store, now)
    headline, lead = _running(runs, request) if runs else _before(terms)
    context = {
        "seller": seller,
        "headline": headline,
        "lead": lead,
        "closure": runs,
        "earlier": None if runs else closure,
        "is_final": runs is not None and not runs.pending,
        "terms": terms,
        "kept": terms.kept,
        "open": open_rows(asdict(flow.stands_open(seller, now)), _urls(home_url(seller))),
        "form": form,
        "may_ask": policies.can_write(request.actor, seller, SellerRole.OWNER),
        "may_take_back": runs is not None and policies.can_take_back(request.actor, runs),
    }
    return render(request, "portal/team/closing.html", context, status=status)


def _urls(home: str) -> dict[str, str]:
    areas = {
        "to_ship": "orders",
        "claimable": "orders",
        "payouts": "payouts",
        "plans": "notifications",
        "cases": "cases",
    }
    return {name: f"{home}{area}/" for name, area in areas.items()}


def _before(terms: Terms) -> tuple[str, str]:
    lead = _("Nothing ends at once: it is final after %(days)s days, and until then an owner can take it back.")
    return _("Close this account"), lead % {"days": terms.cooling_off_days}


def _running(closure: Closure, request: SellerRequest) -> tuple[str, str]:
    days = {
        "final": moments.absolute(closure.final_at, request.now),
        "until": moments.absolute(closure.access_until, request.now),
        "name": closure.asked_by_name,
    }
    if not closure.pending:
        lead = _(
            "You can read and download everything, ship open orders and write in cases until %(until)s. What you are owed is paid."
        )
        return _("This account is closed"), lead % days
    if closure.by_marketplace:
        lead = _(
            "Until then everything works as before; afterwards you can read and download everything until %(until)s."
        )
        return _("The marketplace closes this account on %(final)s") % days, lead % days
    lead = _("%(name)s asked for it. Until then everything works as before, and an owner can take it back.")
    return _("This account closes on %(final)s") % days, lead % days
