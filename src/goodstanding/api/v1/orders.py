"""Orders and what happened to them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router
from pydantic import Field

from goodstanding.api import paging
from goodstanding.api.auth import actor_of, needs
from goodstanding.api.v1.sellers import seller_of
from goodstanding.api.v1.shapes import CursorParam, Limit, SellerId, Shown, StoreParam
from goodstanding.base.tokens.scopes import Scope
from goodstanding.systems.orders import queries
from goodstanding.systems.orders.events import Kind
from goodstanding.systems.orders.models import Order, OrderEvent, Package
from goodstanding.systems.orders.queries import OrdersAsked
from goodstanding.systems.orders.states import OrderState
from goodstanding.ui.paging import Cursor

router = Router(tags=["Orders"])

OrderId = Annotated[str, Path(description="Your id of the order.", examples=["A-1001"])]
Search = Annotated[str, Query("", max_length=64, description="The beginning of an order's id.")]
SHOWN_EVENTS = 1_000


class OrderOut(Shown):
    """An order as its events have made it."""

    order: str = Field(description="Your id of the order.", examples=["A-1001"])
    state: OrderState
    channel: str = Field(description="'mfn' shipped by the seller, 'afn' by the marketplace.", examples=["mfn"])
    currency: str = Field(examples=["USD"])
    total_minor: int = Field(description="In minor units of the currency (cents).", examples=[4200])
    refunded_minor: int = Field(examples=[0])
    placed_at: datetime
    ship_by_at: datetime | None
    shipped_at: datetime | None
    deliver_by_at: datetime | None
    delivered_at: datetime | None
    cancelled_at: datetime | None
    cancelled_by: str = Field(examples=[""])
    cancel_reason: str = Field(examples=[""])
    carrier: str = Field(description="Of several packages, that of the first.", examples=["UPS"])
    tracking_id: str = Field(description="Of several packages, that of the first.", examples=["1Z999"])
    feedback_stars: int | None
    claim_state: str = Field(examples=[""])
    chargeback_kind: str = Field(examples=[""])


class EventOut(Shown):
    """Something that happened to the order."""

    id: str = Field(description="The event's id at its source.", examples=["A-1001-shipped"])
    source: str = Field(examples=["events:us"])
    kind: Kind = Field(examples=["shipped"])
    at: datetime = Field(description="When it happened.")
    recorded_at: datetime = Field(description="When the marketplace learned of it.")
    data: dict[str, Any] = Field(examples=[{"carrier": "UPS", "tracking_id": "1Z999"}])  # Any: each kind has its own


class PackageOut(Shown):
    """A package of an order, confirmed as shipped."""

    package: str = Field(
        description="Your id of the package; empty when it is the only one, or you gave none.", examples=["1"]
    )
    carrier: str = Field(examples=["UPS"])
    tracking_id: str = Field(examples=["1Z999"])
    shipped_at: datetime
    first_scan_at: datetime | None
    delivered_at: datetime | None
    items: list[dict[str, Any]] = Field(description="What is in it, as it was told.")  # Any: sku, title, quantity


class OrderDetail(OrderOut):
    """An order with its packages and its events, oldest first."""

    packages: list[PackageOut] = Field(description="One for most orders, none before the shipment.")
    events: list[EventOut]


class OrderPage(Shown):
    """Some orders, newest first."""

    data: list[OrderOut]
    next: str | None = Field(description="The address of the next page, null at the end.")


@router.get(
    "/sellers/{external_id}/orders", response=OrderPage, auth=needs(Scope.ORDERS_READ), operation_id="listOrders"
)
def list_orders(
    request: HttpRequest,
    response: HttpResponse,
    external_id: SellerId,
    search: Search = "",
    store: StoreParam = "",
    limit: Limit = paging.DEFAULT_LIMIT,
    cursor: CursorParam = "",
) -> OrderPage:
    """A seller's orders, newest first."""
    seller = seller_of(request, external_id, store)
    after = paging.after(request, cursor)
    place = Cursor((str(after[0]), str(after[1]))) if after else None
    rows = queries.newest_orders(seller, OrdersAsked(search=search), after=place, limit=limit + 1).orders
    page = paging.page(request, response, rows, limit, key=lambda order: [order.placed_at.isoformat(), order.pk])
    return OrderPage(data=[OrderOut(**_fields(order)) for order in page.rows], next=page.next)


@router.get(
    "/sellers/{external_id}/orders/{order_id}",
    response=OrderDetail,
    auth=needs(Scope.ORDERS_READ),
    operation_id="getOrder",
)
def get_order(request: HttpRequest, external_id: SellerId, order_id: OrderId, store: StoreParam = "") -> OrderDetail:
    """One order with everything that happened to it."""
    seller = seller_of(request, external_id, store)
    order = queries.order_for(actor_of(request), seller.ref, order_id)
    events = queries.events_about(order, limit=SHOWN_EVENTS)
    packages = [PackageOut(**_package_fields(package)) for package in queries.parcels_of(order)]
    return OrderDetail(**_fields(order), packages=packages, events=[_event_out(event) for event in events])


def _fields(order: Order) -> dict[str, Any]:  # Any: the values of the fields named
    names = [name for name in OrderOut.model_fields if name not in {"order", "state"}]
    values = {name: getattr(order, name) for name in names}
    return {"order": order.external_id, "state": queries.state_of(order), **values}


def _package_fields(package: Package) -> dict[str, Any]:  # Any: as `_fields`
    names = [name for name in PackageOut.model_fields if name != "package"]
    return {"package": package.name, **{name: getattr(package, name) for name in names}}


def _event_out(event: OrderEvent) -> EventOut:
    return EventOut(
        id=event.external_id, source=event.source, kind=Kind(event.kind), at=event.occurred_at,
        recorded_at=event.recorded_at, data=event.data,
    )  # fmt: skip
