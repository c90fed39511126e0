"""The rows of a notification's page, drawn without a template (ADR 80)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from goodstanding.systems.performance.models import NotificationOrder
from goodstanding.ui import numbers
from goodstanding.ui.addresses import addresses
from goodstanding.ui.markup import draw, draw_all, worded
from goodstanding.ui.moments import formatted

_NOTHING = SafeString("")
_ORDER = (
    '\n<tr><th scope="row"><a href="{}">{}</a>{}</th><td data-label="{}">{}</td><td data-label="{}">{}</td>'
    '<td data-label="{}">{}</td></tr>'
)


def order_rows(orders: Iterable[NotificationOrder], seller_ref: str) -> SafeString:
    """One table row per order that counted when the notification was issued."""
    day, why, carrier = map(worded, (_("Counted day"), _("Why it counts"), _("Carrier")))
    address = addresses("portal:orders-detail", "order_id", seller_ref=seller_ref)
    return draw_all(
        _ORDER,
        [
            (
                address(order.external_id), order.external_id,
                _named(order),
                day, formatted(order.on, "D j M Y"), why, order.reason, carrier, order.carrier or numbers.NOTHING,
            )
            for order in orders
        ],
    )  # fmt: skip


def _named(order: NotificationOrder) -> SafeString:
    """The package it is about, and what was in it."""
    told = " · ".join(part for part in (order.tracking_id, order.sku) if part)
    return draw("<small>{}</small>", told) if told else _NOTHING
