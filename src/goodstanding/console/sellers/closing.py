"""Closing an account for the marketplace: what stands open, the reasons that are told, and taking it back. For administrators."""

from __future__ import annotations

from dataclasses import asdict

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.flows import closing as flow
from goodstanding.kit.actors import StaffRole
from goodstanding.kit.errors import Conflict, Invalid
from goodstanding.systems.sellers import actions, policies, queries
from goodstanding.systems.sellers.actions import ClosingWish
from goodstanding.systems.sellers.actions.closing import LONGEST
from goodstanding.systems.sellers.models import Closure
from goodstanding.systems.sellers.states import ClosureState
from goodstanding.systems.sellers.terms import Terms, terms_for
from goodstanding.systems.sellers.words import open_rows
from goodstanding.ui import moments

NOTICE = "notice"
_LONG = forms.Textarea(attrs={"rows": 4})


class NoticeForm(forms.Form):
    """The statement of reasons: facts, ground, and whether no notice is owed."""

    reason = forms.CharField(
        label=gettext_lazy("The facts"),
        max_length=LONGEST,
        help_text=gettext_lazy("What happened, with days and order ids, and who told you. The whole team reads it."),
        widget=_LONG,
    )
    ground = forms.CharField(
        label=gettext_lazy("What it rests on in your terms"),
        max_length=LONGEST,
        help_text=gettext_lazy("The clause, in its own words."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    at_once = forms.ChoiceField(label=gettext_lazy("When"), initial=NOTICE, widget=forms.RadioSelect)
    sure = forms.BooleanField(label=gettext_lazy("I have read what stands open and what becomes of it"))

    def __init__(self, data: object = None, *, terms: Terms) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # what a request holds
        notice = _("After the notice of %(days)s days") % {"days": terms.notice_days}
        at_once = [(one.code, _("At once: %(why)s") % {"why": f"{one.label} ({one.source})"}) for one in terms.at_once]
        field = self.fields["at_once"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(NOTICE, notice), *at_once]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(StaffRole.ADMINISTRATOR)
def closing(request: StaffRequest, ref: str) -> HttpResponse:
    """How the closing stands; where there is none, what it would mean and the form for the reasons."""
    seller = queries.seller_for(request.actor, ref)
    terms = terms_for(seller.store, request.now)
    if request.method != "POST":
        return _page(request, ref, NoticeForm(terms=terms))
    form = NoticeForm(request.POST, terms=terms)
    if not form.is_valid():
        return _page(request, ref, form, status=422)
    said = form.cleaned_data
    at_once = "" if said["at_once"] == NOTICE else said["at_once"]
    wish = ClosingWish(reason=said["reason"], ground=said["ground"], at_once=at_once)
    try:
        flow.give_notice(actor=request.actor, seller_ref=ref, wish=wish, at=request.now)
    except (Conflict, Invalid) as refusal:
        form.add_error(refusal.field or None, refusal.message)
        return _page(request, ref, form, status=refusal.status)
    messages.success(request, _("The whole team is told, with the reasons and what can be done against them."))
    return redirect("console:sellers-closing", ref=ref)


@require_POST
@staff_page(StaffRole.ADMINISTRATOR)
def take_back(request: StaffRequest, ref: str) -> HttpResponse:
    """Keep the account, or open it again."""
    try:
        actions.take_back(actor=request.actor, seller_ref=ref, reason=request.POST.get("reason", ""), at=request.now)
    except Invalid as refusal:
        terms = terms_for(queries.seller_for(request.actor, ref).store, request.now)
        return _page(request, ref, NoticeForm(terms=terms), status=refusal.status, said=refusal.message)
    messages.success(request, _("The account stays open; the whole team is told."))
    return redirect("console:sellers-closing", ref=ref)


def _page(request: StaffRequest, ref: str, form: NoticeForm, *, status: int = 200, said: str = "") -> HttpResponse:
    seller = queries.seller_for(request.actor, ref)
    newest = queries.closure_of(seller)
    closure = newest if newest is not None and newest.state != ClosureState.TAKEN_BACK else None
    terms = terms_for(seller.store, request.now)
    context = {
        "seller": seller,
        "headline": _headline(closure, seller.account.name, request),
        "closure": closure,
        "earlier": None if closure else newest,
        "is_final": closure is not None and not closure.pending,
        "terms": terms,
        "kept": terms.kept,
        "open": open_rows(asdict(flow.stands_open(seller, request.now)), {}),
        "form": form,
        "refused": said,
        "may_take_back": closure is not None and policies.can_take_back(request.actor, closure),
    }
    return render(request, "console/sellers/closing.html", context, status=status)


def _headline(closure: Closure | None, name: str, request: StaffRequest) -> str:
    if closure is None:
        return _("Close the account of %(name)s") % {"name": name}
    if not closure.pending:
        return _("The account of %(name)s is closed") % {"name": name}
    return _("The account of %(name)s closes on %(day)s") % {
        "name": name,
        "day": moments.absolute(closure.final_at, request.now),
    }
