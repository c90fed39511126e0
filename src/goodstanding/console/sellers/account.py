"""The account behind a seller: its owners, and inviting a new one. For administrators."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from goodstanding.base.mailroom.failing import failing
from goodstanding.base.timeline import queries as timeline
from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.kit.actors import SellerRole, StaffRole
from goodstanding.kit.errors import Conflict, Invalid
from goodstanding.systems.sellers import actions, queries
from goodstanding.systems.sellers.words import closing


class OwnerForm(forms.Form):
    """Whom to invite as an owner, and why."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy(
            "Only this address can accept. It may be a colleague of the team, who then becomes an owner."
        ),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=actions.LONGEST_REASON,
        help_text=gettext_lazy("The team reads it in a mail and in its record: how you know that this person may own the account."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


@staff_page(StaffRole.ADMINISTRATOR)
def account(request: StaffRequest, ref: str) -> HttpResponse:
    """The owners of the account, open invitations, and the form to invite a new owner."""
    return _page(request, ref, OwnerForm())


@require_POST
@staff_page(StaffRole.ADMINISTRATOR)
def invite_owner(request: StaffRequest, ref: str) -> HttpResponse:
    """Invite a new owner."""
    form = OwnerForm(request.POST)
    if not form.is_valid():
        return _page(request, ref, form, status=422)
    said = form.cleaned_data
    try:
        actions.invite_owner(
            actor=request.actor, seller_ref=ref, email=said["email"], reason=said["reason"], at=request.now
        )
    except (Conflict, Invalid) as refusal:
        form.add_error(refusal.field or None, refusal.message)
        return _page(request, ref, form, status=refusal.status)
    messages.success(
        request, _("The invitation is on its way to %(email)s; the team is told.") % {"email": said["email"]}
    )
    return redirect("console:sellers-account", ref=ref)


@require_POST
@staff_page(StaffRole.ADMINISTRATOR)
def resend(request: StaffRequest, ref: str, invitation_id: int) -> HttpResponse:
    """Send an invitation of the marketplace again, with a new link."""
    actions.resend(actor=request.actor, seller_ref=ref, invitation_id=invitation_id, at=request.now)
    messages.success(request, _("A new link is on its way; the earlier one no longer works."))
    return redirect("console:sellers-account", ref=ref)


@require_POST
@staff_page(StaffRole.ADMINISTRATOR)
def revoke(request: StaffRequest, ref: str, invitation_id: int) -> HttpResponse:
    """Take an invitation of the marketplace back."""
    actions.revoke(actor=request.actor, seller_ref=ref, invitation_id=invitation_id, at=request.now)
    messages.success(request, _("The invitation is taken back; its link no longer works."))
    return redirect("console:sellers-account", ref=ref)


def _page(request: StaffRequest, ref: str, form: OwnerForm, *, status: int = 200) -> HttpResponse:
    seller = queries.seller_for(request.actor, ref)
    team = queries.team_of(request.actor, seller)
    context = {
        "seller": seller,
        "owners": [member for member in team.members if member.role == SellerRole.OWNER],
        "others": sum(member.role != SellerRole.OWNER for member in team.members),
        "invitations": [one for one in team.invitations if one.role == SellerRole.OWNER],
        "failing": failing([member.user.email for member in team.members]),
        "form": form,
        "closing": closing(seller.account, request.now),
        "history": timeline.entries_about("team", str(seller.account_id), for_staff=True, limit=12),
    }
    return render(request, "console/sellers/account.html", context, status=status)
