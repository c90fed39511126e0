"""Reading sellers: fetch and authorise in one step."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from goodstanding.base.keyset import Page, page_of
from goodstanding.base.people.errors import DeadLink
from goodstanding.base.people.links import hash_of
from goodstanding.base.people.models import User
from goodstanding.base.prepared import Prepared
from goodstanding.kit.actors import Actor, ActorKind, SellerRole
from goodstanding.kit.errors import NotFound
from goodstanding.systems.sellers import policies
from goodstanding.systems.sellers.models import (
    Closure,
    Membership,
    Seller,
    SellerAccount,
    SignUp,
    StandingChange,
    TeamInvitation,
    Viewing,
)
from goodstanding.systems.sellers.states import PERMITTED_WHEN_CLOSED, Permit, Standing
from goodstanding.systems.sellers.states import permits as standing_permits
from goodstanding.ui.paging import Cursor

PAGE = 50
FEW = 12
COUNT_LIMIT = 10_000
ORDERS = {
    "name": ("name", "id"),
    "-name": ("-name", "-id"),
    "joined": ("joined_at", "id"),
    "-joined": ("-joined_at", "-id"),
    "since": ("standing_since", "id"),
    "-since": ("-standing_since", "-id"),
}


def _of_accounts(*, accounts: Sequence[int]) -> QuerySet[Seller]:
    found = Seller.objects.select_related("store", "account").filter(account_id__in=accounts)
    return found.order_by("store__code", "pk")[:FEW]


_first_of = Prepared(_of_accounts, one_plan=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class SellerFilter:
    """Which sellers a list shows; empty values don't narrow. `text` is found in names and begins ids."""

    text: str = ""
    standing: str = ""
    store_code: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody's place in the team of an account that is open: `alone` where nobody else owns it, `closes_at` where it is about
    to close. `seller_ref` is the account in its first store, empty where it sells in none."""

    account: str
    seller_ref: str
    alone: bool
    closes_at: datetime | None


@dataclass(frozen=True, slots=True)
class Team:
    """An account's members (owners first) and its invitations that are neither accepted nor taken back."""

    members: Sequence[Membership]
    invitations: Sequence[TeamInvitation]


def visible_to(actor: Actor) -> QuerySet[Seller]:
    """Every seller the actor may see, unordered: associates see all, a team its own, nobody else any."""
    sellers = Seller.objects.select_related("store", "account")
    if actor.is_staff or actor.is_system:
        return sellers
    return sellers.filter(account_id__in=list(actor.accounts))


def places_of(actor: Actor, user_id: int) -> Sequence[Place]:
    """Somebody's places in teams whose account is not closed for good, in the order in which she came. For associates; for
    others none. Two queries."""
    if not actor.is_staff:
        return []
    held = Membership.objects.filter(user_id=user_id, account__closed_at__isnull=True).select_related("account")
    places = list(held.order_by("since", "pk"))
    owners = Membership.objects.filter(role=SellerRole.OWNER, user__is_active=True).exclude(user_id=user_id)
    shared = set(owners.filter(account__in=[one.account_id for one in places]).values_list("account_id", flat=True))
    first = Seller.objects.filter(account__in=[one.account_id for one in places]).order_by("-store__code", "-pk")
    refs = dict(first.values_list("account_id", "ref"))
    return [
        Place(
            account=one.account.name,
            seller_ref=refs.get(one.account_id, ""),
            alone=one.role == SellerRole.OWNER and one.account_id not in shared,
            closes_at=one.account.closes_at,
        )
        for one in places
    ]


def works_somewhere(user_id: int) -> bool:
    """Whether somebody is in a team whose account is not closed for good."""
    return Membership.objects.filter(user_id=user_id, account__closed_at__isnull=True).exists()


def closed_with(user_id: int) -> int:
    """In how many accounts that are closed for good somebody still has a place."""
    return Membership.objects.filter(user_id=user_id, account__closed_at__isnull=False).count()


def first_of(actor: Actor) -> list[Seller]:
    """The first stores and accounts that a person of a seller's team sells with."""
    return _first_of.rows(accounts=list(actor.accounts)) if actor.accounts else []


