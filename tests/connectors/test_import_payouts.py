"""Our own file of payouts: one a line, as the API takes them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from goodstanding.systems.payouts.models import Payout, PayoutLine
from tests.connectors.importing import OUR_SAMPLES, Importer
from tests.world import World

pytestmark = pytest.mark.django_db

SAMPLE = OUR_SAMPLES / "payouts.jsonl"


def payout(**changed: object) -> dict[str, Any]:  # Any: JSON
    return {**json.loads(SAMPLE.read_text(encoding="utf-8").splitlines()[0]), **changed}


def file(importer: Importer, *rows: object) -> object:
    return importer.file("".join(json.dumps(row) + "\n" for row in rows), "told.jsonl")


def test_the_documented_sample_is_taken_and_a_later_line_says_how_it_stands(world: World, importer: Importer) -> None:
    done = importer("payouts", SAMPLE)

    assert (done.code, done.number("rows read"), done.number("payout lines accepted")) == (0, 3, 4)
    assert [(one.settlement_id, one.status) for one in Payout.objects.order_by("pk")] == [
        ("2026-44", "paid"), ("2026-46", "scheduled"),
    ]  # fmt: skip


def test_the_same_file_again_adds_nothing(world: World, importer: Importer) -> None:
    rows = file(importer, payout(), payout(settlement_id="2026-45"))
    importer("payouts", rows)

    again = importer("payouts", rows)

    assert (again.code, again.number("payout lines accepted"), again.number("already known")) == (0, 0, 6)
    assert (Payout.objects.count(), PayoutLine.objects.count()) == (2, 6)


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"total_minor": 42_76}, "total_minor", "does_not_add_up"),
        ({"total_minor": 42.75}, "total_minor", "bad_amount"),
        ({"status": "gone"}, "status", "bad_value"),
        ({"seller": "nobody"}, "seller", "unknown_seller"),
        ({"starts_at": "2026-10-25T00:00:00"}, "starts_at", "no_time_zone"),
        ({"colour": "blue"}, "colour", "unknown_field"),
        ({"lines": [{"kind": "sale", "posted_at": "2026-10-27T09:15:00+00:00"}]}, "lines[0].amount_minor", "missing"),
        ({"lines": ["sale"]}, "lines[0]", "not_an_object"),
        ({"reason": "\x00"}, "reason", "bad_value"),
        ({"reason": []}, "reason", "bad_value"),
        ({"pay_at": False}, "pay_at", "bad_value"),
        ({"seller": "\ud800"}, "seller", "bad_value"),
        ({"settlement_id": "\udc80"}, "settlement_id", "bad_value"),
    ],
)
def test_a_bad_payout_is_refused_with_its_place_and_the_good_one_is_kept(
    world: World, importer: Importer, changed: dict[str, object], field: str, code: str
) -> None:
    done = importer("payouts", file(importer, payout(**changed), payout(settlement_id="good")))

    assert (done.code, [(row["line"], row["field"], row["code"]) for row in done.rejects()]) == (
        3,
        [("1", field, code)],
    )
    assert [one.settlement_id for one in Payout.objects.all()] == ["good"]


def test_a_line_that_is_no_json_is_refused(world: World, importer: Importer) -> None:
    done = importer("payouts", importer.file(json.dumps(payout()) + "\n{broken\n", "told.jsonl"))

    assert (done.code, done.reject_codes(), Payout.objects.count()) == (3, ["not_json"], 1)


def test_a_file_of_another_kind_is_told_at_once(world: World, importer: Importer) -> None:
    done = importer("payouts", importer.file("seller,total\n", "told.csv"))

    assert (done.code, "no file of JSON lines" in done.error) == (2, True)
