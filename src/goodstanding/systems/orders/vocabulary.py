"""The vocabulary of order facts: what may be said about an order, why it holds or not, and from which instant.

Metrics in the rulebook name these facts. Each fact is a pure test of an order, of a package or of a buyer's message at an
instant; its outcome is kept as one bit in `marks`, so that the same definition serves counting, the list of what is counted,
the reason of each, and the replay of a past day. An order in one package is that package; one in several leaves the facts
of packages to them (ADR 8).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import IntFlag
from typing import NamedTuple, Protocol

from goodstanding.systems.orders.states import COUNTED_CLAIMS, CancelledBy, CancelReason, ChargebackKind, ClaimState

ANSWER_WITHIN = timedelta(hours=24)
NEGATIVE_STARS = 2


class PackageFacts(Protocol):
    """What the tests of packages read. Channel and promise are those of the order."""

    channel: str
    deliver_by_at: datetime | None
    shipped_at: datetime | None
    tracking_id: str
    first_scan_at: datetime | None
    delivered_at: datetime | None


class OrderFacts(PackageFacts, Protocol):
    """What the tests read: the order row and the folded state both offer it.

    `last_shipped_at` is when the last of several packages was confirmed, None for an order in one package.
    """

    placed_at: datetime
    ship_by_at: datetime | None
    last_shipped_at: datetime | None
    cancelled_at: datetime | None
    cancelled_by: str
    cancel_reason: str
    feedback_stars: int | None
    feedback_removed_at: datetime | None
    claim_state: str
    chargeback_kind: str


class MessageFacts(Protocol):
    """What the tests of buyer messages read."""

    received_at: datetime
    answered_at: datetime | None
    no_response_needed_at: datetime | None


class Mark(IntFlag):
    """One bit per fact. Stored: never renumber, only add."""

    ORDER = 1
    SELLER_FULFILLED = 1 << 1
    MARKETPLACE_FULFILLED = 1 << 2
    NEGATIVE_FEEDBACK = 1 << 3
    COUNTED_CLAIM = 1 << 4
    SERVICE_CHARGEBACK = 1 << 5
    LATE_SHIPMENT = 1 << 6
    SELLER_CANCELLED = 1 << 7
    SHIPPED_PACKAGE = 1 << 8
    VALID_TRACKING = 1 << 9
    TRACKED_PACKAGE = 1 << 10
    DELIVERED_ON_TIME = 1 << 11
    SEVERAL_PACKAGES = 1 << 12
    MESSAGE_NEEDING_RESPONSE = 1 << 20
    ANSWERED_LATE = 1 << 21


class Verdict(NamedTuple):
    """Whether a fact holds, and the code of the reason; `health/reasons.py` has the sentences."""

    holds: bool
    reason: str


def is_order(order: OrderFacts, at: datetime) -> Verdict:
    """Every order counts as an order."""
    return Verdict(True, "is_order")


def is_seller_fulfilled(order: PackageFacts, at: datetime) -> Verdict:
    """The seller ships it (MFN)."""
    mfn = order.channel == "mfn"
    return Verdict(mfn, "ships_itself" if mfn else "marketplace_ships")


def is_marketplace_fulfilled(order: PackageFacts, at: datetime) -> Verdict:
    """The marketplace ships it (AFN)."""
    afn = order.channel == "afn"
    return Verdict(afn, "marketplace_ships" if afn else "ships_itself")


def has_negative_feedback(order: OrderFacts, at: datetime) -> Verdict:
    """Feedback of 1 or 2 stars that was not withdrawn, removed or struck through."""
    if order.feedback_stars is None:
        return Verdict(False, "no_feedback")
    if order.feedback_stars > NEGATIVE_STARS:
        return Verdict(False, "feedback_not_negative")
    if order.feedback_removed_at is not None:
        return Verdict(False, "feedback_removed")
    return Verdict(True, "negative_feedback")


def has_counted_claim(order: OrderFacts, at: datetime) -> Verdict:
    """A guarantee claim that is pending, granted against the seller, refunded by the seller or cancelled after filing."""
    if not order.claim_state:
        return Verdict(False, "no_claim")
    return Verdict(ClaimState(order.claim_state) in COUNTED_CLAIMS, f"claim_{order.claim_state}")


def has_service_chargeback(order: OrderFacts, at: datetime) -> Verdict:
    """A chargeback over service. One for payment fraud is the marketplace's own risk."""
    if not order.chargeback_kind:
        return Verdict(False, "no_chargeback")
    return Verdict(order.chargeback_kind == ChargebackKind.SERVICE, f"chargeback_{order.chargeback_kind}")


