"""From events to the state of an order: pure, repeatable, and the same for live recording, rebuilding and past days."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from goodstanding.systems.orders import vocabulary
from goodstanding.systems.orders.events import FoldEvent, Kind
from goodstanding.systems.orders.packing import FoldedPackage, first_scan, packages_of
from goodstanding.systems.orders.states import ChargebackKind, ClaimState

NEVER = datetime(1, 1, 1, tzinfo=UTC)  # before an order is placed
_RANK = {kind.value: rank for rank, kind in enumerate(Kind)}


@dataclass(slots=True)
class FoldedMessage:
    """A buyer's message about an order. `number` counts the order's messages."""

    external_id: str
    received_at: datetime
    answered_at: datetime | None = None
    no_response_needed_at: datetime | None = None
    number: int = 1


@dataclass(slots=True)
class Folded:
    """The state of an order after its events, with the names of the order row's columns.

    `packages` holds its packages when there are several. Then `shipped_at` is the first confirmation and `last_shipped_at`
    the last, `delivered_at` when the last of them arrived, and carrier and tracking are those of the first.
    """

    currency: str = ""
    channel: str = "mfn"
    total_minor: int = 0
    buyer_alias: str = ""
    buyer_region: str = ""
    ship_from: str = ""
    lead_sku: str = ""
    lead_title: str = ""
    lines: list[Any] = field(default_factory=list)  # Any: checked JSON
    placed_at: datetime = NEVER
    ship_by_at: datetime | None = None
    deliver_by_at: datetime | None = None
    shipped_at: datetime | None = None
    last_shipped_at: datetime | None = None
    carrier: str = ""
    tracking_id: str = ""
    first_scan_at: datetime | None = None
    delivered_at: datetime | None = None
    cancelled_at: datetime | None = None
    cancelled_by: str = ""
    cancel_reason: str = ""
    feedback_stars: int | None = None
    feedback_text: str = ""
    feedback_at: datetime | None = None
    feedback_removed_at: datetime | None = None
    claim_state: str = ""
    claim_reason: str = ""
    claim_at: datetime | None = None
    chargeback_kind: str = ""
    chargeback_at: datetime | None = None
    return_reason: str = ""
    return_at: datetime | None = None
    refunded_minor: int = 0
    refunded_at: datetime | None = None
    messages: dict[str, FoldedMessage] = field(default_factory=dict)
    packages: list[FoldedPackage] = field(default_factory=list)
    names_packages: bool = False

    def marks(self, at: datetime) -> int:
        """The bits of the facts that hold at an instant."""
        return vocabulary.order_marks(self, at)


def fold(events: Iterable[FoldEvent]) -> Folded | None:
    """The state after all events, whatever order they came in; None when the order was never placed."""
    ordered = sorted(events, key=lambda e: (e.at, _RANK[e.kind], e.id))
    state = Folded()
    for event in ordered:
        _APPLY[event.kind](state, event)
    if state.names_packages:
        _pack(state, packages_of(ordered))
    else:
        state.first_scan_at = first_scan(state.first_scan_at, state.delivered_at, state.tracking_id)
    return state if state.currency else None


def anchor_days(state: Any, zone: ZoneInfo) -> tuple[date, date | None, date | None]:  # Any: Folded or an order row
    """The store's calendar days that decide into which windows an order falls: ordered, ship-by, deliver-by."""
    ship_by, deliver_by = state.ship_by_at, state.deliver_by_at
    return (
        state.placed_at.astimezone(zone).date(),
        ship_by.astimezone(zone).date() if ship_by else None,
        deliver_by.astimezone(zone).date() if deliver_by else None,
    )


def _instant(value: object) -> datetime | None:
    return datetime.fromisoformat(value).astimezone(UTC) if isinstance(value, str) else None


def _placed(state: Folded, event: FoldEvent) -> None:
    data = event.data
    lines = data.get("lines") or []
    state.placed_at = event.at
    state.currency = data["currency"]
    state.channel = data.get("channel") or "mfn"
    state.total_minor = data.get("total_minor") or 0
    state.buyer_alias = data.get("buyer_alias") or ""
    state.buyer_region = data.get("buyer_region") or ""
    state.ship_from = data.get("ship_from") or ""
    state.lines = list(lines)
    if lines:
        state.lead_sku = lines[0].get("sku") or ""
        state.lead_title = lines[0].get("title") or ""
    _promise_changed(state, event)


def _promise_changed(state: Folded, event: FoldEvent) -> None:
    state.ship_by_at = _instant(event.data.get("ship_by_at")) or state.ship_by_at
    state.deliver_by_at = _instant(event.data.get("deliver_by_at")) or state.deliver_by_at


