"""Importing our own order events: what is taken, what is rejected, and that doing it again changes nothing."""

from __future__ import annotations

import json

import pytest

from goodstanding.connectors.events import columns, reading
from goodstanding.connectors.events.columns import FIELDS, LINE_COLUMNS
from goodstanding.connectors.models import ImportRun
from goodstanding.systems.orders import rules
from goodstanding.systems.orders.events import Kind
from goodstanding.systems.orders.models import Order, OrderEvent
from goodstanding.systems.sellers.models import Seller
from goodstanding.systems.stores.models import Store
from tests.connectors.importing import OUR_SAMPLES, Importer, database, placed
from tests.world import World

pytestmark = pytest.mark.django_db


def test_an_empty_marketplace_takes_the_documented_samples(importer: Importer) -> None:
    done = importer("events", OUR_SAMPLES / "order-events.csv", OUR_SAMPLES / "order-events.jsonl")

    assert (done.code, done.number("rejected")) == (0, 0)
    assert done.number("events accepted") == OrderEvent.objects.count() == done.number("rows read") > 20
    assert done.number("sellers created") == 2 and "--create-sellers" in done.said["note"]
    assert list(Store.objects.values_list("code", "currency", "time_zone")) == [("main", "EUR", "UTC")]
    assert set(OrderEvent.objects.values_list("kind", flat=True)) == {kind.value for kind in Kind}


def test_the_sample_order_is_what_its_rows_say(importer: Importer) -> None:
    importer("events", OUR_SAMPLES / "order-events.csv")

    order = Order.objects.get(external_id="A-1001")
    assert (order.total_minor, order.currency, order.carrier, order.feedback_stars) == (4200, "EUR", "Northway", 2)
    assert order.lines == [{"sku": "BOWL-2", "title": "Stoneware bowl", "quantity": 2, "price_minor": 3700}]
    assert order.feedback_removed_at is not None
    assert len(Order.objects.get(external_id="A-1002").lines) == 2
    assert Order.objects.get(external_id="B-7").chargeback_kind == "reversed"


def test_an_order_may_come_in_several_packages(importer: Importer) -> None:
    importer("events", OUR_SAMPLES / "order-events.csv", OUR_SAMPLES / "order-events.jsonl")

    sent = {
        order: list(Order.objects.get(external_id=order).packages.order_by("number")) for order in ("A-1003", "A-2002")
    }
    assert [(p.name, p.carrier, p.tracking_id) for p in sent["A-1003"]] == [
        ("1", "Northway", "NW100071"), ("2", "Parcelo", "PC88120"),
    ]  # fmt: skip
    assert sent["A-1003"][1].items == [{"sku": "CUP-6", "quantity": 1}]
    assert [p.delivered_at is not None for p in sent["A-1003"]] == [True, False]
    assert [p.first_scan_at is not None for p in sent["A-2002"]] == [False, True]


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("items", "two vases", "bad_json"),
        ("items", '[{"price_minor": 5}]', "bad_value"),
        ("package", "p" * 65, "bad_value"),
    ],
)
def test_a_package_that_cannot_be_read_is_rejected(importer: Importer, column: str, cell: str, code: str) -> None:
    importer("events", importer.events(placed("A-1")))
    lines = [f"seller,order,kind,id,at,{column}", "harbour,A-1,shipped,A-1-s,2026-10-02T10:00:00Z," + quoted(cell)]

    done = importer("events", importer.file("\n".join(lines), "events.csv"))

    assert [(r["field"], r["code"]) for r in done.rejects()] == [(column, code)]


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def test_the_same_file_again_changes_nothing(importer: Importer) -> None:
    file = OUR_SAMPLES / "order-events.csv"
    first = importer("events", file)
    before = database()

    again = importer("events", file)

    assert database() == before
    assert (again.code, again.number("events accepted")) == (0, 0)
    assert again.number("already known") == first.number("events accepted")


def test_an_id_used_for_something_else_is_rejected(importer: Importer) -> None:
    importer("events", importer.events(placed("A-1")))

    done = importer("events", importer.events(placed("A-1", total="9900"), placed("A-2")))

    assert (done.code, done.reject_codes(), done.number("events accepted")) == (3, ["other_content"], 1)
    assert Order.objects.get(external_id="A-1").total_minor == 4200


