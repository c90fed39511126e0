"""Reading orders: fetch and authorise in one step."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.utils.translation import gettext as _

from goodstanding.base.prepared import Prepared
from goodstanding.base.sealing.seals import unseal
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import NotAllowed, NotFound
from goodstanding.systems.orders.errors import OrderNotFound
from goodstanding.systems.orders.models import BuyerContact, BuyerMessage, Order, OrderEvent, Package
from goodstanding.systems.orders.states import OrderState
from goodstanding.systems.sellers import queries as sellers
from goodstanding.systems.sellers.models import Seller
from goodstanding.ui.paging import Cursor


def orders_of(seller: Seller) -> QuerySet[Order]:
    """Every order of a seller whose reading was authorised already. Bound and order it before use."""
    return Order.objects.filter(seller=seller)


def order_for(actor: Actor, seller_ref: str, external_id: str) -> Order:
    """One order of a seller the actor may read. Raises NotFound for strangers."""
    seller = sellers.seller_for(actor, seller_ref)
    order = orders_of(seller).filter(external_id=external_id).first()
    if order is None:
        raise OrderNotFound
    order.seller = seller
    return order


def orders_named(seller: Seller, ids: Sequence[str], *, limit: int = 5) -> Sequence[Order]:
    """The orders of a seller with these ids, newest first; ids it has no order of are left out. One query."""
    found = orders_of(seller).filter(external_id__in=list(ids)).order_by("-placed_at", "-pk")[:limit]
    orders = list(found)
    for order in orders:
        order.seller = seller
    return orders


def events_about(order: Order, *, limit: int = 200) -> Sequence[OrderEvent]:
    """What happened to an order, oldest first."""
    return list(order.events.order_by("occurred_at", "pk")[:limit])


def packages_of(order: Order) -> list[Package]:
    """The packages of an order that has several, in the order of their confirmation; empty for one in a single package.

    That one is told by the order itself. No query unless there are several.
    """
    if order.last_shipped_at is None:
        return []
    packages = list(order.packages.order_by("number"))
    for package in packages:
        package.order = order
    return packages


def parcels_of(order: Order) -> list[Package]:
    """Everything the order was shipped in, a single package included; empty before the shipment. At most one query.

    The single one is no row of its own: it is told by the order, and must not be saved.
    """
    if order.shipped_at is None or order.last_shipped_at is not None:
        return packages_of(order)
    return [
        Package(
            order=order, seller_id=order.seller_id, number=1, carrier=order.carrier, tracking_id=order.tracking_id,
            ship_from=order.ship_from, shipped_at=order.shipped_at, first_scan_at=order.first_scan_at,
            delivered_at=order.delivered_at, marks=order.marks,
        )
    ]  # fmt: skip


def state_of(order: Order) -> OrderState:
    """Where the order stands."""
    if order.cancelled_at is not None and (order.shipped_at is None or order.cancelled_at < order.shipped_at):
        return OrderState.CANCELLED
    if order.delivered_at is not None:
        return OrderState.DELIVERED
    return OrderState.SHIPPED if order.shipped_at is not None else OrderState.PLACED


@dataclass(frozen=True, slots=True)
class OrderPage:
    """A page of orders, newest first, with the places to go on from."""

    orders: list[Order]
    older: Cursor | None
    newer: Cursor | None


@dataclass(frozen=True, slots=True)
class OrdersAsked:
    """Which orders are asked for. `search` is how an order's id begins; `to_ship` leaves only those still to be shipped."""

    search: str = ""
    to_ship: bool = False


def newest_orders(
    seller: Seller, asked: OrdersAsked | None = None, *, after: Cursor | None = None, limit: int = 25
) -> OrderPage:
    """A page of a seller's orders, newest first. A damaged cursor is the first page."""
    asked = asked or OrdersAsked()
    found = orders_of(seller)
    if asked.search:
        found = found.filter(external_id__startswith=asked.search)
    if asked.to_ship:
        found = found.filter(shipped_at__isnull=True, cancelled_at__isnull=True, channel="mfn")
    place = _place(after)
    backwards = place is not None and after is not None and after.backwards
    if place is not None:
        at, key = place
        beyond = {"placed_at__gt" if backwards else "placed_at__lt": at}
        level = {"placed_at": at, "pk__gt" if backwards else "pk__lt": key}
        found = found.filter(Q(**beyond) | Q(**level))
    ordered = found.order_by("placed_at", "pk") if backwards else found.order_by("-placed_at", "-pk")
    rows = list(ordered[: limit + 1])
    more, rows = len(rows) > limit, rows[:limit]
    if backwards:
        rows.reverse()
    older = _cursor(rows[-1]) if rows and (more or backwards) else None
    newer = _cursor(rows[0], backwards=True) if rows and place is not None and (more or not backwards) else None
    return OrderPage(rows, older, newer)


def _cursor(order: Order, *, backwards: bool = False) -> Cursor:
    return Cursor((order.placed_at.isoformat(), str(order.pk)), backwards)


