"""Who may see and do what with a seller account."""

from __future__ import annotations

from django.utils.translation import gettext as _

from goodstanding.base.people.words import SELLER_ROLE_WORDS, STAFF_ROLE_WORDS
from goodstanding.kit.actors import Actor, SellerRole, StaffRole
from goodstanding.kit.errors import Conflict, NotAllowed, NotFound
from goodstanding.systems.sellers.models import Closure, Seller, SellerAccount
from goodstanding.systems.sellers.states import ClosureState
from goodstanding.systems.stores.models import Marketplace

WRITING_ROLES = {SellerRole.OWNER, SellerRole.SUPPORT, SellerRole.FINANCE}


def can_read(actor: Actor, seller: Seller) -> bool:
    """The seller's own team, associates and the system itself."""
    return actor.is_system or actor.is_staff or actor.role_in(seller.account_id) is not None


def can_write(actor: Actor, seller: Seller, *roles: SellerRole) -> bool:
    """Whether `require_write` would let the actor through; for pages that leave out what would be refused."""
    if actor.is_system:
        return True
    return actor.may_write and actor.role_in(seller.account_id) in (set(roles) or WRITING_ROLES)


def require_write(actor: Actor, seller: Seller, *roles: SellerRole) -> None:
    """Raise NotAllowed unless the actor may write for this seller in one of `roles` (default: all but read-only)."""
    if actor.is_system:
        return
    if not actor.may_write:
        raise NotAllowed(_("You are looking at this account as its seller sees it. Nothing can be changed from here."))
    allowed = set(roles) or WRITING_ROLES
    if actor.role_in(seller.account_id) not in allowed:
        names = ", ".join(sorted(str(SELLER_ROLE_WORDS[role]).lower() for role in allowed))
        raise NotAllowed(
            _("This needs one of these roles in the seller's team: %(roles)s. Ask an owner of the account.")
            % {"roles": names}
        )


def require_staff(actor: Actor, *roles: StaffRole) -> None:
    """Raise NotAllowed unless the actor is the system or an associate holding one of `roles`."""
    if actor.is_system or actor.has_staff_role(*roles):
        return
    names = ", ".join(sorted(str(STAFF_ROLE_WORDS[role]).lower() for role in roles or (StaffRole.ADMINISTRATOR,)))
    raise NotAllowed(_("This needs one of these roles: %(roles)s. Ask an administrator.") % {"roles": names})


def require_associate(actor: Actor) -> int:
    """The user id of the associate who acts, whatever the role. Raises NotAllowed for everybody else."""
    if not actor.is_staff or actor.user_id is None:
        raise NotAllowed(_("Only associates of the marketplace may do this."))
    return actor.user_id


def require_open(account: SellerAccount) -> None:
    """Raise Conflict for an account that is closed for good: nobody joins it any more."""
    if account.closed_at is not None:
        raise Conflict(_("This account is closed. Nobody can join its team, and its roles stay as they are."))


def can_take_back(actor: Actor, closure: Closure) -> bool:
    """Who may take a closing back: an owner what an owner asked for, while it is not final; an administrator any whose team
    still reads."""
    if actor.has_staff_role(StaffRole.ADMINISTRATOR):
        return closure.state in {ClosureState.ASKED, ClosureState.FINAL}
    return closure.pending and not closure.by_marketplace and can_write(actor, closure.seller, SellerRole.OWNER)


def require_sign_up_open(marketplace: Marketplace) -> None:
    """Raise NotFound while the operator takes no new sellers by sign-up."""
    if not marketplace.sign_up_open:
        raise NotFound(_("This marketplace takes no new sellers by sign-up. Ask the marketplace for an invitation."))