def seller_for(actor: Actor, ref: str, *, lock: bool = False) -> Seller:
    """The seller with this reference. Raises NotFound for strangers."""
    found = visible_to(actor).filter(ref=ref)
    if lock:
        found = found.select_for_update(of=("self",))
    seller = found.first()
    if seller is None:
        raise _unknown()
    require_seen(actor, seller)
    return seller


def require_seen(actor: Actor, seller: Seller) -> None:
    """For a seller that somebody else has fetched: raise NotFound unless the actor may see it."""
    if not policies.can_read(actor, seller):
        raise _unknown()


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
        raise NotFound(_("There is no such seller here.%(hint)s") % {"hint": hint})
    return rows[0]


def listed(
    actor: Actor, *, standing: Standing | None = None, store_code: str = "", after: int = 0, limit: int = 50
) -> list[Seller]:
    """A page of the sellers the actor may see, in the order in which they joined; `after` is the key of the last one seen."""
    found = visible_to(actor).filter(pk__gt=after)
    if standing is not None:
        found = found.filter(standing=standing)
    if store_code:
        found = found.filter(store__code=store_code)
    return list(found.order_by("pk")[:limit])


def by_id(seller_id: int) -> Seller:
    """A seller by key, for reactions and tasks. Raises NotFound."""
    seller = Seller.objects.select_related("store", "account").filter(pk=seller_id).first()
    if seller is None:
        raise _unknown()
    return seller


def permits(seller: Seller, permit: Permit) -> bool:
    """What the seller's standing permits, as far as the account is not closed; ask this instead of comparing standings."""
    if not standing_permits(Standing(seller.standing), permit):
        return False
    return permit in PERMITTED_WHEN_CLOSED or seller.account.closed_at is None


def team_addresses(seller: Seller) -> list[tuple[int, str, str]]:
    """User id, e-mail and name of everyone in the seller's team who may act, owners first."""
    rows = seller.account.memberships.filter(user__is_active=True).exclude(role="read_only").select_related("user")
    ordered = sorted(rows, key=lambda m: (m.role != "owner", m.pk))
    return [(m.user_id, m.user.email, m.user.name) for m in ordered]


def people_of(seller: Seller) -> list[User]:
    """Everybody in the team of a seller's account who may sign in, whatever the role."""
    rows = seller.account.memberships.filter(user__is_active=True).select_related("user").order_by("pk")
    return [member.user for member in rows]


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
    # Not dataclasses.replace: doors hand in a lazy actor, which is none of its kind.
    return Actor(
        kind=ActorKind.SELLER,
        user_id=actor.user_id,
        name=actor.name,
        accounts={seller.account_id: SellerRole.READ_ONLY},
        viewing_as_seller=True,
    )


def directory(
    actor: Actor, *, where: SellerFilter, sort: str, cursor: Cursor | None, limit: int = PAGE
) -> Page[Seller]:
    """A page of the sellers the actor may see, narrowed and sorted; `sort` is a key of ORDERS."""
    return page_of(_narrowed(actor, where), order=ORDERS.get(sort, ORDERS["name"]), cursor=cursor, limit=limit)


def team_of(actor: Actor, seller: Seller) -> Team:
    """The team of a seller's account. The caller has fetched the seller for this actor."""
    members = seller.account.memberships.select_related("user").order_by("pk")
    waiting = seller.account.invitations.filter(accepted_at__isnull=True, revoked_at__isnull=True)
    return Team(
        members=sorted(members[:500], key=lambda member: member.role != SellerRole.OWNER),
        invitations=list(waiting.select_related("invited_by").order_by("-sent_at")[:100]),
    )


def invitation_by(secret: str, *, at: datetime, lock: bool = False) -> TeamInvitation:
    """The open invitation behind a link. Raises NotFound for a link that is unknown, used, taken back or expired."""
    found = TeamInvitation.objects.select_related("account", "invited_by").filter(token_hash=hash_of(secret))
    if lock:
        found = found.select_for_update(of=("self",))
    invitation = found.first()
    if invitation is None or not invitation.is_open(at):
        raise DeadLink(_("This invitation does not work any more. Ask the person who invited you for a new one."))
    return invitation


