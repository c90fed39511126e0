"""Reading tokens: fetch and authorise in one step."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from goodstanding.base.prepared import Prepared
from goodstanding.base.tokens import policies, rules
from goodstanding.base.tokens.models import Token
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import NotFound

SHOWN = 200


def token_by_secret(text: str) -> Token | None:
    """The token with this secret, live or not, with its person; None for anything else."""
    if not rules.has_shape(text):
        return None
    return _with_digest.first(digest=rules.digest_of(text))


def _having(*, digest: str) -> QuerySet[Token]:
    return Token.objects.select_related("user").filter(digest=digest)


_with_digest = Prepared(_having, one_plan=True)  # every request of a program asks it (ADR 81)


def token_for(actor: Actor, ref: str, *, lock: bool = False) -> Token:
    """The token with this reference. Raises NotFound for strangers, NotAllowed for colleagues of whoever looks after it."""
    found = Token.objects.filter(ref=ref)
    token = (found.select_for_update() if lock else found).first()
    if token is None or not (policies.can_see(actor, token) or policies.is_colleague(actor, token)):
        raise NotFound(_("There is no such token here."))
    policies.require_sight(actor, token)
    return token


def by_id(token_id: int) -> Token:
    """The token a request was signed in with."""
    return Token.objects.get(pk=token_id)


def tokens_of_account(actor: Actor, account_id: int) -> Sequence[Token]:
    """Tokens that act in a seller account, newest first, live ones before revoked: all for owners, else one's own."""
    if actor.role_in(account_id) is None:
        raise NotFound(_("There is no such seller account here."))
    found = Token.objects.filter(Q(account_id=account_id) | Q(account_id__isnull=True, user=actor.user_id))
    if not policies.may_manage_account(actor, account_id):
        found = found.filter(user=actor.user_id)
    return _listed(found.filter(for_staff=False))


def tokens_of_marketplace(actor: Actor) -> Sequence[Token]:
    """Tokens of the marketplace's side, newest first, live ones before revoked: all for administrators, else one's own."""
    if not actor.is_staff:
        raise NotFound(_("There is nothing here."))
    found = Token.objects.filter(for_staff=True)
    if not policies.may_manage_marketplace(actor):
        found = found.filter(user=actor.user_id)
    return _listed(found)


def _listed(found: QuerySet[Token]) -> Sequence[Token]:
    newest = list(found.select_related("user").order_by("-pk")[:SHOWN])
    return sorted(newest, key=lambda token: token.revoked_at is not None)
