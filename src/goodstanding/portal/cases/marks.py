"""What a seller's team does beside the thread: labels, watching, agreements, guests."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodstanding.kit.errors import Conflict, Invalid, NotFound
from goodstanding.portal.cases import detail, shown
from goodstanding.portal.cases.forms import AgreementForm, GuestForm, LabelForm
from goodstanding.portal.doors import SellerRequest, seller_page
from goodstanding.systems.cases import actions, queries
from goodstanding.systems.cases.actions import Invited, Terms
from goodstanding.systems.cases.agreement_states import Settling


@require_POST
@seller_page
def label(request: SellerRequest, seller_ref: str, case_ref: str) -> HttpResponse:
    """Put a label on the case, or take one off (`off`)."""
    off = request.POST.get("off", "")
    form = LabelForm(request.POST, auto_id="label_%s")

    def act() -> None:
        if off:
            actions.unlabel_case(actor=request.actor, ref=case_ref, name=off)
        else:
            name, tone = request.POST.get("name", ""), request.POST.get("tone", "grey")
            actions.label_case(actor=request.actor, ref=case_ref, name=name, tone=tone, at=request.now)

    return _do(request, case_ref, act, back="#labels", said=_("Label off.") if off else _("Labelled."), label_form=form)


@require_POST
@seller_page
def watching(request: SellerRequest, seller_ref: str, case_ref: str) -> HttpResponse:
    """Watch the case, or stop (`off`)."""

    def act() -> None:
        if "off" in request.POST:
            actions.unwatch(actor=request.actor, ref=case_ref)
        else:
            actions.watch(actor=request.actor, ref=case_ref, at=request.now)

    said = (
        _("You get no more mail about this case.") if "off" in request.POST else _("You get this case's mail from now.")
    )
    return _do(request, case_ref, act, back="", said=said)


@require_POST
@seller_page
def agree(request: SellerRequest, seller_ref: str, case_ref: str) -> HttpResponse:
    """Put something down as agreed; the marketplace confirms or declines it."""
    form = AgreementForm(request.POST, auto_id="agree_%s")
    number = request.POST.get("message", "")

    def act() -> None:
        actions.propose_agreement(
            actor=request.actor, ref=case_ref, text=request.POST.get("text", ""),
            message_number=int(number) if number.isdecimal() and len(number) < 9 else None, at=request.now,
        )  # fmt: skip

    said = _("Put down. We confirm or decline it.")
    return _do(request, case_ref, act, back="#agreements", said=said, agreement_form=form)


@require_POST
@seller_page
def settle(request: SellerRequest, seller_ref: str, case_ref: str, number: int) -> HttpResponse:
    """Confirm, decline or take back one agreement."""
    decision, reason = request.POST.get("decision", ""), request.POST.get("reason", "")
    if decision not in set(Settling):
        raise NotFound(_("There is no such decision."))

    def act() -> None:
        actions.settle_agreement(
            actor=request.actor, ref=case_ref, number=number, settling=Settling(decision), reason=reason, at=request.now
        )

    return _do(request, case_ref, act, back="#agreements", said=_("It is on the record, and both sides see it."))


@require_POST
@seller_page
def invite(request: SellerRequest, seller_ref: str, case_ref: str) -> HttpResponse:
    """Invite a guest into this case, or change the terms of one who is invited."""
    form = GuestForm(request.POST, auto_id="guest_%s")

    def act() -> str:
        if not form.is_valid():
            raise Invalid(_("Say who it is and until when."))
        given = form.cleaned_data
        terms = Terms(
            email=given["email"], name=given["name"], ends_on=given["ends_on"],
            may_write=given["scope"] == "write", sees_files=given["sees_files"],
        )  # fmt: skip
        return _told(actions.invite_guest(actor=request.actor, ref=case_ref, terms=terms, at=request.now))

    return _do(request, case_ref, act, back="#guests", guest_form=form)


def _told(invited: Invited) -> str:
    """What came of it, and whether a mail went out."""
    to, name = {"to": invited.guest.email}, invited.guest.name
    if invited.mailed and not invited.changed:
        return _("The invitation is on its way to %(to)s.") % to
    if invited.mailed:
        then = _("A mail that says so, with a new link, is on its way to %(to)s; the old link has ended.") % to
        return " ".join([*_what_changed(invited), then])
    if invited.changed:
        then = _("The link that %(name)s has stays, and no mail was sent.") % {"name": name}
        return " ".join([*_what_changed(invited), then])
    said = _("%(name)s is a guest on these very terms already. Nothing was sent. A new link is under “Change”.")
    return said % {"name": name}


def _what_changed(invited: Invited) -> list[str]:
    """A sentence for each thing: whole ones, for another language may need other words for two of them."""
    said = {
        "scope": _("What %(name)s may do has changed."),
        "end": _("The last day has changed."),
        "name": _("The name has changed."),
    }
    return [said[one] % {"name": invited.guest.name} for one in invited.changed]


@require_POST
@seller_page
def new_guest_link(request: SellerRequest, seller_ref: str, case_ref: str, guest_ref: str) -> HttpResponse:
    """Mail a guest a new link."""

    def act() -> str:
        guest = actions.send_guest_link(actor=request.actor, ref=case_ref, guest_ref=guest_ref, at=request.now)
        return _("A new link is on its way to %(to)s; the old one has ended.") % {"to": guest.email}

    return _do(request, case_ref, act, back="#guests")


@require_POST
@seller_page
def revoke(request: SellerRequest, seller_ref: str, case_ref: str, guest_ref: str) -> HttpResponse:
    """Take a guest out, at once."""

    def act() -> None:
        actions.revoke_guest(actor=request.actor, ref=case_ref, guest_ref=guest_ref, at=request.now)

    return _do(request, case_ref, act, back="#guests", said=_("Taken out. The link and the session have ended."))


def _do(
    request: SellerRequest, case_ref: str, act: Callable[[], str | None], *, back: str, said: str = "", **forms: object
) -> HttpResponse:
    """Run one action in one of this seller's cases, which may tell what came of it; a refusal comes back with the page and what
    was typed."""
    case = queries.case_for(request.actor, case_ref, seller=request.seller)
    try:
        told = act()
    except (Invalid, Conflict) as refusal:
        return detail.page(request, case, refusal=refusal, forms=forms)
    messages.success(request, told or said)
    return redirect(shown.url("cases-detail", request.seller, case) + back)