def closure_of(seller: Seller) -> Closure | None:
    """The newest closing of a seller's account, whatever became of it. The caller has fetched the seller for this actor."""
    return seller.account.closures.select_related("seller__store", "account").order_by("-pk").first()


def closure_by_id(closure_id: int) -> Closure:
    """A closing by key, for reactions and tasks."""
    return Closure.objects.select_related("seller__store", "seller__account", "account").get(pk=closure_id)


def sellers_of(account: SellerAccount) -> Sequence[Seller]:
    """An account in every store it sells in. The caller has fetched one of them for this actor."""
    return list(account.sellers.select_related("store", "account").order_by("store__code", "pk"))


def viewings_of(seller: Seller, *, limit: int = 20) -> Sequence[Viewing]:
    """The newest viewings of a seller by associates."""
    return list(seller.viewings.select_related("associate").order_by("-pk")[:limit])


def standing_history(seller: Seller, *, limit: int = 50) -> Sequence[StandingChange]:
    """The newest changes of standing with their reasons, newest first."""
    return list(seller.standing_changes.order_by("-pk")[:limit])


_WORST_FIRST = [Standing.SUSPENDED, Standing.RESTRICTED, Standing.AT_RISK, Standing.REINSTATED, Standing.NORMAL]


def first_to_show(actor: Actor) -> Seller | None:
    """Of a person's own sellers the one that stands worst: what needs her is most likely there. None without any."""
    rank = Case(
        *[When(standing=s.value, then=Value(n)) for n, s in enumerate(_WORST_FIRST)], output_field=IntegerField()
    )
    return visible_to(actor).annotate(rank=rank).order_by("rank", "store__code", "pk").first()


def _others(*, account: int, seller: int) -> QuerySet[Seller]:
    others = Seller.objects.select_related("store").filter(account_id=account).exclude(pk=seller)
    return others.order_by("store__code")[:PAGE]


_siblings = Prepared(_others, one_plan=True)


def siblings(seller: Seller) -> Sequence[Seller]:
    """The same account in other stores."""
    return _siblings.rows(account=seller.account_id, seller=seller.pk)


def sign_up_by(secret: str, *, at: datetime) -> SignUp:
    """The application behind a sign-up link. Raises NotFound for a link that is unknown, used or too old."""
    asked = SignUp.objects.select_related("store").filter(token_hash=hash_of(secret)).first()
    if asked is None or asked.used_at is not None or at >= asked.expires_at:
        raise DeadLink(_("This link does not work any more. Sign up again to get a new one."))
    return asked


def count_of(actor: Actor, *, where: SellerFilter) -> int:
    """How many sellers `directory` would list in all, counted up to COUNT_LIMIT."""
    return _narrowed(actor, where).order_by()[: COUNT_LIMIT + 1].count()


def _narrowed(actor: Actor, where: SellerFilter) -> QuerySet[Seller]:
    found = visible_to(actor)
    if where.text:
        text = where.text
        found = found.filter(Q(name__icontains=text) | Q(external_id__istartswith=text) | Q(ref__istartswith=text))
    if where.standing:
        found = found.filter(standing=where.standing)
    if where.store_code:
        found = found.filter(store__code=where.store_code)
    return found


def names_of(seller_ids: Collection[int]) -> dict[int, Seller]:
    """Sellers by key, in one query, for lists that only hold keys. The caller has authorised the list."""
    return Seller.objects.in_bulk(list(seller_ids)) if seller_ids else {}


def refs_by_id() -> dict[int, str]:
    """Every seller's reference by key, for exports. The caller has authorised the export."""
    return dict(Seller.objects.values_list("pk", "ref"))


def _standings() -> QuerySet[Any, tuple[Any, ...]]:  # Any: a values_list
    return Seller.objects.order_by().values("standing").annotate(n=Count("pk")).values_list("standing", "n")


_all_standings = Prepared(_standings)


def standing_counts(actor: Actor) -> dict[Standing, int]:
    """How many sellers stand how, for associates; raises NotFound for others. One grouped query on an index."""
    if not actor.is_staff and not actor.is_system:
        raise NotFound(_("There is nothing at this address."))
    return {Standing(standing): n for standing, n in _all_standings.rows()}


def _unknown() -> NotFound:
    return NotFound(_("There is no such seller account here."))
