"""Who may see a seller's payouts, and who may tell of them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from goodstanding.base.people.words import SELLER_ROLE_WORDS
from goodstanding.kit.actors import Actor, SellerRole
from goodstanding.kit.errors import NotAllowed
from goodstanding.systems.sellers.models import Seller

# Money is the business of owners and of finance; who is read-only sees everything and changes nothing.
READERS = frozenset({SellerRole.OWNER, SellerRole.FINANCE, SellerRole.READ_ONLY})


def can_read(actor: Actor, seller: Seller) -> bool:
    """Associates, the system itself, and those of the team whose role has to do with money."""
    return actor.is_system or actor.is_staff or actor.role_in(seller.account_id) in READERS


def require_read(actor: Actor, seller: Seller) -> None:
    """Raise NotAllowed, naming the roles, for a colleague whose role has nothing to do with money."""
    if not can_read(actor, seller):
        names = ", ".join(sorted(str(SELLER_ROLE_WORDS[role]).lower() for role in READERS))
        raise NotAllowed(
            _("Payments need one of these roles in the seller's team: %(roles)s. Ask an owner of the account.")
            % {"roles": names}
        )
