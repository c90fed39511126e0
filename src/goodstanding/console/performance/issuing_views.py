"""Issuing a notification by hand, and taking one back."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.console.performance.forms import NoticeForm, WithdrawalForm
from goodstanding.kit.actors import StaffRole
from goodstanding.kit.errors import Conflict, Invalid, NotFound
from goodstanding.systems.performance import actions, display, queries
from goodstanding.systems.rulebook.queries import rules_for
from goodstanding.systems.sellers import queries as sellers
from goodstanding.systems.stores.models import Store
from goodstanding.ui import refusing


@staff_page(StaffRole.REVIEWER)
def new(request: StaffRequest) -> HttpResponse:
    """A notification by hand. The seller may come with the address: `?seller=HAR-BOUR`."""
    wanted = request.POST.get("seller", "") if request.method == "POST" else request.GET.get("seller", "")
    seller = sellers.visible_to(request.actor).filter(ref=wanted.strip().upper()).first()
    kinds = list(queries.playbook_for(seller.store if seller else _any_store(request), request.now).kinds.values())
    form = (
        NoticeForm(kinds, request.POST) if request.method == "POST" else NoticeForm(kinds, initial={"seller": wanted})
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            notification = actions.issue_by_associate(
                actor=request.actor, seller_ref=seller.ref if seller else wanted, notice=form.notice(), at=request.now
            )
        except NotFound as refusal:
            form.add_error("seller", refusal.message)
        except (Invalid, Conflict) as refusal:
            refusing.show(form, refusal)
        else:
            return redirect("console:performance-detail", ref=notification.ref)
    if form.errors:
        status = 422
    return render(
        request, "console/performance/new.html", {"form": form, "seller": seller, "kinds": kinds}, status=status
    )


@staff_page(StaffRole.REVIEWER)
def withdraw(request: StaffRequest, ref: str) -> HttpResponse:
    """Take a notification back, after a page that says what that undoes."""
    notification = queries.notification_for(request.actor, ref)
    form = WithdrawalForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        actions.withdraw(actor=request.actor, ref=ref, reason=form.cleaned_data["reason"], at=request.now)
        return redirect("console:performance-detail", ref=notification.ref)
    context = {
        "form": form,
        "notification": notification,
        "what": display.what_happened(notification),
        "statements": [s for s in queries.statements_of(notification) if s.lifted_at is None],
        "plan": queries.plan_of(notification),
    }
    return render(request, "console/performance/withdraw.html", context, status=422 if form.errors else 200)


def _any_store(request: StaffRequest) -> Store:
    """The store whose kinds are offered before a seller is named."""
    seller = sellers.visible_to(request.actor).order_by("pk").first()
    if seller is None:
        raise NotFound(_("There is no seller yet to issue a notification to."))
    assert rules_for(seller.store, request.now)  # the pack of the store can be read
    return seller.store
