"""What orders add to every page of the portal: search results and links."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from goodstanding.kit.actors import Actor
from goodstanding.portal.hooks import Hit
from goodstanding.systems.orders import queries
from goodstanding.systems.orders.queries import OrdersAsked
from goodstanding.systems.sellers.models import Seller


def find(actor: Actor, seller: Seller, text: str, limit: int) -> Sequence[Hit]:
    """Orders whose number begins with the text, and orders of that very SKU."""
    page = queries.newest_orders(seller, OrdersAsked(search=text), limit=limit)
    found = {order.pk: order for order in [*page.orders, *queries.orders_of_sku(seller, text, limit=limit)]}
    return [
        Hit(
            kind=_("Orders"),
            title=order.external_id,
            url=link(seller, order.external_id),
            note=order.lead_title,
            exact=order.external_id.upper() == text.upper(),
        )
        for order in list(found.values())[:limit]
    ]


def link(seller: Seller, subject_id: str) -> str:
    """The order's page."""
    return reverse("portal:orders-detail", kwargs={"seller_ref": seller.ref, "order_id": subject_id})