def is_late_shipment(order: OrderFacts, at: datetime) -> Verdict:
    """Confirmed shipped after the ship-by, or past it and still not shipped. The confirmation decides, not the carrier's scan.

    A cancelled order is not late: what counts then is the cancellation. One late package makes its order late, once.
    """
    if order.channel != "mfn":
        return Verdict(False, "marketplace_ships")
    if order.ship_by_at is None:
        return Verdict(False, "no_ship_by")
    if order.shipped_at is not None:
        if order.shipped_at > order.ship_by_at:
            return Verdict(True, "shipped_late")
        part = order.last_shipped_at is not None and order.last_shipped_at > order.ship_by_at
        return Verdict(part, "partly_shipped_late" if part else "shipped_in_time")
    if order.cancelled_at is not None:
        return Verdict(False, "cancelled_before_shipment")
    if at > order.ship_by_at:
        return Verdict(True, "not_shipped_yet")
    return Verdict(False, "ship_by_ahead")


def is_seller_cancelled(order: OrderFacts, at: datetime) -> Verdict:
    """Cancelled before shipment by the seller, or by the marketplace because the seller never confirmed it."""
    if order.cancelled_at is None:
        return Verdict(False, "not_cancelled")
    if order.channel != "mfn":
        return Verdict(False, "marketplace_ships")
    if order.shipped_at is not None and order.shipped_at <= order.cancelled_at:
        return Verdict(False, "cancelled_after_shipment")
    if order.cancelled_by == CancelledBy.MARKETPLACE and order.cancel_reason == CancelReason.NOT_CONFIRMED:
        return Verdict(True, "auto_cancelled")
    if order.cancelled_by == CancelledBy.SELLER and order.cancel_reason == CancelReason.BUYER_REQUEST:
        return Verdict(False, "cancelled_on_request")
    return Verdict(order.cancelled_by == CancelledBy.SELLER, f"cancelled_by_{order.cancelled_by}")


def is_in_several_packages(order: OrderFacts, at: datetime) -> Verdict:
    """Shipped in more than one package, each of which is counted by itself."""
    several = order.last_shipped_at is not None
    return Verdict(several, "several_packages" if several else "one_package")


def is_shipped_package(package: PackageFacts, at: datetime) -> Verdict:
    """A package that the seller confirmed as shipped."""
    if package.channel != "mfn":
        return Verdict(False, "marketplace_ships")
    shipped = package.shipped_at is not None
    return Verdict(shipped, "package_shipped" if shipped else "package_not_shipped")


def has_valid_tracking(package: PackageFacts, at: datetime) -> Verdict:
    """At least one scan by the carrier. A delivery scan counts too."""
    shipped = is_shipped_package(package, at)
    if not shipped.holds:
        return shipped
    if package.first_scan_at is not None:
        return Verdict(True, "tracking_scanned")
    return Verdict(False, "tracking_not_scanned" if package.tracking_id else "no_tracking")


def is_tracked_package(package: PackageFacts, at: datetime) -> Verdict:
    """A shipped package with a tracking number or a carrier's scan."""
    shipped = is_shipped_package(package, at)
    if not shipped.holds:
        return shipped
    tracked = bool(package.tracking_id) or package.first_scan_at is not None
    return Verdict(tracked, "package_tracked" if tracked else "no_tracking")


def is_delivered_on_time(package: PackageFacts, at: datetime) -> Verdict:
    """A tracked package delivered by the promised day."""
    tracked = is_tracked_package(package, at)
    if not tracked.holds:
        return tracked
    if package.deliver_by_at is None:
        return Verdict(False, "no_deliver_by")
    if package.delivered_at is None:
        return Verdict(False, "not_delivered_yet")
    in_time = package.delivered_at <= package.deliver_by_at
    return Verdict(in_time, "delivered_in_time" if in_time else "delivered_late")


def needs_response(message: MessageFacts, at: datetime) -> Verdict:
    """A buyer's message that was answered, or has waited for 24 hours, and was not marked as needing no response."""
    if message.no_response_needed_at is not None:
        return Verdict(False, "no_response_needed")
    if message.answered_at is None and at <= message.received_at + ANSWER_WITHIN:
        return Verdict(False, "younger_than_a_day")
    return Verdict(True, "needs_response")


def is_answered_late(message: MessageFacts, at: datetime) -> Verdict:
    """Answered after 24 hours, or older than that without an answer. The clock runs on weekends and holidays."""
    needed = needs_response(message, at)
    if not needed.holds:
        return needed
    if message.answered_at is None:
        return Verdict(True, "not_answered")
    late = message.answered_at > message.received_at + ANSWER_WITHIN
    return Verdict(late, "answered_late" if late else "answered_in_time")


