from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.systems.orders import vocabulary
from goodstanding.systems.orders.events import FoldEvent
from goodstanding.systems.orders.folding import Folded, FoldedMessage, fold
from goodstanding.systems.orders.vocabulary import Mark

NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def order(**facts: object) -> Folded:
    state = Folded(currency="USD", placed_at=NOON - 2 * DAY, ship_by_at=NOON, deliver_by_at=NOON + 4 * DAY)
    for name, value in facts.items():
        setattr(state, name, value)
    return state


@pytest.mark.parametrize(
    ("facts", "at", "late", "reason"),
    [
        ({"shipped_at": NOON}, NOON + DAY, False, "shipped_in_time"),
        ({"shipped_at": NOON + timedelta(seconds=1)}, NOON + DAY, True, "shipped_late"),
        ({}, NOON, False, "ship_by_ahead"),
        ({}, NOON + timedelta(seconds=1), True, "not_shipped_yet"),
        ({"cancelled_at": NOON + DAY, "cancelled_by": "seller"}, NOON + 2 * DAY, False, "cancelled_before_shipment"),
        ({"ship_by_at": None}, NOON, False, "no_ship_by"),
        ({"channel": "afn", "shipped_at": NOON + DAY}, NOON + DAY, False, "marketplace_ships"),
        ({"shipped_at": NOON + DAY, "first_scan_at": NOON - DAY}, NOON + DAY, True, "shipped_late"),
    ],
)
def test_late_shipment(facts: dict[str, object], at: datetime, late: bool, reason: str) -> None:
    assert vocabulary.is_late_shipment(order(**facts), at) == (late, reason)


@pytest.mark.parametrize(
    ("facts", "counts", "reason"),
    [
        ({}, False, "not_cancelled"),
        ({"cancelled_at": NOON, "cancelled_by": "seller", "cancel_reason": "stock"}, True, "cancelled_by_seller"),
        (
            {"cancelled_at": NOON, "cancelled_by": "seller", "cancel_reason": "buyer_request"},
            False,
            "cancelled_on_request",
        ),
        ({"cancelled_at": NOON, "cancelled_by": "buyer"}, False, "cancelled_by_buyer"),
        (
            {"cancelled_at": NOON, "cancelled_by": "marketplace", "cancel_reason": "not_confirmed"},
            True,
            "auto_cancelled",
        ),
        (
            {"cancelled_at": NOON, "cancelled_by": "marketplace", "cancel_reason": "fraud"},
            False,
            "cancelled_by_marketplace",
        ),
        ({"cancelled_at": NOON + DAY, "cancelled_by": "seller", "shipped_at": NOON}, False, "cancelled_after_shipment"),
    ],
)
def test_cancelled_by_the_seller(facts: dict[str, object], counts: bool, reason: str) -> None:
    assert vocabulary.is_seller_cancelled(order(**facts), NOON + 2 * DAY) == (counts, reason)


@pytest.mark.parametrize(
    ("claim", "counts"),
    [
        ("", False), ("pending", True), ("granted", True), ("refunded_by_seller", True), ("cancelled", True),
        ("denied", False), ("withdrawn", False), ("paid_by_platform", False),
    ],
)  # fmt: skip
def test_which_claims_count(claim: str, counts: bool) -> None:
    assert vocabulary.has_counted_claim(order(claim_state=claim), NOON).holds is counts


@pytest.mark.parametrize(
    ("stars", "removed", "counts"),
    [(1, None, True), (2, None, True), (3, None, False), (1, NOON, False), (None, None, False)],
)
def test_which_feedback_is_negative(stars: int | None, removed: datetime | None, counts: bool) -> None:
    assert (
        vocabulary.has_negative_feedback(order(feedback_stars=stars, feedback_removed_at=removed), NOON).holds is counts
    )


@pytest.mark.parametrize(("kind", "counts"), [("service", True), ("fraud", False), ("reversed", False), ("", False)])
def test_only_service_chargebacks_count(kind: str, counts: bool) -> None:
    assert vocabulary.has_service_chargeback(order(chargeback_kind=kind), NOON).holds is counts


