"""The orders that a case is about, as an associate needs them: what was promised, what happened, and what it counts in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodstanding.kit.money import Money
from goodstanding.systems.health import queries as health
from goodstanding.systems.orders import queries
from goodstanding.systems.orders.models import Order
from goodstanding.systems.orders.states import OrderState
from goodstanding.systems.sellers.models import Seller

STATES = {
    OrderState.PLACED: ("waiting", gettext_lazy("To be shipped")),
    OrderState.SHIPPED: ("waiting", gettext_lazy("On its way")),
    OrderState.DELIVERED: ("good", gettext_lazy("Delivered")),
    OrderState.CANCELLED: ("none", gettext_lazy("Cancelled")),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that was promised or that happened; `late` when it came after what was promised, or has not come by then."""

    what: str
    at: datetime
    note: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """One order. `counts_in` names the metrics in which it counts against the seller today."""

    ref: str
    title: str
    mark: str
    word: str
    total: Money
    refunded: Money | None
    moments: Sequence[Moment]
    counts_in: Sequence[str]


def facts_of(seller: Seller, refs: Sequence[str], now: datetime) -> Sequence[OrderFacts]:
    """The named orders of a seller whose reading was authorised. One query, and one more for each sent in several packages."""
    return [_facts(order, now) for order in queries.orders_named(seller, refs)] if refs else []


def _facts(order: Order, now: datetime) -> OrderFacts:
    mark, word = STATES[queries.state_of(order)]
    return OrderFacts(
        ref=order.external_id,
        title=order.lead_title or order.lead_sku,
        mark=mark,
        word=str(word),
        total=Money(order.total_minor, order.currency),
        refunded=Money(order.refunded_minor, order.currency) if order.refunded_minor else None,
        moments=[*_sending(order, now), *_afterwards(order)],
        counts_in=list(dict.fromkeys(one.label for one in health.judgements_of(order, at=now) if one.row.against)),
    )


def _sending(order: Order, now: datetime) -> list[Moment]:
    parcel = " · ".join(part for part in (order.carrier, order.tracking_id) if part)
    sent_at, here_at = order.last_shipped_at or order.shipped_at, order.delivered_at
    off = order.cancelled_at is not None
    found = [
        (_("Ordered"), order.placed_at, "", False),
        (_("Ship by"), order.ship_by_at, "", not off and _missed(order.ship_by_at, sent_at, now)),
        (_("Shipped"), sent_at, parcel, False),
        (_("Deliver by"), order.deliver_by_at, "", not off and _missed(order.deliver_by_at, here_at, now)),
        (_("Delivered"), here_at, "", False),
    ]
    return [Moment(what, at, note, late) for what, at, note, late in found if at is not None]


def _afterwards(order: Order) -> list[Moment]:
    stars = _("%(n)s of 5 stars") % {"n": order.feedback_stars} if order.feedback_stars else ""
    found = [
        (_("Cancelled"), order.cancelled_at, _plain(order.cancel_reason)),
        (_("Return requested"), order.return_at, _plain(order.return_reason)),
        (_("Refunded"), order.refunded_at, ""),
        (_("Feedback"), None if order.feedback_removed_at else order.feedback_at, stars),
        (_("Claim"), order.claim_at, _plain(order.claim_state)),
        (_("Chargeback"), order.chargeback_at, _plain(order.chargeback_kind)),
    ]
    return [Moment(what, at, note) for what, at, note in found if at is not None]


def _missed(by: datetime | None, done_at: datetime | None, now: datetime) -> bool:
    return by is not None and (done_at or now) > by


def _plain(code: str) -> str:
    return code.replace("_", " ")