ORDER_FACTS: dict[str, tuple[Mark, Callable[[OrderFacts, datetime], Verdict]]] = {
    "order": (Mark.ORDER, is_order),
    "seller_fulfilled": (Mark.SELLER_FULFILLED, is_seller_fulfilled),
    "marketplace_fulfilled": (Mark.MARKETPLACE_FULFILLED, is_marketplace_fulfilled),
    "negative_feedback": (Mark.NEGATIVE_FEEDBACK, has_negative_feedback),
    "counted_claim": (Mark.COUNTED_CLAIM, has_counted_claim),
    "service_chargeback": (Mark.SERVICE_CHARGEBACK, has_service_chargeback),
    "late_shipment": (Mark.LATE_SHIPMENT, is_late_shipment),
    "seller_cancelled": (Mark.SELLER_CANCELLED, is_seller_cancelled),
    "several_packages": (Mark.SEVERAL_PACKAGES, is_in_several_packages),
}
_OF_PACKAGES_ALONE: dict[str, tuple[Mark, Callable[[PackageFacts, datetime], Verdict]]] = {
    "shipped_package": (Mark.SHIPPED_PACKAGE, is_shipped_package),
    "valid_tracking": (Mark.VALID_TRACKING, has_valid_tracking),
    "tracked_package": (Mark.TRACKED_PACKAGE, is_tracked_package),
    "delivered_on_time": (Mark.DELIVERED_ON_TIME, is_delivered_on_time),
}
PACKAGE_FACTS: dict[str, tuple[Mark, Callable[[PackageFacts, datetime], Verdict]]] = {
    "seller_fulfilled": (Mark.SELLER_FULFILLED, is_seller_fulfilled),
    "marketplace_fulfilled": (Mark.MARKETPLACE_FULFILLED, is_marketplace_fulfilled),
    **_OF_PACKAGES_ALONE,
}
MESSAGE_FACTS: dict[str, tuple[Mark, Callable[[MessageFacts, datetime], Verdict]]] = {
    "message_needing_response": (Mark.MESSAGE_NEEDING_RESPONSE, needs_response),
    "answered_late": (Mark.ANSWERED_LATE, is_answered_late),
}
MARK_OF: dict[str, Mark] = {
    name: mark for name, (mark, _) in [*ORDER_FACTS.items(), *PACKAGE_FACTS.items(), *MESSAGE_FACTS.items()]
}
_ORDER_TESTS = [(int(mark), test) for mark, test in ORDER_FACTS.values()]
_PACKAGE_TESTS = [(int(mark), test) for mark, test in PACKAGE_FACTS.values()]
_ONLY_PACKAGE_TESTS = [(int(mark), test) for mark, test in _OF_PACKAGES_ALONE.values()]
_MESSAGE_TESTS = [(int(mark), test) for mark, test in MESSAGE_FACTS.values()]


def order_marks(order: OrderFacts, at: datetime) -> int:
    """The bits of every fact that holds for an order at an instant, those of its package included when it has but one."""
    marks = sum(bit for bit, test in _ORDER_TESTS if test(order, at).holds)
    if order.shipped_at is None or order.last_shipped_at is not None:  # no package yet, or several with their own marks
        return marks
    return marks + sum(bit for bit, test in _ONLY_PACKAGE_TESTS if test(order, at).holds)


def package_marks(package: PackageFacts, at: datetime) -> int:
    """The bits of every fact that holds for one of an order's several packages at an instant."""
    return sum(bit for bit, test in _PACKAGE_TESTS if test(package, at).holds)


def message_marks(message: MessageFacts, at: datetime) -> int:
    """The bits of every fact that holds for a buyer's message at an instant."""
    return sum(bit for bit, test in _MESSAGE_TESTS if test(message, at).holds)


def order_wakes_at(order: OrderFacts, at: datetime) -> datetime | None:
    """The next instant at which a fact about the order changes without an event: its ship-by passing."""
    waits = order.channel == "mfn" and order.shipped_at is None and order.cancelled_at is None
    return order.ship_by_at if waits and order.ship_by_at is not None and order.ship_by_at >= at else None


def message_wakes_at(message: MessageFacts, at: datetime) -> datetime | None:
    """The next instant at which a fact about a message changes without an event: its 24 hours passing."""
    if message.answered_at is not None or message.no_response_needed_at is not None:
        return None
    due = message.received_at + ANSWER_WITHIN
    return due if due >= at else None
