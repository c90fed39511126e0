"""Amazon's reports: what is taken from them, and what they must not be made to say."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from goodstanding.connectors.amazon_reports.dates import (
    BY_MARKETPLACE,
    DAY_FIRST,
    ISO,
    MONTH_FIRST,
    POINTS,
    form_of_dates,
)
from goodstanding.connectors.amazon_reports.orders import Outcome, outcome_of
from goodstanding.connectors.imports.errors import Unreadable
from goodstanding.systems.orders.models import Order, OrderEvent
from goodstanding.systems.orders.vocabulary import Mark
from tests.connectors.importing import SAMPLES, Importer, database
from tests.world import World

pytestmark = pytest.mark.django_db

ORDERS = SAMPLES / "amazon-orders.txt"
FIRST, SECOND, CANCELLED, PENDING, BY_AMAZON = (f"111-000000{n}-000000{n}" for n in range(1, 6))


def _changed(importer: Importer, *changes: tuple[str, str]) -> Path:
    text = ORDERS.read_text(encoding="cp1252")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return importer.file(text, "later.txt")


def test_orders_are_made_from_their_items(importer: Importer) -> None:
    done = importer("amazon-orders", ORDERS)

    assert (done.code, done.number("rows read"), done.number("pending, no order yet")) == (0, 6, 1)
    order = Order.objects.get(external_id=FIRST)
    assert (order.total_minor, order.currency, order.channel) == (3700 + 450 + 990, "EUR", "mfn")
    assert order.buyer_region == "Île-de-France, FR"
    assert [line["title"] for line in order.lines] == ['Stoneware bowl, 5" wide', "=Cup"]
    assert order.seller.external_id == "amazon"
    assert Order.objects.get(external_id=BY_AMAZON).channel == "afn"
    assert not Order.objects.filter(external_id=PENDING).exists()


def test_nothing_in_the_report_makes_an_order_late_or_a_defect(importer: Importer) -> None:
    importer("amazon-orders", ORDERS)

    shipped, cancelled = Order.objects.get(external_id=FIRST), Order.objects.get(external_id=CANCELLED)
    assert shipped.shipped_at == datetime(2026, 10, 4, 10, tzinfo=UTC)
    assert (shipped.ship_by_at, shipped.deliver_by_at, shipped.delivered_at) == (None, None, None)
    assert (cancelled.cancelled_by, cancelled.cancel_reason, cancelled.currency) == ("marketplace", "other", "EUR")
    bad = Mark.LATE_SHIPMENT | Mark.SELLER_CANCELLED
    assert not any(order.marks & bad for order in Order.objects.all())


def test_a_later_report_adds_what_has_happened_since(importer: Importer) -> None:
    importer("amazon-orders", ORDERS)

    later = _changed(importer, ("Unshipped", "Shipped"), ("37.00", ""), ("2026-10-04T10:00", "2026-10-09T10:00"))
    done = importer("amazon-orders", later)

    assert (done.code, done.number("events accepted"), done.number("already known")) == (0, 1, 7)
    first, second = Order.objects.get(external_id=FIRST), Order.objects.get(external_id=SECOND)
    assert second.shipped_at == datetime(2026, 10, 2, 9, tzinfo=UTC)
    assert (first.total_minor, first.shipped_at) == (3700 + 450 + 990, datetime(2026, 10, 4, 10, tzinfo=UTC))


def test_a_pending_order_waits_until_it_is_one(importer: Importer) -> None:
    done = importer("amazon-orders", _changed(importer, ("Pending", "Unshipped")))

    assert [(row["field"], row["code"]) for row in done.rejects()] == [("currency", "missing")]


def test_the_same_report_again_changes_nothing(importer: Importer) -> None:
    importer("amazon-orders", ORDERS)
    before = database()

    done = importer("amazon-orders", ORDERS)

    assert database() == before
    assert (done.number("events accepted"), done.number("already known")) == (0, 7)


BAD_CELLS = {
    "negative price": (("64.00", "-64.00"), "item-price", "negative_amount"),
    "price in words": (("64.00", "much"), "item-price", "bad_amount"),
    "price in commas": (("64.00", "64,00"), "item-price", "bad_amount"),
    "half a cent": (("64.00", "64.005"), "item-price", "bad_amount"),
    "infinite price": (("64.00", "Infinity"), "item-price", "bad_amount"),
    "impossible date": (("2026-10-02T08:00:00+00:00", "2026-02-30T08:00:00+00:00"), "purchase-date", "bad_time"),
    "date without zone": (("2026-10-02T08:00:00+00:00", "2026-10-02T08:00:00"), "purchase-date", "no_time_zone"),
    "unknown status": (("Unshipped", "Teleported"), "order-status", "unknown_status"),
    "unknown channel": (("Unshipped\tMerchant", "Unshipped\tDrone"), "fulfillment-channel", "unknown_channel"),
}


@pytest.mark.parametrize("name", BAD_CELLS)
def test_a_bad_cell_rejects_its_order(importer: Importer, name: str) -> None:
    change, field, code = BAD_CELLS[name]

    done = importer("amazon-orders", _changed(importer, change))

    found = {(row["field"], row["code"]) for row in done.rejects()}
    assert (field, code) in found
    assert not Order.objects.filter(external_id=SECOND).exists()
    assert Order.objects.filter(external_id=FIRST).exists()


def test_one_bad_row_takes_its_whole_order_along(importer: Importer) -> None:
    done = importer("amazon-orders", _changed(importer, ("9.90", "x")))

    assert sorted(row["code"] for row in done.rejects()) == ["bad_amount", "order_incomplete"]
    assert not Order.objects.filter(external_id=FIRST).exists()


def test_rows_that_contradict_each_other_are_rejected(importer: Importer) -> None:
    text = ORDERS.read_text(encoding="cp1252").splitlines()
    text[2] = text[2].replace("2026-10-01T08:04:21", "2026-10-01T09:04:21")

    done = importer("amazon-orders", importer.file("\n".join(text), "orders.txt"))

    assert "contradiction" in done.reject_codes()


def test_rows_of_an_order_may_stand_apart_and_columns_may_come_and_go(importer: Importer) -> None:
    head, *rows = ORDERS.read_text(encoding="cp1252").splitlines()
    places = [place for place, column in enumerate(head.split("\t")) if column != "url"]
    cut = ["\t".join([*line.split("\t"), *[""] * 30][place] for place in places) for line in [*rows[1:], rows[0]]]
    head = "\t".join([*(head.split("\t")[place] for place in places), "is-business-order"])

    done = importer(
        "amazon-orders", importer.file("\n".join([head, *(f"{line}\tfalse" for line in cut)]), "orders.txt")
    )

    assert done.code == 0
    assert Order.objects.get(external_id=FIRST).total_minor == 3700 + 450 + 990


def test_the_named_seller_gets_the_orders(world: World, importer: Importer) -> None:
    importer("amazon-orders", ORDERS, "--seller", "harbour")

    assert set(Order.objects.values_list("seller__external_id", flat=True)) == {"harbour"}


def test_statuses_are_read_as_documented() -> None:
    assert outcome_of("Shipped - Lost in Transit") is outcome_of("shipped") is Outcome.SHIPPED
    assert outcome_of("Pending") is Outcome.WAITING
    assert outcome_of("Pending - Waiting for Pick Up") is Outcome.PLACED
    assert outcome_of("Canceled") is outcome_of("Cancelled") is Outcome.CANCELLED
    assert outcome_of("Teleported") is None


def test_feedback_attaches_to_known_orders(importer: Importer) -> None:
    importer("amazon-orders", ORDERS)

    done = importer("amazon-feedback", SAMPLES / "amazon-feedback-us.txt")

    assert (done.code, done.reject_codes(), done.number("events accepted")) == (3, ["unknown_order"], 2)
    order = Order.objects.get(external_id=FIRST)
    assert (order.feedback_stars, order.feedback_at) == (1, datetime(2026, 10, 9, tzinfo=UTC))
    assert Order.objects.get(external_id=SECOND).feedback_text == "=Great"


def test_feedback_in_german_is_recognised(importer: Importer) -> None:
    importer("amazon-orders", ORDERS)

    assert importer("amazon-feedback", SAMPLES / "amazon-feedback-de.txt").code == 0
    order = Order.objects.get(external_id=FIRST)
    assert (order.feedback_stars, order.feedback_at) == (2, datetime(2026, 10, 9, tzinfo=UTC))


def test_feedback_never_comes_before_its_order(importer: Importer) -> None:
    importer("amazon-orders", ORDERS)
    row = f"Date\tRating\tComments\tYour Response\tOrder ID\tRater Email\n10/01/26\t3\t\t\t{FIRST}\t\n"

    done = importer("amazon-feedback", importer.file(row, "feedback.txt"), "--marketplace", "US")

    assert done.code == 0
    assert Order.objects.get(external_id=FIRST).feedback_at == datetime(2026, 10, 1, 8, 4, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("heading", "days", "form"),
    [
        ("Date", ["03/04/26", "10/25/26"], MONTH_FIRST),
        ("Date", ["03/04/26", "25/10/26"], DAY_FIRST),
        ("Fecha", ["03/04/26"], DAY_FIRST),
        ("Datum", ["03.04.26"], POINTS),
        ("Datum", ["2026-04-03"], ISO),
        ("Дата", ["2026-04-03"], ISO),
        ("Date", ["rubbish", "10/25/26"], MONTH_FIRST),
    ],
)
def test_the_order_of_day_and_month_is_inferred_where_it_is_certain(heading: str, days: list[str], form: str) -> None:
    assert form_of_dates("f.txt", marketplace="", heading=heading, days=days) == form


def test_uncertain_dates_ask_for_the_marketplace(importer: Importer) -> None:
    importer("amazon-orders", ORDERS)
    file = importer.file(
        f"Date\tRating\tComments\tYour Response\tOrder ID\tRater Email\n11/10/26\t3\t\t\t{FIRST}\t\n", "f.txt"
    )

    unsure = importer("amazon-feedback", file)
    sure = importer("amazon-feedback", file, "--marketplace", "uk")

    assert unsure.code == 2 and "such as --marketplace US or UK" in unsure.error
    assert sure.code == 0
    assert Order.objects.get(external_id=FIRST).feedback_at == datetime(2026, 10, 11, tzinfo=UTC)
    with pytest.raises(Unreadable, match="Known are: AE, AU"):
        form_of_dates("f.txt", marketplace="XX", heading="Date", days=[])
    assert BY_MARKETPLACE["DE"] == POINTS


def test_returns_become_requests_refunds_and_claims(importer: Importer) -> None:
    importer("amazon-orders", ORDERS)

    done = importer("amazon-returns", SAMPLES / "amazon-returns.txt", SAMPLES / "amazon-warehouse-returns.txt")

    assert (done.code, done.number("events accepted")) == (0, 5)
    first, second = Order.objects.get(external_id=FIRST), Order.objects.get(external_id=SECOND)
    assert (first.return_reason, first.refunded_minor, first.claim_state) == ("AMZ-PG-BAD-DESC", 990, "")
    assert (second.return_at, second.claim_state) == (datetime(2026, 10, 14, tzinfo=UTC), "pending")
    assert Order.objects.get(external_id=BY_AMAZON).return_reason == "UNWANTED_ITEM"
    assert importer("amazon-returns", SAMPLES / "amazon-returns.txt").number("already known") == 4
    assert OrderEvent.objects.filter(source="amazon-returns:main").count() == 5
