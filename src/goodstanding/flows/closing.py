"""What stands open with an account across all systems, and closing it with that on record (ADR 227)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from goodstanding.kit.actors import Actor
from goodstanding.kit.periods import day_of
from goodstanding.systems.cases.queries.glance import living_of
from goodstanding.systems.orders import queries as orders
from goodstanding.systems.payouts import queries as payouts
from goodstanding.systems.performance import queries as performance
from goodstanding.systems.sellers import actions, queries
from goodstanding.systems.sellers.actions import ClosingWish
from goodstanding.systems.sellers.models import Closure, Seller
from goodstanding.systems.sellers.terms import terms_for


@dataclass(frozen=True, slots=True)
class StandsOpen:
    """How many things are open with an account, in all its stores. None of them keeps it from closing."""

    cases: int
    plans: int
    payouts: int
    to_ship: int
    claimable: int


def stands_open(seller: Seller, at: datetime) -> StandsOpen:
    """What is open with a seller's account at an instant. The caller has fetched the seller for this actor. Six queries."""
    keys = [one.pk for one in queries.sellers_of(seller.account)]
    today = day_of(at, seller.store.zone)
    return StandsOpen(
        cases=living_of(keys),
        plans=performance.owed_by(keys),
        payouts=payouts.under_way_of(keys),
        to_ship=orders.to_ship_of(keys, today=today),
        claimable=orders.claimable_of(keys, since=today - timedelta(days=terms_for(seller.store, at).claim_days)),
    )


@transaction.atomic
def ask_to_close(*, actor: Actor, seller_ref: str, reason: str, at: datetime) -> Closure:
    """Ask for the closing of an account, with what stood open then on record. Raises as `sellers.actions.ask_to_close`."""
    wish = _with_what_stands_open(actor, seller_ref, ClosingWish(reason=reason), at)
    return actions.ask_to_close(actor=actor, seller_ref=seller_ref, wish=wish, at=at)


@transaction.atomic
def give_notice(*, actor: Actor, seller_ref: str, wish: ClosingWish, at: datetime) -> Closure:
    """Close an account for the marketplace, with what stood open then on record. Raises as `sellers.actions.give_notice`."""
    return actions.give_notice(
        actor=actor, seller_ref=seller_ref, wish=_with_what_stands_open(actor, seller_ref, wish, at), at=at
    )


def _with_what_stands_open(actor: Actor, seller_ref: str, wish: ClosingWish, at: datetime) -> ClosingWish:
    return replace(wish, stands_open=asdict(stands_open(queries.seller_for(actor, seller_ref), at)))
