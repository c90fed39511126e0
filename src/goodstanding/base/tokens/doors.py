"""From a token to the actor it stands for, at the time of use."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from django.http import HttpRequest

from goodstanding.base.people.doors import actor_of
from goodstanding.base.tokens.models import Token
from goodstanding.base.tokens.scopes import effective
from goodstanding.kit.actors import Actor, ActorKind, SellerRole, StaffRole


class Dead(StrEnum):
    """Why a token that exists opens nothing."""

    EXPIRED = "token_expired"
    REVOKED = "token_revoked"
    PERSON_INACTIVE = "person_inactive"


def why_dead(token: Token, at: datetime) -> Dead | None:
    """Why the token cannot be used now, or None."""
    if token.revoked_at is not None:
        return Dead.REVOKED
    if at >= token.expires_at:
        return Dead.EXPIRED
    if token.user is not None and not token.user.is_active:
        return Dead.PERSON_INACTIVE
    return None


def actor_behind(token: Token, request: HttpRequest) -> Actor:
    """Who acts: the person with her rights of this moment, or the machine with its role, narrowed by the token."""
    actor = _person(token, request) if token.user is not None else _machine(token)
    return replace(actor, token_id=token.pk, scopes=effective(actor, token.scopes))


def _person(token: Token, request: HttpRequest) -> Actor:
    request.user = token.user  # type: ignore[assignment]  # a token replaces whatever session came along
    actor = actor_of(request)
    if token.for_staff is not actor.is_staff:  # changed sides since: the token was issued for the other one
        return Actor(kind=ActorKind.SELLER, user_id=actor.user_id, name=actor.name)
    if token.account_id is not None:
        held = {account: role for account, role in actor.accounts.items() if account == token.account_id}
        return replace(actor, accounts=held)
    return actor


def _machine(token: Token) -> Actor:
    if token.account_id is None:
        roles = frozenset({StaffRole(token.role)})
        return Actor(kind=ActorKind.STAFF, user_id=None, name=token.name, staff_roles=roles)
    accounts = {token.account_id: SellerRole(token.role)}
    return Actor(kind=ActorKind.SELLER, user_id=None, name=token.name, accounts=accounts)
