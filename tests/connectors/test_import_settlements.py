"""Amazon's settlement reports: a settlement becomes one payout that adds up to the cent, or nothing at all."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from goodstanding.connectors.amazon_reports.settlement_kinds import kind_of
from goodstanding.systems.ledger import queries as ledger
from goodstanding.systems.ledger.models import Entry
from goodstanding.systems.payouts import queries
from goodstanding.systems.payouts.models import Payout, PayoutLine
from goodstanding.systems.payouts.states import LineKind
from tests.connectors.importing import SAMPLES, Importer
from tests.world import World

pytestmark = pytest.mark.django_db

V2 = SAMPLES / "settlements" / "v2.txt"
SHORT = SAMPLES / "settlements" / "v2-short.txt"
V1 = SAMPLES / "settlements" / "v1.txt"
FIRST, REFUNDED = "111-0000001-0000001", "111-0000002-0000002"


def sums(settlement: str) -> dict[str, int]:
    payout = Payout.objects.get(settlement_id=settlement)
    return {one.kind.value: one.total.minor for one in queries.sums_of(payout)}


def counts() -> tuple[int, int, int]:
    return Payout.objects.count(), PayoutLine.objects.count(), Entry.objects.count()


def test_a_flat_file_of_version_2_becomes_a_payout_that_adds_up(world: World, importer: Importer) -> None:
    done = importer("amazon-settlement", V2, "--seller", "harbour")

    payout = Payout.objects.get()
    assert (done.code, done.number("rows read"), done.number("payout lines accepted")) == (0, 12, 11)
    assert (payout.seller, payout.total_minor, payout.currency, payout.status) == (world.harbour, 79_34, "USD", "paid")
    assert payout.pay_at == datetime(2026, 11, 10, 8, tzinfo=UTC)
    assert sums("9000000001") == {
        "sale": 60_00, "tax": 4_95, "promotion": -1_10, "refund": -14_50, "fee": -9_00, "fulfilment_fee": -8_25,
        "service_fee": -39_99, "refunded_fee": 2_18, "tax_withheld": -4_95, "reserve": 90_00,
    }  # fmt: skip
    assert sum(sums("9000000001").values()) == payout.total_minor
    line = payout.lines.get(number=4)
    assert (line.description, line.order_id, line.sku) == ("Order · Commission", FIRST, "HL-TEAPOT-09")
    assert line.posted_at == datetime(2026, 10, 27, 9, 15, tzinfo=UTC)
    assert list(ledger.out_of_balance()) == []


def test_version_1_has_an_amount_in_any_of_its_columns(world: World, importer: Importer) -> None:
    done = importer("amazon-settlement", V1, "--seller", "harbour")

    assert (done.code, done.number("rows read"), done.number("payout lines accepted")) == (0, 7, 6)
    assert sums("9000000003") == {
        "sale": 60_00, "fee": -9_00, "advertising": -20_00, "service_fee": -1_00, "carried_over": -40_00, "fulfilment_fee": -3_00,
    }  # fmt: skip
    assert Payout.objects.get().status == "no_payout"


def test_a_settlement_that_does_not_add_up_is_refused_with_the_difference_and_the_good_one_is_kept(
    world: World, importer: Importer
) -> None:
    done = importer("amazon-settlement", SHORT, V2, "--seller", "harbour")

    assert (done.code, done.number("payout lines accepted"), done.number("rejected")) == (3, 11, 1)
    (reject,) = done.rejects()
    assert (reject["file"], reject["line"], reject["field"]) == ("v2-short.txt", "2", "total-amount")
    assert reject["code"] == "does_not_add_up"
    assert "its 5 lines are 42.75 USD, its total-amount is 212.10 USD. 169.35 USD are missing" in reject["reason"]
    assert "169.35 USD are missing" in done.said["refused"]
    assert [payout.settlement_id for payout in Payout.objects.all()] == ["9000000001"]


def test_the_same_file_again_changes_nothing(world: World, importer: Importer) -> None:
    importer("amazon-settlement", V2, V1, "--seller", "harbour")
    before = counts()

    again = importer("amazon-settlement", V2, V1, "--seller", "harbour")

    assert (again.code, again.number("payout lines accepted"), again.number("already known")) == (0, 0, 17)
    assert counts() == before


def test_a_dry_run_keeps_nothing(world: World, importer: Importer) -> None:
    tried = importer("amazon-settlement", V2, "--seller", "harbour", "--dry-run")

    assert (tried.number("payout lines accepted"), counts()) == (11, (0, 0, 0))


def test_the_deposit_date_says_whether_it_is_paid(world: World, importer: Importer) -> None:
    world.at(datetime(2026, 11, 9, 12, tzinfo=UTC))
    importer("amazon-settlement", V2, "--seller", "harbour")
    before = Payout.objects.get().status
    world.at(datetime(2026, 11, 10, 12, tzinfo=UTC))
    importer("amazon-settlement", V2, "--seller", "harbour")

    assert (before, Payout.objects.get().status) == ("scheduled", "paid")


def test_a_settlement_taken_before_is_never_rewritten(world: World, importer: Importer) -> None:
    importer("amazon-settlement", V2, "--seller", "harbour")
    changed = V2.read_text(encoding="utf-8").replace("\t79.34\t", "\t139.34\t").replace("\t60.00\t", "\t120.00\t")

    done = importer("amazon-settlement", importer.file(changed, "later.txt"), "--seller", "harbour")

    assert (done.code, done.reject_codes()) == (3, ["other_content"])
    assert Payout.objects.get().total_minor == 79_34


@pytest.mark.parametrize(
    ("before", "after", "code", "field"),
    [
        ("\t-39.99\t", "\t-39.999\t", "bad_amount", "amount"),
        ("\t-39.99\t", "\tmuch\t", "bad_amount", "amount"),
        ("2026-11-01T00:00:00+00:00", "yesterday", "bad_time", "posted-date"),
        ("\t79.34\tUSD", "\t79.34\tdollars", "bad_currency", "currency"),
        ("\t79.34\tUSD", "\t\tUSD", "no_total", "total-amount"),
    ],
)
def test_one_bad_cell_refuses_the_whole_settlement_and_is_named(
    world: World, importer: Importer, before: str, after: str, code: str, field: str
) -> None:
    text = V2.read_text(encoding="utf-8")
    assert before in text

    done = importer("amazon-settlement", importer.file(text.replace(before, after), "bad.txt"), "--seller", "harbour")

    assert (done.code, done.reject_codes(), done.rejects()[0]["field"]) == (3, [code], field)
    assert counts() == (0, 0, 0)


def test_amounts_with_a_comma_and_dates_with_points_are_read(world: World, importer: Importer) -> None:
    text = V2.read_text(encoding="utf-8").replace("2026-10-27T09:15:00+00:00", "27.10.2026 09:15:00 UTC")
    cells = [[c.replace(".", ",") if c[-3:-2] == "." else c for c in row.split("\t")] for row in text.split("\n")]

    done = importer(
        "amazon-settlement", importer.file("\n".join("\t".join(row) for row in cells), "eu.txt"), "--seller", "harbour"
    )

    assert (done.code, Payout.objects.get().total_minor) == (0, 79_34)
    assert PayoutLine.objects.get(number=4).posted_at == datetime(2026, 10, 27, 9, 15, tzinfo=UTC)


def test_two_settlements_in_one_file_become_two_payouts(world: World, importer: Importer) -> None:
    first = V2.read_text(encoding="utf-8")
    second = first.split("\n", 1)[1].replace("9000000001", "9000000009")

    importer("amazon-settlement", importer.file(first + second, "two.txt"), "--seller", "harbour")

    assert [payout.line_count for payout in Payout.objects.all()] == [11, 11]


def test_an_empty_marketplace_gets_its_store_in_the_settlements_currency(importer: Importer) -> None:
    importer("amazon-settlement", V2)

    assert Payout.objects.get().seller.store.currency == "USD"


def test_another_report_is_told_by_its_name(world: World, importer: Importer) -> None:
    orders = importer("amazon-orders", V2)
    settlement = importer("amazon-settlement", SAMPLES / "amazon-orders.txt")

    assert (orders.code, settlement.code) == (2, 2)
    assert "goodstanding import amazon-settlement" in orders.error
    assert "goodstanding import amazon-orders" in settlement.error


@pytest.mark.parametrize(
    ("happened", "amount_type", "said", "minor", "kind"),
    [
        ("Order", "ItemPrice", "ShippingTax", 1, LineKind.TAX),
        ("Order", "ItemPrice", "Giftwrap", 1, LineKind.GIFT_WRAP),
        ("Order", "Promotion", "TaxDiscount", -1, LineKind.PROMOTION),
        ("Order", "ItemFees", "ShippingChargeback", -1, LineKind.FEE),
        ("Refund", "ItemFees", "RefundCommission", -1, LineKind.FEE),
        ("Refund", "Promotion", "Principal", 1, LineKind.REFUND),
        ("Chargeback Refund", "ItemPrice", "Principal", -1, LineKind.CLAIM),
        ("A-to-z Guarantee Refund", "ItemPrice", "Principal", -1, LineKind.CLAIM),
        ("other-transaction", "FBA Inventory Reimbursement", "REVERSAL_REIMBURSEMENT", 1, LineKind.REIMBURSEMENT),
        ("WAREHOUSE_DAMAGE", "other-transaction", "WAREHOUSE_DAMAGE", 1, LineKind.REIMBURSEMENT),
        ("Successful charge", "other-transaction", "Successful charge", 1, LineKind.PAID_IN),
        (
            "Transfer of funds unsuccessful",
            "other-transaction",
            "Transfer of funds unsuccessful",
            1,
            LineKind.CARRIED_OVER,
        ),
        ("other-transaction", "Cost of Advertising", "TransactionTotalAmount", -1, LineKind.ADVERTISING),
        ("Something new", "other-transaction", "Something new", -1, LineKind.OTHER),
    ],
)
def test_an_amount_is_sorted_by_the_reports_own_words(
    happened: str, amount_type: str, said: str, minor: int, kind: LineKind
) -> None:
    assert kind_of(happened, amount_type, said, minor) is kind


def test_a_row_in_another_currency_than_its_settlement_refuses_the_settlement(world: World, importer: Importer) -> None:
    rows = V2.read_text(encoding="utf-8").splitlines()
    cells = rows[2].split("\t")
    cells[rows[0].split("\t").index("currency")] = "EUR"
    rows[2] = "\t".join(cells)

    done = importer("amazon-settlement", importer.file("\n".join(rows), "mixed.txt"), "--seller", "harbour")

    (reject,) = done.rejects()
    assert (reject["field"], reject["code"]) == ("currency", "mixed_currencies")
    assert "Line 3: the row is in EUR, its settlement in USD." in reject["reason"]
    assert counts() == (0, 0, 0)