BAD_ROWS = {
    "a kind that is not known": ("harbour,A-1,posted,1,2026-10-01T10:00:00Z,EUR,1,,", "kind", "unknown_kind"),
    "no kind": ("harbour,A-1,,1,2026-10-01T10:00:00Z,EUR,1,,", "kind", "missing"),
    "an impossible date": ("harbour,A-1,placed,1,2026-02-30T10:00:00Z,EUR,1,,", "at", "bad_time"),
    "a date without a zone": ("harbour,A-1,placed,1,2026-10-01T10:00:00,EUR,1,,", "at", "no_time_zone"),
    "the far future": ("harbour,A-1,placed,1,2999-10-01T10:00:00Z,EUR,1,,", "at", "in_the_future"),
    "the end of the calendar": ("harbour,A-1,placed,1,9999-12-31T23:59:59-01:00,EUR,1,,", "at", "bad_time"),
    "the distant past": ("harbour,A-1,placed,1,1066-10-14T10:00:00Z,EUR,1,,", "at", "too_old"),
    "a negative amount": ("harbour,A-1,placed,1,2026-10-01T10:00:00Z,EUR,-1,,", "total_minor", "bad_value"),
    "an amount with a point": ("harbour,A-1,placed,1,2026-10-01T10:00:00Z,EUR,1.50,,", "total_minor", "bad_number"),
    "an amount in other digits": ("harbour,A-1,placed,1,2026-10-01T10:00:00Z,EUR,٣,,", "total_minor", "bad_number"),
    "a cell of another kind": ("harbour,A-1,placed,1,2026-10-01T10:00:00Z,EUR,1,5,", "stars", "foreign_field"),
    "six stars": ("harbour,A-0,feedback_left,1,2026-10-02T10:00:00Z,,,6,", "stars", "bad_value"),
    "no currency": ("harbour,A-1,placed,1,2026-10-01T10:00:00Z,,1,,", "currency", "missing"),
    "no id": ("harbour,A-1,placed,,2026-10-01T10:00:00Z,EUR,1,,", "id", "missing"),
    "too few cells": ("harbour,A-1,placed", "", "too_few_cells"),
    "too many cells": ("harbour,A-1,placed,1,2026-10-01T10:00:00Z,EUR,1,,,,,", "", "too_many_cells"),
    "a quote in the wrong place": ('harbour,A-1,placed,"1"x,2026-10-01T10:00:00Z,EUR,1,,', "", "bad_quoting"),
    "something before its order": ("harbour,A-0,delivered,1,2026-09-01T10:00:00Z,,,,", "at", "before_order"),
    "an order that was never placed": ("harbour,A-9,delivered,1,2026-10-01T10:00:00Z,,,,", "order", "unknown_order"),
    "a seller with a slash": ("har/bour,A-1,placed,1,2026-10-01T10:00:00Z,EUR,1,,", "seller", "bad_characters"),
}


@pytest.mark.parametrize("name", BAD_ROWS)
def test_a_bad_row_is_named_and_the_others_are_kept(importer: Importer, name: str) -> None:
    row, field, code = BAD_ROWS[name]

    done = importer("events", importer.events(placed("A-0"), row, placed("A-2")))

    assert done.code == 3
    assert [(r["file"], r["line"], r["field"], r["code"]) for r in done.rejects()] == [("events.csv", "3", field, code)]
    assert done.rejects()[0]["reason"].endswith((".", "?"))
    assert sorted(Order.objects.values_list("external_id", flat=True)) == ["A-0", "A-2"]


def test_an_unclosed_quote_costs_one_row_not_the_rest(importer: Importer) -> None:
    broken = 'harbour,A-1,placed,"1,2026-10-01T10:00:00Z,EUR,1,,'

    done = importer("events", importer.events(placed("A-0"), broken, *(placed(f"B-{n}") for n in range(600))))

    assert [(r["line"], r["code"]) for r in done.rejects()] == [("3", "bad_quoting")]
    assert Order.objects.count() == 601


def test_a_cut_off_file_keeps_its_whole_rows(importer: Importer) -> None:
    whole = importer.events(*(placed(f"A-{n}") for n in range(9))).read_bytes()

    done = importer("events", importer.file(whole[:-30], "cut.csv"))

    assert (done.code, done.reject_codes(), Order.objects.count()) == (3, ["too_few_cells"], 8)


def test_nul_bytes_and_broken_characters_cost_their_rows_only(importer: Importer) -> None:
    rows = [placed("A-0"), placed("A-1").replace("harbour", "hä\x00bour"), placed("A-2").replace("harbour", "hafén")]
    content = importer.events(*rows, *(placed(f"Ä-{n}") for n in range(9))).read_bytes()
    content = content.replace("fén".encode(), b"f\xff\xffn")

    done = importer("events", importer.file(content))

    assert sorted(done.reject_codes()) == ["broken_encoding", "nul_bytes"]
    assert Order.objects.count() == 10


