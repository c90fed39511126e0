"""Olist's files: the rules on small made ones, the counts on the real ones where they lie beside the repository."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from goodstanding.systems.orders.models import Order, OrderEvent
from goodstanding.systems.orders.vocabulary import Mark
from goodstanding.systems.sellers.models import Seller
from goodstanding.systems.stores.models import Store
from tests.connectors.importing import SAMPLES, Importer, database
from tests.world import World

pytestmark = pytest.mark.django_db

REAL = [p for p in (Path(__file__).parents[3] / "shared" / "data" / "olist",) if p.is_dir()]


def test_an_order_of_two_sellers_is_one_order_for_each(importer: Importer) -> None:
    importer("olist", SAMPLES / "olist")

    north, south = Order.objects.filter(external_id="o-two").order_by("seller__external_id")
    assert (north.total_minor, south.total_minor) == (10955, 4210)
    assert south.ship_by_at == datetime(
        2026, 3, 7, 13, tzinfo=UTC
    )  # the latest limit of that seller's items, São Paulo time
    assert north.marks & Mark.LATE_SHIPMENT and not south.marks & Mark.LATE_SHIPMENT
    assert north.first_scan_at == north.shipped_at == datetime(2026, 3, 6, 12, tzinfo=UTC)
    assert north.deliver_by_at == datetime(2026, 3, 13, 2, 59, 59, tzinfo=UTC)  # the day's end in São Paulo
    assert (north.buyer_region, north.lead_sku, north.lead_title) == ("SP", "p-bowl", "utilidades_domesticas")


def test_the_review_answered_last_counts_for_each_seller(importer: Importer) -> None:
    importer("olist", SAMPLES / "olist")

    for order in Order.objects.filter(external_id="o-two"):
        assert (order.feedback_stars, order.feedback_text) == (2, "Partial\nOnly half of it\ncame")


def test_cancellations_are_told_by_status_and_dated_to_the_last_happening(importer: Importer) -> None:
    importer("olist", SAMPLES / "olist")

    stock, buyer = Order.objects.get(external_id="o-stock"), Order.objects.get(external_id="o-buyer")
    assert (stock.cancelled_by, stock.cancel_reason) == ("seller", "stock")
    assert stock.cancelled_at == datetime(2026, 3, 3, 14, tzinfo=UTC)
    assert (buyer.cancelled_by, buyer.cancel_reason) == ("buyer", "buyer_request")


def test_what_fits_no_order_is_rejected_and_clocks_may_differ_a_little(importer: Importer) -> None:
    done = importer("olist", SAMPLES / "olist")

    assert Counter(done.reject_codes()) == {"no_items": 1, "before_order": 1, "order_rejected": 1, "unknown_order": 1}
    early = Order.objects.get(external_id="o-early")
    assert early.shipped_at == early.placed_at and not early.marks & Mark.LATE_SHIPMENT


def test_the_store_is_made_once_and_the_folder_may_come_again(importer: Importer) -> None:
    importer("olist", SAMPLES / "olist")
    before = database()

    done = importer("olist", SAMPLES / "olist")

    assert database() == before and done.number("events accepted") == 0
    assert Store.objects.values_list("code", "currency", "time_zone").get() == ("br", "BRL", "America/Sao_Paulo")


def test_it_does_not_land_in_a_store_of_another_currency(world: World, importer: Importer) -> None:
    importer("olist", SAMPLES / "olist")

    assert set(Order.objects.values_list("seller__store__code", flat=True)) == {"br"}
    assert importer("olist", SAMPLES / "olist", "--store", "us").code == 3
    assert Order.objects.filter(seller__store=world.store).exists()


def test_a_bad_item_spoils_its_seller_only(importer: Importer, tmp_path: Path) -> None:
    for file in (SAMPLES / "olist").iterdir():
        text = file.read_text(encoding="utf-8")
        (tmp_path / file.name).write_text(
            text.replace("o-two,1,p-bowl,s-north,2026-03-05", "o-two,1,p-bowl,s-north,2026-02-30")
        )

    done = importer("olist", tmp_path)

    assert "bad_time" in done.reject_codes()
    assert [o.seller.external_id for o in Order.objects.filter(external_id="o-two")] == ["s-south"]


def _read(folder: Path, kind: str) -> list[dict[str, str]]:
    with (folder / f"olist_{kind}_dataset.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("folder", REAL)
def test_the_real_orders_are_counted_as_a_plain_reading_of_the_files_counts_them(
    importer: Importer, folder: Path
) -> None:
    orders = {row["order_id"]: row for row in _read(folder, "orders")}
    limits: dict[tuple[str, str], datetime] = {}
    totals: Counter[tuple[str, str]] = Counter()
    for item in _read(folder, "order_items"):
        key, limit = (item["seller_id"], item["order_id"]), datetime.fromisoformat(item["shipping_limit_date"])
        limits[key] = max(limits.get(key, limit), limit)
        totals[key] += int((Decimal(item["price"]) + Decimal(item["freight_value"])) * 100)
    shipped = {key: row["order_delivered_carrier_date"] for key, row in orders.items()}
    late = {k for k, limit in limits.items() if shipped[k[1]] and datetime.fromisoformat(shipped[k[1]]) > limit}
    open_late = {
        k for k in limits if not shipped[k[1]] and orders[k[1]]["order_status"] not in {"canceled", "unavailable"}
    }

    done = importer("olist", folder)

    kept = {(o.seller.external_id, o.external_id): o for o in Order.objects.select_related("seller")}
    assert kept.keys() == limits.keys()
    assert Seller.objects.count() == len({seller for seller, _ in limits})
    assert {key: order.total_minor for key, order in kept.items()} == totals
    assert {k for k, o in kept.items() if o.shipped_at and o.shipped_at > o.ship_by_at} == late
    assert {k for k, o in kept.items() if o.marks & Mark.LATE_SHIPMENT} == late | open_late
    assert done.reject_codes().count("no_items") == len(orders.keys() - {order for _, order in limits})


@pytest.mark.parametrize("folder", REAL)
def test_the_real_reviews_and_deliveries_are_counted_alike(importer: Importer, folder: Path) -> None:
    orders = {row["order_id"]: row for row in _read(folder, "orders")}
    sold = {(item["seller_id"], item["order_id"]) for item in _read(folder, "order_items")}
    last: dict[str, dict[str, str]] = {}
    for review in sorted(_read(folder, "order_reviews"), key=lambda r: (r["review_answer_timestamp"], r["review_id"])):
        last[review["order_id"]] = review
    day = timedelta(days=1)
    delivered_late = {
        key
        for key in sold
        if (row := orders[key[1]])["order_delivered_customer_date"]
        and datetime.fromisoformat(row["order_delivered_customer_date"])
        >= datetime.fromisoformat(row["order_estimated_delivery_date"]) + day
    }

    importer("olist", folder)

    kept = {(o.seller.external_id, o.external_id): o for o in Order.objects.select_related("seller")}
    stars = {key: int(last[key[1]]["review_score"]) for key in sold if key[1] in last}
    assert {key: o.feedback_stars for key, o in kept.items() if o.feedback_stars} == stars
    assert {key for key, o in kept.items() if o.marks & Mark.NEGATIVE_FEEDBACK} == {
        k for k, n in stars.items() if n <= 2
    }
    assert {k for k, o in kept.items() if o.delivered_at and o.delivered_at > o.deliver_by_at} == delivered_late
    scans = OrderEvent.objects.filter(kind="carrier_scan").count()
    assert scans == sum(1 for _, order in sold if orders[order]["order_delivered_carrier_date"])
