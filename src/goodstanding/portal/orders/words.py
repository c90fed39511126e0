"""What orders and their events are called on the seller's pages."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodstanding.kit.money import Money
from goodstanding.systems.orders.events import Kind
from goodstanding.systems.orders.models import Order, OrderEvent
from goodstanding.systems.orders.queries import state_of
from goodstanding.systems.orders.states import OrderState
from goodstanding.ui.templatetags.ui import money

KINDS = {
    Kind.PLACED: gettext_lazy("Ordered"),
    Kind.PROMISE_CHANGED: gettext_lazy("Promised dates changed"),
    Kind.SHIPPED: gettext_lazy("Confirmed as shipped"),
    Kind.CARRIER_SCAN: gettext_lazy("Scanned by the carrier"),
    Kind.DELIVERED: gettext_lazy("Delivered"),
    Kind.CANCELLED: gettext_lazy("Cancelled"),
    Kind.RETURN_REQUESTED: gettext_lazy("Return requested"),
    Kind.REFUNDED: gettext_lazy("Refunded"),
    Kind.FEEDBACK_LEFT: gettext_lazy("Feedback left"),
    Kind.FEEDBACK_REMOVED: gettext_lazy("Feedback removed"),
    Kind.CLAIM_FILED: gettext_lazy("Claim filed"),
    Kind.CLAIM_DECIDED: gettext_lazy("Claim decided"),
    Kind.CHARGEBACK_FILED: gettext_lazy("Chargeback filed"),
    Kind.CHARGEBACK_REVERSED: gettext_lazy("Chargeback reversed"),
    Kind.MESSAGE_RECEIVED: gettext_lazy("The buyer wrote"),
    Kind.MESSAGE_ANSWERED: gettext_lazy("Answered"),
    Kind.MESSAGE_NO_RESPONSE_NEEDED: gettext_lazy("Marked as needing no response"),
}
STATES = {
    OrderState.PLACED: ("waiting", gettext_lazy("To be shipped")),
    OrderState.SHIPPED: ("waiting", gettext_lazy("On its way")),
    OrderState.DELIVERED: ("good", gettext_lazy("Delivered")),
    OrderState.CANCELLED: ("none", gettext_lazy("Cancelled")),
}


def state(order: Order) -> tuple[str, str]:
    """The mark and the word of an order's state."""
    mark, word = STATES[state_of(order)]
    return mark, str(word)


def event_name(event: OrderEvent) -> str:
    """What happened, in two or three words."""
    return str(KINDS[Kind(event.kind)])


def event_detail(event: OrderEvent, currency: str) -> str:
    """The telling part of an event's data, if it has one."""
    data = event.data
    if event.kind in {Kind.SHIPPED, Kind.CARRIER_SCAN, Kind.DELIVERED}:
        package = _("Package %(name)s") % {"name": data["package"]} if data.get("package") else ""
        return " · ".join(v for v in (package, data.get("carrier"), data.get("tracking_id")) if v)
    if event.kind == Kind.CANCELLED:
        who = {"seller": _("by you"), "buyer": _("by the buyer"), "marketplace": _("by the marketplace")}[data["by"]]
        reason = (data.get("reason") or "").replace("_", " ")
        return f"{who}: {reason}" if reason else who
    if event.kind == Kind.FEEDBACK_LEFT:
        stars = _("%(n)s of 5 stars") % {"n": data["stars"]}
        return f"{stars}: {data['text']}" if data.get("text") else stars
    if event.kind == Kind.REFUNDED:
        return money(Money(data["amount_minor"], currency))
    words = data.get("reason") or data.get("outcome") or data.get("why") or data.get("kind") or ""
    return str(words).replace("_", " ")