@pytest.mark.parametrize(
    ("answered", "waived", "at", "needed", "late"),
    [
        (None, None, NOON + 24 * HOUR, False, False),
        (None, None, NOON + 25 * HOUR, True, True),
        (NOON + 24 * HOUR, None, NOON + 30 * HOUR, True, False),
        (NOON + 25 * HOUR, None, NOON + 30 * HOUR, True, True),
        (None, NOON + HOUR, NOON + 30 * HOUR, False, False),
    ],
)
def test_answers_within_a_day(
    answered: datetime | None, waived: datetime | None, at: datetime, needed: bool, late: bool
) -> None:
    message = FoldedMessage("m1", NOON, answered, waived)

    assert vocabulary.needs_response(message, at).holds is needed
    assert vocabulary.is_answered_late(message, at).holds is late


instants = st.one_of(st.none(), st.integers(-200, 200).map(lambda h: NOON + h * HOUR))


@given(
    shipped=instants, scanned=instants, delivered=instants, cancelled=instants, ship_by=instants,
    by=st.sampled_from(["seller", "buyer", "marketplace"]), channel=st.sampled_from(["mfn", "afn"]), hours=st.integers(-200, 300),
)  # fmt: skip
def test_a_numerator_never_holds_without_its_denominator(
    shipped: datetime | None, scanned: datetime | None, delivered: datetime | None, cancelled: datetime | None,
    ship_by: datetime | None, by: str, channel: str, hours: int,
) -> None:  # fmt: skip
    state = order(
        shipped_at=shipped, first_scan_at=scanned, delivered_at=delivered, cancelled_at=cancelled,
        cancelled_by=by if cancelled else "", ship_by_at=ship_by, channel=channel,
    )  # fmt: skip

    marks = Mark(state.marks(NOON + hours * HOUR))

    assert Mark.ORDER in marks
    for part, whole in [
        (Mark.VALID_TRACKING, Mark.SHIPPED_PACKAGE), (Mark.DELIVERED_ON_TIME, Mark.TRACKED_PACKAGE),
        (Mark.LATE_SHIPMENT, Mark.SELLER_FULFILLED), (Mark.SELLER_CANCELLED, Mark.SELLER_FULFILLED),
    ]:  # fmt: skip
        assert part not in marks or whole in marks
    assert not (Mark.LATE_SHIPMENT in marks and Mark.SELLER_CANCELLED in marks and shipped is None)


EVENTS = [
    FoldEvent("placed", NOON, "a", {"currency": "USD", "total_minor": 100}),
    FoldEvent("shipped", NOON + HOUR, "b", {"carrier": "Northpost", "tracking_id": "NP1"}),
    FoldEvent("carrier_scan", NOON + 2 * HOUR, "c", {}),
    FoldEvent("delivered", NOON + DAY, "d", {}),
    FoldEvent("feedback_left", NOON + 2 * DAY, "e", {"stars": 1}),
    FoldEvent("feedback_removed", NOON + 3 * DAY, "f", {"why": "removed"}),
    FoldEvent("claim_filed", NOON + 3 * DAY, "g", {}),
    FoldEvent("claim_decided", NOON + 4 * DAY, "h", {"outcome": "denied"}),
    FoldEvent("message_received", NOON + DAY, "i", {"message_id": "m"}),
    FoldEvent("message_answered", NOON + 2 * DAY, "j", {"message_id": "m"}),
]


@given(st.permutations(EVENTS))
def test_the_fold_does_not_depend_on_the_order_of_arrival(events: list[FoldEvent]) -> None:
    assert fold(events) == fold(EVENTS)


@given(st.integers(-300, 300))
def test_an_order_wakes_exactly_when_a_fact_changes_by_itself(hours: int) -> None:
    state = order()
    at = NOON + hours * HOUR
    wakes_at = vocabulary.order_wakes_at(state, at)

    if wakes_at is None:
        assert state.marks(at) == state.marks(at + 1000 * DAY)
    else:
        assert state.marks(at) == state.marks(wakes_at)
        assert state.marks(at) != state.marks(wakes_at + timedelta(seconds=1))
