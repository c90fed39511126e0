"""The seller's orders: the list, and one order with everything that happened to it and where it counts."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from goodstanding.kit.money import Money
from goodstanding.portal.doors import SellerRequest, seller_page
from goodstanding.portal.health import words as health_words
from goodstanding.portal.orders import words
from goodstanding.portal.orders.rows import order_rows
from goodstanding.portal.saved_views.views import views_of
from goodstanding.systems.health import queries as health
from goodstanding.systems.orders import queries
from goodstanding.systems.orders.events import Kind
from goodstanding.systems.orders.models import OrderEvent
from goodstanding.systems.orders.queries import OrdersAsked
from goodstanding.ui.frame import Crumb
from goodstanding.ui.tables import Choice, Column, Filter, Sort, Table

PAGE = 25


def _table() -> Table:
    return Table(
        columns=[
            Column(label=_("Order")), Column(label=_("Ordered")), Column(label=_("State")), Column(label=_("Ship by")),
            Column(label=_("Shipped")), Column(label=_("Total"), num=True),
        ],
        default_sort=Sort("placed", descending=True),
        filters=[
            Filter(param="q", label=_("Order number begins with")),
            Filter(param="state", label=_("State"), choices=[Choice(value="to_ship", label=_("To be shipped"))]),
        ],
    )  # fmt: skip


@seller_page
def listing(request: SellerRequest, seller_ref: str) -> HttpResponse:
    """All orders, newest first."""
    views = views_of(request, "orders")
    if views.onward:
        return redirect(views.onward)
    view = _table().read(request.GET)
    asked = OrdersAsked(search=view.values.get("q", ""), to_ship=view.values.get("state") == "to_ship")
    page = queries.newest_orders(request.seller, asked, after=view.cursor, limit=PAGE)
    context = {
        "table": view,
        "views": views.drawn(view),
        "rows": order_rows(page.orders, seller_ref),
        "older_url": view.older_url(page.older),
        "newer_url": view.newer_url(page.newer),
    }
    return render(request, "portal/orders/list.html", context)


@seller_page
def detail(request: SellerRequest, seller_ref: str, order_id: str) -> HttpResponse:
    """One order: its facts, what happened when, and in which numbers it counts."""
    order = queries.order_for(request.actor, seller_ref, order_id)
    mark, word = words.state(order)
    events = [
        (words.event_name(e), words.event_detail(e, order.currency), e, _contact_url(request, e))
        for e in queries.events_about(order)
    ]
    judgements = [
        (str(health_words.LABELS.get(j.metric, j.label)), j) for j in health.judgements_of(order, at=request.now)
    ]
    context = {
        "order": order,
        "mark": mark,
        "word": word,
        "total": Money(order.total_minor, order.currency),
        "refunded": Money(order.refunded_minor, order.currency) if order.refunded_minor else None,
        "events": events,
        "judgements": judgements,
        "packages": queries.parcels_of(order),
        "lines": [(line, _line_price(line, order.currency)) for line in order.lines],
        "crumbs": [Crumb(label=_("Orders"), url=reverse("portal:orders", kwargs={"seller_ref": seller_ref}))],
    }
    return render(request, "portal/orders/detail.html", context)


def _contact_url(request: SellerRequest, event: OrderEvent) -> str:
    """Where the seller writes to us about a buyer's message; empty for what is no message."""
    if event.kind != Kind.MESSAGE_RECEIVED:
        return ""
    about = urlencode({"about": f"message:{event.data['message_id']}"}, safe=":")
    return f"{reverse('portal:cases-new', kwargs={'seller_ref': request.seller.ref})}?{about}"


def _line_price(line: dict[str, object], currency: str) -> Money | None:
    price = line.get("price_minor")
    return Money(price, currency) if isinstance(price, int) else None
