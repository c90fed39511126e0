"""Performance notifications and the orders that caused them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from goodstanding.api import paging
from goodstanding.api.auth import actor_of, caller, needs
from goodstanding.api.repeats import repeatable
from goodstanding.api.v1.plan_shapes import (
    CausingOrderPage,
    NotificationDetail,
    NotificationOut,
    NotificationPage,
    causing_order,
    notification_detail,
    notification_fields,
)
from goodstanding.api.v1.sellers import seller_of
from goodstanding.api.v1.shapes import CursorParam, Limit, SellerId, StoreParam
from goodstanding.base.tokens.scopes import Scope
from goodstanding.systems.performance import actions, queries
from goodstanding.systems.performance.models import PerformanceNotification
from goodstanding.systems.sellers.models import Seller

router = Router(tags=["Notifications"])

NotificationRef = Annotated[str, Path(description="The notification's reference.", examples=["4K7-2QX"])]
FIRST_ORDERS = 50


class Turn(StrEnum):
    """Whose turn it is."""

    SELLER = "seller"
    US = "us"
    OVER = "over"


TurnParam = Annotated[
    Turn | None, Query(None, description="Only those that wait for the seller, for the marketplace, or are over.")
]


@router.get(
    "/notifications",
    response=NotificationPage,
    auth=needs(Scope.NOTIFICATIONS_READ),
    operation_id="listAllNotifications",
)
def list_all_notifications(
    request: HttpRequest,
    response: HttpResponse,
    turn: TurnParam = None,
    limit: Limit = paging.DEFAULT_LIMIT,
    cursor: CursorParam = "",
) -> NotificationPage:
    """Every notification that the token may see, newest first."""
    return _page(request, response, None, turn, limit, cursor)


@router.get(
    "/sellers/{external_id}/notifications", response=NotificationPage, auth=needs(Scope.NOTIFICATIONS_READ),
    operation_id="listNotifications",
)  # fmt: skip
def list_notifications(
    request: HttpRequest,
    response: HttpResponse,
    external_id: SellerId,
    turn: TurnParam = None,
    store: StoreParam = "",
    limit: Limit = paging.DEFAULT_LIMIT,
    cursor: CursorParam = "",
) -> NotificationPage:
    """A seller's notifications, newest first."""
    return _page(request, response, seller_of(request, external_id, store), turn, limit, cursor)


@router.get(
    "/notifications/{ref}", response=NotificationDetail, auth=needs(Scope.NOTIFICATIONS_READ), by_alias=True,
    operation_id="getNotification",
)  # fmt: skip
def get_notification(request: HttpRequest, ref: NotificationRef) -> NotificationDetail:
    """What happened, which orders, the rule with its version, what is required by when, and what follows; with the
    statements of reasons of the restrictions it led to."""
    return _detail(request, queries.notification_for(actor_of(request), ref))


@router.get(
    "/notifications/{ref}/orders", response=CausingOrderPage, auth=needs(Scope.NOTIFICATIONS_READ),
    operation_id="listNotificationOrders",
)  # fmt: skip
def list_notification_orders(
    request: HttpRequest,
    response: HttpResponse,
    ref: NotificationRef,
    limit: Limit = paging.DEFAULT_LIMIT,
    cursor: CursorParam = "",
) -> CausingOrderPage:
    """The orders that counted when the notification was issued, newest day first."""
    notification = queries.notification_for(actor_of(request), ref)
    found = queries.orders_behind(notification, cursor=paging.place(request, cursor), limit=limit)
    onward = paging.onward(request, response, found.older)
    return CausingOrderPage(data=[causing_order(order) for order in found.rows], next=onward)


@router.post(
    "/notifications/{ref}/acknowledgement", response=NotificationDetail, auth=needs(Scope.NOTIFICATIONS_WRITE), by_alias=True,
    operation_id="acknowledgeNotification",
)  # fmt: skip
@repeatable
def acknowledge_notification(request: HttpRequest, ref: NotificationRef) -> NotificationDetail:
    """Confirm having read it. A second time changes nothing."""
    actor, at = caller(request)
    actions.acknowledge(actor=actor, ref=ref, at=at)
    return _detail(request, queries.notification_for(actor, ref))


def _page(
    request: HttpRequest, response: HttpResponse, seller: Seller | None, turn: Turn | None, limit: int, cursor: str
) -> NotificationPage:
    asked = queries.Asked(
        turn=turn.value if turn else "", by="issued", descending=True, cursor=paging.place(request, cursor), limit=limit
    )
    found = queries.notifications_of(actor_of(request), seller, asked)
    onward = paging.onward(request, response, found.older)
    return NotificationPage(data=[NotificationOut(**notification_fields(one)) for one in found.rows], next=onward)


def _detail(request: HttpRequest, notification: PerformanceNotification) -> NotificationDetail:
    orders = queries.orders_behind(notification, limit=FIRST_ORDERS)
    base = f"{request.scheme}://{request.get_host()}"
    onward = f"{base}/api/v1/notifications/{notification.ref}/orders" if orders.older else None
    return notification_detail(notification, orders.rows, queries.statements_of(notification), onward)
