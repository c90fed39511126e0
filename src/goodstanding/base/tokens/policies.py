"""Who may issue and revoke API tokens."""

from __future__ import annotations

from django.utils.translation import gettext as _

from goodstanding.base.tokens.models import Token
from goodstanding.kit.actors import Actor, SellerRole, StaffRole
from goodstanding.kit.errors import NotAllowed


def require_person(actor: Actor) -> None:
    """Raise NotAllowed for machines, for tokens (one cannot make another) and while viewing as a seller."""
    if actor.is_system:
        return
    if not actor.may_write:
        raise NotAllowed(_("You are looking at this account as its seller sees it. Nothing can be changed from here."))
    if actor.user_id is None or actor.token_id is not None:
        raise NotAllowed(_("Tokens are issued and revoked by a signed-in person, not through the API."))


def may_manage_account(actor: Actor, account_id: int) -> bool:
    """Owners look after every token that acts in their account."""
    return actor.role_in(account_id) is SellerRole.OWNER


def may_manage_marketplace(actor: Actor) -> bool:
    """Administrators look after every token of the marketplace's side."""
    return actor.has_staff_role(StaffRole.ADMINISTRATOR)


def require_machine(actor: Actor, account_id: int | None) -> None:
    """Raise NotAllowed unless the actor may issue tokens for machines of this account or of the marketplace."""
    if actor.is_system:
        return
    if account_id is None and not may_manage_marketplace(actor):
        raise NotAllowed(_("Tokens for machines of the marketplace are issued by administrators."))
    if account_id is not None and not may_manage_account(actor, account_id):
        raise NotAllowed(_("Tokens for machines are issued by the owners of the account."))


def can_see(actor: Actor, token: Token) -> bool:
    """One's own tokens; owners those of their account; administrators those of the marketplace's side."""
    if actor.is_system or (token.user_id is not None and token.user_id == actor.user_id):
        return True
    if token.for_staff:
        return may_manage_marketplace(actor)
    return token.account_id is not None and may_manage_account(actor, token.account_id)


def is_colleague(actor: Actor, token: Token) -> bool:
    """Somebody of the same side and account, who may know that the token is there."""
    if token.for_staff:
        return actor.is_staff
    return token.account_id is not None and actor.role_in(token.account_id) is not None


def require_sight(actor: Actor, token: Token) -> None:
    """Raise NotAllowed for a colleague's token."""
    if not can_see(actor, token):
        who = "administrators" if token.for_staff else "owners of the account"
        raise NotAllowed(_("This is somebody else's token. Only its person and %(who)s look after it.") % {"who": who})
