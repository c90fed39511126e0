"""API tokens of a seller's team."""

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
from goodstanding.kit.actors import SellerRole
from goodstanding.kit.errors import Refusal
from goodstanding.portal.doors import SellerRequest, seller_page
from goodstanding.ui import refusing
from goodstanding.ui.frame import Crumb


@seller_page
@never_cache
def tokens(request: SellerRequest, seller_ref: str) -> HttpResponse:
    """The tokens that act in this account, and a new one: shown once, in the answer to the form that asked for it."""
    if request.method != "POST":
        return _page(request, TokenForm(machines=_machines(request), to_staff=False))
    form = TokenForm(request.POST, machines=_machines(request), to_staff=False)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        issued, secret = _issue(request, form)
    except Refusal as refusal:
        refusing.show(form, refusal)
        return _page(request, form, status=refusal.status)
    fresh = TokenForm(machines=_machines(request), to_staff=False)
    return _page(request, fresh, issued=issued, secret=secret)


@require_POST
@seller_page
def revocation(request: SellerRequest, seller_ref: str, token_ref: str) -> HttpResponse:
    """End a token at once."""
    actions.revoke(actor=request.actor, ref=token_ref, seller_id=request.seller.pk, at=request.now)
    return redirect("portal:tokens-list", seller_ref=seller_ref)


def _issue(request: SellerRequest, form: TokenForm) -> tuple[object, str]:
    asked = form.cleaned_data
    draft = actions.TokenDraft(
        name=asked["name"],
        scopes=asked["scopes"],
        days=int(asked["days"]),
        account_id=request.seller.account_id,
        seller_id=request.seller.pk,
    )
    if asked.get("acts_as", ME) != ME:
        return actions.issue_to_machine(actor=request.actor, role=asked["acts_as"], draft=draft, at=request.now)
    person = people.person(request.actor.user_id)
    return actions.issue_to_person(actor=request.actor, user=person, draft=draft, at=request.now)


def _machines(request: SellerRequest) -> Choices:
    if not policies.may_manage_account(request.actor, request.seller.account_id):
        return ()
    return [
        (SellerRole.READ_ONLY.value, _("a machine that reads")),
        (SellerRole.SUPPORT.value, _("a machine that reads and answers")),
        (SellerRole.FINANCE.value, _("a machine of finance")),
        (SellerRole.OWNER.value, _("a machine with an owner's rights")),
    ]


def _page(
    request: SellerRequest, form: TokenForm, *, issued: object = None, secret: str = "", status: int = 200
) -> HttpResponse:
    account = request.seller.account_id
    viewer = request.actor.viewing_as_seller
    rows = [] if viewer else rows_of(queries.tokens_of_account(request.actor, account), at=request.now)
    team = reverse("portal:home", kwargs={"seller_ref": request.seller.ref}) + "team/"
    context = {
        "rows": rows,
        "live": live_count(rows),
        "form": form,
        "here": reverse("portal:tokens-list", kwargs={"seller_ref": request.seller.ref}),
        "issued": issued,
        "secret": secret,
        "owner": policies.may_manage_account(request.actor, account),
        "may_issue": request.actor.may_write,
        "crumbs": [Crumb(label=_("Team"), url=team), Crumb(label=_("API tokens"))],
    }
    return render(request, "portal/tokens/list.html", context, status=status)