def _place(cursor: Cursor | None) -> tuple[datetime, int] | None:
    try:
        at, key = cursor.values if cursor else ("", "")
        parsed = datetime.fromisoformat(at)
        return (parsed.astimezone(UTC), int(key)) if parsed.tzinfo else None
    except (ValueError, OverflowError):  # made up, or an instant at the ends of the calendar
        return None


@dataclass(frozen=True, slots=True)
class ShipmentsDue:
    """Orders that the seller still has to ship: past their ship-by, and due soon."""

    overdue: int
    first_overdue_at: datetime | None
    soon: int
    first_soon_at: datetime | None


LONGEST_OPEN_DAYS = 60


def _unshipped(*, seller: int, first: date, until: datetime, now: datetime) -> QuerySet[Any, tuple[Any, ...]]:
    """Counts and first instants before and after `now`, as one row; none without orders."""
    waiting = Order.objects.filter(seller=seller, shipped_at__isnull=True, cancelled_at__isnull=True, channel="mfn")
    overdue, soon = Q(ship_by_at__lt=now), Q(ship_by_at__gte=now)
    counted = waiting.filter(ship_by_on__gte=first, ship_by_at__lte=until).order_by().values("seller_id")
    return counted.annotate(
        overdue=Count("pk", filter=overdue),
        first_overdue_at=Min("ship_by_at", filter=overdue),
        soon=Count("pk", filter=soon),
        first_soon_at=Min("ship_by_at", filter=soon),
    ).values_list("overdue", "first_overdue_at", "soon", "first_soon_at")


_unshipped_due = Prepared(_unshipped)


def unshipped_due(seller: Seller, *, now: datetime, until: datetime) -> ShipmentsDue:
    """Unshipped orders whose ship-by has passed within LONGEST_OPEN_DAYS, or comes before `until`. One query on an index."""
    first = (now - timedelta(days=LONGEST_OPEN_DAYS)).date()
    found = _unshipped_due.first(seller=seller.pk, first=first, until=until, now=now)
    return ShipmentsDue(*(found or (0, None, 0, None)))


def to_ship_of(seller_ids: Collection[int], *, today: date) -> int:
    """How many orders these sellers still have to ship themselves, ship-by not older than LONGEST_OPEN_DAYS. Reading was
    authorised already. One query."""
    waiting = Order.objects.filter(shipped_at__isnull=True, cancelled_at__isnull=True, channel="mfn")
    first = today - timedelta(days=LONGEST_OPEN_DAYS)
    return waiting.filter(seller_id__in=list(seller_ids), ship_by_on__gte=first).count()


def claimable_of(seller_ids: Collection[int], *, since: date) -> int:
    """How many orders of these sellers were to be delivered on this day or later, so that a buyer may still claim; where nothing
    was promised, ordered then. Reading was authorised already. One query."""
    promised = Q(deliver_by_on__gte=since) | Q(deliver_by_on__isnull=True, ordered_on__gte=since)
    return Order.objects.filter(promised, seller_id__in=list(seller_ids), cancelled_at__isnull=True).count()


def orders_of_sku(seller: Seller, sku: str, *, limit: int = 10) -> Sequence[Order]:
    """The seller's newest orders led by this very SKU."""
    return list(orders_of(seller).filter(lead_sku=sku).order_by("-placed_at", "-id")[:limit])


def has_sold(seller: Seller, sku: str) -> bool:
    """Whether any order of the seller holds this very SKU. Reading was authorised already."""
    if orders_of(seller).filter(lead_sku=sku).exists():
        return True
    near = orders_of(seller).filter(lines__icontains=sku).order_by("-placed_at", "-id").values_list("lines", flat=True)
    return any(line.get("sku") == sku for lines in near[:200] for line in lines)


def newest_skus(seller: Seller, *, limit: int = 40) -> Sequence[str]:
    """SKUs of the seller's newest orders, each once, for suggesting them. One query of 400 rows at most."""
    rows = orders_of(seller).order_by("-placed_at", "-id").values_list("lead_sku", flat=True)[:400]
    return [sku for sku in dict.fromkeys(rows) if sku][:limit]


def buyer_message_for(seller: Seller, external_id: str) -> BuyerMessage:
    """A buyer's message to the seller by its own id, with its order. Raises NotFound. Reading was authorised already."""
    found = BuyerMessage.objects.select_related("order").filter(seller=seller, external_id=external_id)
    message = found.order_by("-pk").first()
    if message is None:
        raise NotFound(_("There is no such message in this account."))
    return message


def buyer_address(actor: Actor, order: Order) -> str:
    """The address for writing to the buyer about this order; empty once it was forgotten. For the product itself only.

    Raises NotAllowed for people: they write to buyers through the product, not around it.
    """
    if not actor.is_system:
        raise NotAllowed(_("Buyers' addresses are not shown to anybody. Write to the buyer from the order."))
    contact = BuyerContact.objects.filter(order=order).first()
    return unseal(contact.email_sealed) if contact else ""
