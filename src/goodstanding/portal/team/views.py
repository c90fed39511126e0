"""The team page: who may act for this seller, who is invited, and who looked on."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodstanding.base.mailroom.failing import failing
from goodstanding.base.timeline import queries as timeline
from goodstanding.kit.actors import SellerRole
from goodstanding.kit.errors import Conflict, Invalid, Refusal
from goodstanding.portal.doors import SellerRequest, seller_page
from goodstanding.portal.team.forms import ROLES, InviteForm, RoleForm
from goodstanding.systems.sellers import actions, policies, queries


@seller_page
def team(request: SellerRequest, seller_ref: str) -> HttpResponse:
    """Members with roles and last sign-in, open invitations, and the newest changes."""
    return _page(request, InviteForm())


@require_POST
@seller_page
def invite(request: SellerRequest, seller_ref: str) -> HttpResponse:
    """Send an invitation."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    said = form.cleaned_data
    try:
        actions.invite(
            actor=request.actor,
            seller_ref=seller_ref,
            email=said["email"],
            role=SellerRole(said["role"]),
            at=request.now,
        )
    except (Conflict, Invalid) as refusal:
        form.add_error("email", refusal.message)
        return _page(request, form, status=refusal.status)
    messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": said["email"]})
    return redirect("portal:team", seller_ref=seller_ref)


@require_POST
@seller_page
def resend(request: SellerRequest, seller_ref: str, invitation_id: int) -> HttpResponse:
    """Send an invitation again, with a new link."""
    actions.resend(actor=request.actor, seller_ref=seller_ref, invitation_id=invitation_id, at=request.now)
    messages.success(request, _("A new link is on its way; the earlier one no longer works."))
    return redirect("portal:team", seller_ref=seller_ref)


@require_POST
@seller_page
def revoke(request: SellerRequest, seller_ref: str, invitation_id: int) -> HttpResponse:
    """Take an invitation back."""
    actions.revoke(actor=request.actor, seller_ref=seller_ref, invitation_id=invitation_id, at=request.now)
    messages.success(request, _("The invitation is taken back; its link no longer works."))
    return redirect("portal:team", seller_ref=seller_ref)


@require_POST
@seller_page
def change_role(request: SellerRequest, seller_ref: str, membership_id: int) -> HttpResponse:
    """Give a member another role."""
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("There is no such role."), field="role")
    role = SellerRole(form.cleaned_data["role"])
    try:
        actions.change_role(
            actor=request.actor, seller_ref=seller_ref, membership_id=membership_id, role=role, at=request.now
        )
    except Conflict as refusal:
        return _page(request, InviteForm(), refusal=refusal)
    messages.success(request, _("The role is changed."))
    return redirect("portal:team", seller_ref=seller_ref)


@require_POST
@seller_page
def remove(request: SellerRequest, seller_ref: str, membership_id: int) -> HttpResponse:
    """Take a member out of the team, or leave it."""
    try:
        actions.remove(actor=request.actor, seller_ref=seller_ref, membership_id=membership_id, at=request.now)
    except Conflict as refusal:
        return _page(request, InviteForm(), refusal=refusal)
    messages.success(request, _("The team is smaller by one."))
    return redirect("front")


def _page(
    request: SellerRequest, form: InviteForm, *, status: int = 200, refusal: Refusal | None = None
) -> HttpResponse:
    seller = request.seller
    team = queries.team_of(request.actor, seller)
    context = {
        "seller": seller,
        "team": team,
        "failing": failing([member.user.email for member in team.members]),
        "form": form,
        "refusal": refusal,
        "roles": ROLES,
        "may_manage": policies.can_write(request.actor, seller, SellerRole.OWNER),
        "viewings": queries.viewings_of(seller),
        "history": timeline.entries_about("team", str(seller.account_id), for_staff=False, limit=20),
    }
    return render(request, "portal/team/team.html", context, status=refusal.status if refusal else status)
