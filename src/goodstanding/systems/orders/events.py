"""The kinds of order events and the facts announced about orders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from goodstanding.kit.facts import Fact


class Kind(StrEnum):
    """Everything that can happen to an order. docs/systems/order-events.md lists the data each kind carries."""

    PLACED = "placed"
    PROMISE_CHANGED = "promise_changed"
    SHIPPED = "shipped"
    CARRIER_SCAN = "carrier_scan"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    RETURN_REQUESTED = "return_requested"
    REFUNDED = "refunded"
    FEEDBACK_LEFT = "feedback_left"
    FEEDBACK_REMOVED = "feedback_removed"
    CLAIM_FILED = "claim_filed"
    CLAIM_DECIDED = "claim_decided"
    CHARGEBACK_FILED = "chargeback_filed"
    CHARGEBACK_REVERSED = "chargeback_reversed"
    MESSAGE_RECEIVED = "message_received"
    MESSAGE_ANSWERED = "message_answered"
    MESSAGE_NO_RESPONSE_NEEDED = "message_no_response_needed"


@dataclass(frozen=True, slots=True)
class EventDraft:
    """An event as a door hands it in, not yet recorded.

    `seller` and `order` are the ids the sender knows them by; `id` identifies the event at its source. `at` is when it
    happened (aware). `recorded_at` is when the marketplace learned of it, None for 'as it happened' (history from files).
    `place` says where it came from (a line number, a position in a batch), for rejects.

    Data by kind, everything optional unless marked *:
    placed: currency*, total_minor, channel (mfn | afn), ship_by_at, deliver_by_at (ISO instants), ship_from, buyer_alias,
    buyer_region, lines [{sku, title, quantity, price_minor}]; promise_changed: ship_by_at, deliver_by_at; shipped: package,
    carrier, tracking_id, ship_from, items [{sku, title, quantity}]; carrier_scan and delivered: package or tracking_id;
    cancelled: by* (seller | buyer | marketplace), reason
    (stock, price, address, not_confirmed, buyer_request, fraud, other); return_requested: reason; refunded: amount_minor*,
    reason; feedback_left: stars* (1 to 5), text; feedback_removed: why (withdrawn | removed | struck); claim_filed: reason;
    claim_decided: outcome* (granted | denied | withdrawn | refunded_by_seller | paid_by_platform | cancelled);
    chargeback_filed: kind* (service | fraud); chargeback_reversed: nothing; message_*: message_id*.

    A placed order may also carry `buyer_email`: it is taken out, encrypted, kept apart and forgotten by rule.
    """

    seller: str
    order: str
    kind: Kind
    id: str
    at: datetime
    data: Mapping[str, object] = field(default_factory=dict)
    recorded_at: datetime | None = None
    place: int = 0


@dataclass(frozen=True, slots=True)
class FoldEvent:
    """A recorded event as the fold needs it."""

    kind: str
    at: datetime
    id: str
    data: Mapping[str, Any]  # Any: JSON, checked by rules.check when it came in


@dataclass(frozen=True, slots=True)
class OrdersChanged(Fact):
    """Orders of these sellers changed in a way that metrics may depend on."""

    seller_ids: tuple[int, ...]