def _pack(state: Folded, packages: list[FoldedPackage]) -> None:
    """What the packages say of their order."""
    if not packages:
        return
    first, last = packages[0], packages[-1]
    arrivals = [p.delivered_at for p in packages if p.delivered_at is not None]
    state.shipped_at, state.carrier, state.tracking_id = first.shipped_at, first.carrier, first.tracking_id
    state.ship_from = first.ship_from
    state.first_scan_at = min((p.first_scan_at for p in packages if p.first_scan_at is not None), default=None)
    state.delivered_at = max(arrivals) if len(arrivals) == len(packages) else None
    if first is last:
        return
    state.last_shipped_at, state.packages = last.shipped_at, packages
    for package in packages:
        package.channel, package.deliver_by_at = state.channel, state.deliver_by_at


def _shipped(state: Folded, event: FoldEvent) -> None:
    state.names_packages = state.names_packages or "package" in event.data
    state.shipped_at = state.shipped_at or event.at
    state.carrier = event.data.get("carrier") or state.carrier
    state.tracking_id = event.data.get("tracking_id") or state.tracking_id
    state.ship_from = event.data.get("ship_from") or state.ship_from


def _carrier_scan(state: Folded, event: FoldEvent) -> None:
    state.names_packages = state.names_packages or bool(event.data)
    state.first_scan_at = state.first_scan_at or event.at


def _delivered(state: Folded, event: FoldEvent) -> None:
    state.names_packages = state.names_packages or bool(event.data)
    state.delivered_at = state.delivered_at or event.at


def _cancelled(state: Folded, event: FoldEvent) -> None:
    if state.cancelled_at is None:
        state.cancelled_at = event.at
        state.cancelled_by = event.data["by"]
        state.cancel_reason = event.data.get("reason") or ""


def _return_requested(state: Folded, event: FoldEvent) -> None:
    state.return_at = state.return_at or event.at
    state.return_reason = event.data.get("reason") or state.return_reason


def _refunded(state: Folded, event: FoldEvent) -> None:
    state.refunded_minor += event.data["amount_minor"]
    state.refunded_at = event.at


def _feedback_left(state: Folded, event: FoldEvent) -> None:
    state.feedback_stars = event.data["stars"]
    state.feedback_text = event.data.get("text") or ""
    state.feedback_at = event.at
    state.feedback_removed_at = None


def _feedback_removed(state: Folded, event: FoldEvent) -> None:
    state.feedback_removed_at = event.at


def _claim_filed(state: Folded, event: FoldEvent) -> None:
    state.claim_state = ClaimState.PENDING
    state.claim_reason = event.data.get("reason") or ""
    state.claim_at = event.at


def _claim_decided(state: Folded, event: FoldEvent) -> None:
    state.claim_state = event.data["outcome"]
    state.claim_at = state.claim_at or event.at


def _chargeback_filed(state: Folded, event: FoldEvent) -> None:
    state.chargeback_kind = event.data["kind"]
    state.chargeback_at = event.at


def _chargeback_reversed(state: Folded, event: FoldEvent) -> None:
    state.chargeback_kind = ChargebackKind.REVERSED


def _message_received(state: Folded, event: FoldEvent) -> None:
    key = event.data["message_id"]
    state.messages.setdefault(key, FoldedMessage(key, event.at, number=len(state.messages) + 1))


def _message_answered(state: Folded, event: FoldEvent) -> None:
    message = state.messages.get(event.data["message_id"])
    if message is not None and message.answered_at is None:
        message.answered_at = event.at


def _message_no_response_needed(state: Folded, event: FoldEvent) -> None:
    message = state.messages.get(event.data["message_id"])
    if message is not None:
        message.no_response_needed_at = event.at


_APPLY: dict[str, Callable[[Folded, FoldEvent], None]] = {
    Kind.PLACED: _placed,
    Kind.PROMISE_CHANGED: _promise_changed,
    Kind.SHIPPED: _shipped,
    Kind.CARRIER_SCAN: _carrier_scan,
    Kind.DELIVERED: _delivered,
    Kind.CANCELLED: _cancelled,
    Kind.RETURN_REQUESTED: _return_requested,
    Kind.REFUNDED: _refunded,
    Kind.FEEDBACK_LEFT: _feedback_left,
    Kind.FEEDBACK_REMOVED: _feedback_removed,
    Kind.CLAIM_FILED: _claim_filed,
    Kind.CLAIM_DECIDED: _claim_decided,
    Kind.CHARGEBACK_FILED: _chargeback_filed,
    Kind.CHARGEBACK_REVERSED: _chargeback_reversed,
    Kind.MESSAGE_RECEIVED: _message_received,
    Kind.MESSAGE_ANSWERED: _message_answered,
    Kind.MESSAGE_NO_RESPONSE_NEEDED: _message_no_response_needed,
}
