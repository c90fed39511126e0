"""Reading orders: fetch and authorise in one step."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from goodstanding.kit.actors import Actor
from goodstanding.systems.orders.errors import OrderNotFound
from goodstanding.systems.orders.models import Order, OrderEvent
from goodstanding.systems.orders.states import OrderState
from goodstanding.systems.sellers import queries as sellers
from goodstanding.systems.sellers.models import Seller


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


def events_about(order: Order, *, limit: int = 200) -> Sequence[OrderEvent]:
    """What happened to an order, oldest first."""
    return list(order.events.order_by("occurred_at", "pk")[:limit])


def state_of(order: Order) -> OrderState:
    """Where the order stands."""
    if order.cancelled_at is not None and (order.shipped_at is None or order.cancelled_at < order.shipped_at):
        return OrderState.CANCELLED
    if order.delivered_at is not None:
        return OrderState.DELIVERED
    return OrderState.SHIPPED if order.shipped_at is not None else OrderState.PLACED


def newest_orders(
    seller: Seller, *, before: tuple[str, int] | None = None, search: str = "", limit: int = 25
) -> list[Order]:
    """A page of orders, newest first. `before` is (placed_at ISO, id) of the last row seen; `search` begins an order id."""
    found = orders_of(seller)
    if search:
        found = found.filter(external_id__startswith=search)
    if before is not None:
        found = found.filter(placed_at__lte=before[0]).exclude(placed_at=before[0], pk__gte=before[1])
    return list(found.order_by("-placed_at", "-pk")[:limit])
