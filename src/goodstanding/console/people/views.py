"""The marketplace's associates: who they are, what they may do, when they signed in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodstanding.base.people import actions, queries
from goodstanding.base.people.words import STAFF_ROLE_WORDS
from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.console.people.forms import InviteForm, RolesForm
from goodstanding.kit.actors import StaffRole
from goodstanding.kit.errors import Conflict, Invalid
from goodstanding.ui.tables import Sort, Table

SESSIONS = Table(columns=(), default_sort=Sort("at", descending=True))
ADMINISTRATOR = StaffRole.ADMINISTRATOR


@staff_page(ADMINISTRATOR)
def people(request: StaffRequest) -> HttpResponse:
    """Associates with roles and last sign-in, open invitations, and the record of sessions."""
    return _page(request, InviteForm())


@require_POST
@staff_page(ADMINISTRATOR)
def invite(request: StaffRequest) -> HttpResponse:
    """Send an invitation."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    said = form.cleaned_data
    try:
        actions.invite_associate(actor=request.actor, email=said["email"], roles=said["roles"], at=request.now)
    except (Conflict, Invalid) as refusal:
        form.add_error(refusal.field or None, refusal.message)
        return _page(request, form, status=refusal.status)
    messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": said["email"]})
    return redirect("console:people-list")


@require_POST
@staff_page(ADMINISTRATOR)
def resend(request: StaffRequest, invitation_id: int) -> HttpResponse:
    """Send an invitation again, with a new link."""
    actions.resend_invitation(actor=request.actor, invitation_id=invitation_id, at=request.now)
    messages.success(request, _("A new link is on its way; the earlier one no longer works."))
    return redirect("console:people-list")


@require_POST
@staff_page(ADMINISTRATOR)
def revoke(request: StaffRequest, invitation_id: int) -> HttpResponse:
    """Take an invitation back."""
    actions.revoke_invitation(actor=request.actor, invitation_id=invitation_id, at=request.now)
    messages.success(request, _("The invitation is taken back; its link no longer works."))
    return redirect("console:people-list")


@require_POST
@staff_page(ADMINISTRATOR)
def change_roles(request: StaffRequest, user_id: int) -> HttpResponse:
    """Give an associate other roles."""
    form = RolesForm(request.POST)
    roles = form.cleaned_data["roles"] if form.is_valid() else []
    actions.change_roles(actor=request.actor, user_id=user_id, roles=roles, at=request.now)
    messages.success(request, _("The roles are changed. They hold from the next click on."))
    return redirect("console:people-list")


@require_POST
@staff_page(ADMINISTRATOR)
def dismiss(request: StaffRequest, user_id: int) -> HttpResponse:
    """End an associate's access."""
    actions.dismiss(actor=request.actor, user_id=user_id, at=request.now)
    messages.success(
        request,
        _(
            "The access is ended and every session closed. "
            "Cases that this person had stay until they are handed over: Cases, Workload."
        ),
    )
    return redirect("console:people-list")


def _page(request: StaffRequest, form: InviteForm, *, status: int = 200) -> HttpResponse:
    view = SESSIONS.read(request.GET)
    sessions = queries.sessions(request.actor, cursor=view.cursor, limit=25)
    associates = queries.associates(request.actor)
    context = {
        "associates": associates,
        "with_factor": queries.with_second_factor(associates),
        "invitations": queries.open_staff_invitations(request.actor),
        "roles": [(role.value, word) for role, word in STAFF_ROLE_WORDS.items()],
        "sessions": sessions.rows,
        "newer": view.newer_url(sessions.newer),
        "older": view.older_url(sessions.older),
        "mfa_required": request.marketplace.staff_mfa_required,
        "form": form,
    }
    return render(request, "console/people/people.html", context, status=status)
