"""Reading sellers: fetch and authorise in one step."""

from __future__ import annotations

from django.db.models import QuerySet

from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import NotFound
from goodstanding.systems.sellers import policies
from goodstanding.systems.sellers.models import Seller
from goodstanding.systems.sellers.states import Permit, Standing
from goodstanding.systems.sellers.states import permits as standing_permits


def visible_to(actor: Actor) -> QuerySet[Seller]:
    """Every seller the actor may see, unordered: associates see all, a team its own, nobody else any."""
    sellers = Seller.objects.select_related("store", "account")
    if actor.is_staff or actor.is_system:
        return sellers
    return sellers.filter(account_id__in=list(actor.accounts))


def seller_for(actor: Actor, ref: str, *, lock: bool = False) -> Seller:
    """The seller with this reference. Raises NotFound for strangers."""
    found = visible_to(actor).filter(ref=ref)
    if lock:
        found = found.select_for_update(of=("self",))
    seller = found.first()
    if seller is None or not policies.can_read(actor, seller):
        raise NotFound("There is no such seller account here.")
    return seller


def seller_by_external_id(actor: Actor, external_id: str, store_code: str = "") -> Seller:
    """The seller an integrator knows by its own id. With the same id in several stores, the store's code decides.

    Raises NotFound for strangers and for an ambiguous id without a store.
    """
    found = visible_to(actor).filter(external_id=external_id)
    if store_code:
        found = found.filter(store__code=store_code)
    rows = list(found.order_by("store__code")[:2])
    if len(rows) != 1:
        hint = " It exists in several stores: name one with ?store=." if rows else ""
        raise NotFound(f"There is no such seller here.{hint}")
    return rows[0]


def by_id(seller_id: int) -> Seller:
    """A seller by key, for reactions and tasks. Raises NotFound."""
    seller = Seller.objects.select_related("store", "account").filter(pk=seller_id).first()
    if seller is None:
        raise NotFound("There is no such seller account here.")
    return seller


def permits(seller: Seller, permit: Permit) -> bool:
    """What the seller's standing permits; ask this instead of comparing standings."""
    return standing_permits(Standing(seller.standing), permit)


def team_addresses(seller: Seller) -> list[tuple[int, str, str]]:
    """User id, e-mail and name of everyone in the seller's team who may act, owners first."""
    rows = seller.account.memberships.filter(user__is_active=True).exclude(role="read_only").select_related("user")
    ordered = sorted(rows, key=lambda m: (m.role != "owner", m.pk))
    return [(m.user_id, m.user.email, m.user.name) for m in ordered]
