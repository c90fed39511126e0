"""Reading sellers: fetch and authorise in one step."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db.models import QuerySet

from goodstanding.kit.actors import Actor, ActorKind, SellerRole
from goodstanding.kit.errors import NotFound
from goodstanding.systems.sellers import policies
from goodstanding.systems.sellers.models import Seller, Viewing
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


def viewing_by(actor: Actor, seller: Seller, *, at: datetime) -> Viewing | None:
    """The viewing through which an associate sees this seller's pages at an instant, if one is running."""
    running = Viewing.objects.filter(associate_id=actor.user_id, seller=seller, ended_at__isnull=True, ends_at__gt=at)
    return running.order_by("-pk").first() if actor.is_staff else None


def viewer_of(actor: Actor, seller: Seller, *, at: datetime) -> Actor | None:
    """An associate as a viewer of this seller: sees what a read-only colleague sees and may write nothing.

    None without a running viewing. No staff right survives in the viewer, so internal notes stay out of sight too.
    """
    if viewing_by(actor, seller, at=at) is None:
        return None
    return replace(
        actor,
        kind=ActorKind.SELLER,
        accounts={seller.account_id: SellerRole.READ_ONLY},
        staff_roles=frozenset(),
        viewing_as_seller=True,
    )
