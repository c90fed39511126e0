"""API tokens of the marketplace: associates' own, and machines'."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from goodstanding.base.people import queries as people
from goodstanding.base.tokens import actions, policies, queries
from goodstanding.base.tokens.forms import ME, Choices, TokenForm
from goodstanding.base.tokens.words import live_count, rows_of
from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.kit.actors import Actor, StaffRole
from goodstanding.kit.errors import Refusal
from goodstanding.ui import refusing


@staff_page()
@never_cache
def tokens(request: StaffRequest) -> HttpResponse:
    """The tokens of the marketplace, and a new one: shown once, in the answer to the form that asked for it."""
    machines = _machines(request.actor)
    if request.method != "POST":
        return _page(request, TokenForm(machines=machines, to_staff=True))
    form = TokenForm(request.POST, machines=machines, to_staff=True)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        issued, secret = _issue(request, form)
    except Refusal as refusal:
        refusing.show(form, refusal)
        return _page(request, form, status=refusal.status)
    return _page(request, TokenForm(machines=machines, to_staff=True), issued=issued, secret=secret)


@require_POST
@staff_page()
def revocation(request: StaffRequest, token_ref: str) -> HttpResponse:
    """End a token at once."""
    actions.revoke(actor=request.actor, ref=token_ref, at=request.now)
    return redirect("console:tokens-list")


def _issue(request: StaffRequest, form: TokenForm) -> tuple[object, str]:
    asked = form.cleaned_data
    draft = actions.TokenDraft(name=asked["name"], scopes=asked["scopes"], days=int(asked["days"]))
    if asked.get("acts_as", ME) != ME:
        return actions.issue_to_machine(actor=request.actor, role=asked["acts_as"], draft=draft, at=request.now)
    person = people.person(request.actor.user_id)
    return actions.issue_to_person(actor=request.actor, user=person, draft=draft, at=request.now)


def _machines(actor: Actor) -> Choices:
    if not policies.may_manage_marketplace(actor):
        return ()
    return [
        (StaffRole.ADMINISTRATOR.value, _("a machine of the marketplace, limited by what it may")),
        (StaffRole.SUPPORT.value, _("a machine of seller support")),
    ]


def _page(
    request: StaffRequest, form: TokenForm, *, issued: object = None, secret: str = "", status: int = 200
) -> HttpResponse:
    rows = rows_of(queries.tokens_of_marketplace(request.actor), at=request.now)
    context = {
        "rows": rows,
        "live": live_count(rows),
        "form": form,
        "here": reverse("console:tokens-list"),
        "issued": issued,
        "secret": secret,
        "administrator": policies.may_manage_marketplace(request.actor),
        "may_issue": True,
    }
    return render(request, "console/tokens/list.html", context, status=status)
