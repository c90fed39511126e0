"""Who may see and do what with a case."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from goodstanding.kit.actors import Actor, StaffRole
from goodstanding.kit.errors import NotAllowed
from goodstanding.systems.cases.errors import StatusForbids
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.states import Permit
from goodstanding.systems.sellers import policies as sellers
from goodstanding.systems.sellers import queries as seller_queries
from goodstanding.systems.sellers.models import Seller
from goodstanding.systems.sellers.states import Permit as SellerPermit

# Whoever may work on cases at all; a queue narrows it down (cases.yaml).
WORKING_ROLES = (StaffRole.SUPPORT, StaffRole.REVIEWER, StaffRole.FINANCE)

_REFUSALS = {
    Permit.SELLER_WRITES: "This case is closed for good. Open a follow-up case: it refers to this one.",
    Permit.ANSWER: "This case is closed. Reopen it first.",
    Permit.CLOSE: "This case is closed already.",
    Permit.REOPEN: "Only a closed case can be reopened, and only within its window.",
    Permit.FOLLOW_UP: "This case is still open. Write in it instead of opening another one.",
    Permit.MERGE: "This case was joined with another one or put away. Take that back first.",
    Permit.PUT_AWAY: "This case was joined with another one or put away already.",
}


def can_read(actor: Actor, case: Case) -> bool:
    """The seller's team, associates, the system."""
    return sellers.can_read(actor, case.seller)


def can_write_as_seller(actor: Actor, seller: Seller) -> bool:
    """Whether `require_seller` would let the actor through."""
    return sellers.can_write(actor, seller)


def require_seller(actor: Actor, seller: Seller) -> None:
    """Raise NotAllowed unless the actor may act for the seller; every standing permits to ask and answer."""
    sellers.require_write(actor, seller)
    if not seller_queries.permits(seller, SellerPermit.ANSWER):
        raise NotAllowed(_("The standing of this account does not permit to write to the marketplace."))


def can_work(actor: Actor, queue_roles: Iterable[str]) -> bool:
    """Whether an associate may answer in a queue with these roles."""
    roles = [StaffRole(role) for role in queue_roles] or [*WORKING_ROLES]
    return actor.may_write and (actor.is_system or actor.has_staff_role(*roles))


def require_work(actor: Actor, queue_roles: Iterable[str]) -> None:
    """Raise NotAllowed unless the actor may answer in a queue with these roles, naming them."""
    roles = [StaffRole(role) for role in queue_roles] or [*WORKING_ROLES]
    if not actor.may_write:
        raise NotAllowed(_("You are looking at this account as its seller sees it. Nothing can be changed from here."))
    sellers.require_staff(actor, *roles)


def can(actor: Actor, roles: Iterable[str]) -> bool:
    """Whether an associate holds a right that the rulebook gives to these roles; administrators hold them all."""
    return actor.may_write and (actor.is_system or actor.has_staff_role(*(StaffRole(role) for role in roles)))


def require_right(actor: Actor, roles: Iterable[str]) -> None:
    """Raise NotAllowed, naming the roles, unless the actor holds a right that the rulebook gives to them."""
    if not actor.may_write:
        raise NotAllowed(_("You are looking at this account as its seller sees it. Nothing can be changed from here."))
    sellers.require_staff(actor, *(StaffRole(role) for role in roles))


def writer(actor: Actor) -> int:
    """Whose drafts are meant: the person's key, or 0, which is nobody's, for the system and machines."""
    return actor.user_id or 0


def can_see_internal(actor: Actor) -> bool:
    """Internal notes are for associates; one who views as a seller is none while doing so."""
    return (actor.is_staff or actor.is_system) and not actor.viewing_as_seller


def can_see_team_notes(actor: Actor, case: Case) -> bool:
    """The seller's private notes are for its own team, not for an associate who looks over its shoulder."""
    return not actor.viewing_as_seller and actor.role_in(case.seller.account_id) is not None


def require_status(case: Case, permit: Permit) -> None:
    """Raise StatusForbids unless the status of the case permits it."""
    if not case.permits(permit):
        raise StatusForbids(_REFUSALS[permit])