def test_a_field_of_ten_megabytes_is_rejected_and_shown_in_part(importer: Importer) -> None:
    huge = f"harbour,A-1,placed,{'x' * 10_000_000},2026-10-01T10:00:00Z,EUR,1,,"

    done = importer("events", importer.events(placed("A-0"), huge, placed("A-2")))

    (reject,) = done.rejects()
    assert (reject["line"], reject["code"], len(reject["row"])) == ("3", "too_long", 2_000)
    assert Order.objects.count() == 2


def test_what_looks_like_a_formula_stays_text_and_is_harmless_in_the_rejects(importer: Importer) -> None:
    feedback = "harbour,A-0,feedback_left,f,2026-10-02T10:00:00Z,,,5,=1+1"
    bad = "=cmd|' /C calc'!A0,A-1,placed,1,2026-02-30T10:00:00Z,EUR,1,,"

    done = importer("events", importer.events(placed("A-0"), feedback, bad))

    assert Order.objects.get(external_id="A-0").feedback_text == "=1+1"
    assert done.rejects()[0]["row"].startswith("'=cmd")


def test_sellers_are_opened_only_in_a_store_that_has_none(world: World, importer: Importer) -> None:
    file = importer.events(placed("A-1"), placed("A-2", seller="stranger"))

    done = importer("events", file)

    assert (done.reject_codes(), Order.objects.get().seller) == (["unknown_seller"], world.harbour)
    assert not Seller.objects.filter(external_id="stranger").exists()


def test_sellers_are_opened_when_asked_for(world: World, importer: Importer) -> None:
    done = importer("events", importer.events(placed("A-2", seller="stranger")), "--create-sellers")

    assert (done.code, done.number("sellers created")) == (0, 1)
    assert Seller.objects.get(external_id="stranger").store == world.store


def test_a_dry_run_tells_the_same_and_keeps_nothing(importer: Importer) -> None:
    file = importer.events(placed("A-1"), placed("A-2", at="yesterday"))

    tried = importer("events", file, "--dry-run")

    assert (tried.code, tried.number("events accepted"), tried.reject_codes()) == (3, 1, ["bad_time"])
    assert database() == (0, 0, 0, 0) and not ImportRun.objects.exists()


def test_json_lines_are_checked_line_by_line(importer: Importer) -> None:
    good = {
        "seller": "h",
        "order": "A",
        "kind": "placed",
        "id": "1",
        "at": "2026-10-01T10:00:00Z",
        "data": {"currency": "EUR"},
    }
    lines = [
        json.dumps(good),
        "{not json",
        "[]",
        "[" * 100_000,
        json.dumps({**good, "id": 7}),
        json.dumps({**good, "id": "2", "extra": 1}),
        json.dumps({**good, "id": "3", "kind": ["placed"]}),
        json.dumps({**good, "id": "4", "data": "EUR"}),
        json.dumps({**good, "id": "5", "order": "B", "data": {"currency": "EUR", "buyer_alias": "\ud800"}}),
        json.dumps({**good, "id": "6", "order": "C", "data": {"currency": "EUR", "buyer_alias": "a\u0000b"}}),
        json.dumps({**good, "id": "7", "order": "D", "data": {"currency": "EUR", "colour": "red"}}),
    ]

    done = importer("events", importer.file("\n".join(lines), "events.jsonl"))

    assert [(r["line"], r["code"]) for r in done.rejects()][:8] == [
        ("2", "bad_json"), ("3", "bad_json"), ("4", "bad_json"), ("5", "bad_value"), ("6", "unknown_field"),
        ("7", "unknown_kind"), ("8", "bad_json"), ("9", "broken_encoding"),
    ]  # fmt: skip
    assert len(done.rejects()) == 10 and Order.objects.get().external_id == "A"


def test_the_columns_are_the_vocabulary_of_order_events() -> None:
    for kind in Kind:
        named = {"kind" if name == "chargeback_kind" else name for name in FIELDS[kind] if name not in LINE_COLUMNS}
        assert named == set(rules.fields_of(kind)), kind


def test_batches_are_bounded_and_the_same_every_time(importer: Importer) -> None:
    file = importer.events(*(placed(f"A-{n}") for n in range(9_000)))
    source = reading.open_events([file])
    setting = reading.Setting(zone=reading.ZoneInfo("UTC"))

    batches = list(source.batches(setting))
    rest = list(source.batches(setting, start=batches[0].position))

    assert max(len(batch.drafts) for batch in batches) <= reading.DRAFTS_IN_A_BATCH
    assert [draft.id for batch in rest for draft in batch.drafts] == [f"A-{n}-placed" for n in range(4_000, 9_000)]
    assert columns.REQUIRED == ("seller", "order", "kind", "id", "at")
