"""A payout is as large in a file as in the API: 20,000 lines, 12 MiB; past that both say so, and memory stays bounded."""

from __future__ import annotations

import json
import tracemalloc
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from goodstanding.connectors.imports.shapes import Setting
from goodstanding.connectors.payouts.reading import LONGEST_PAYOUT, PAYOUTS_AT_ONCE, open_payouts
from goodstanding.systems.payouts.models import Payout, PayoutLine
from goodstanding.systems.payouts.rules import MOST_LINES
from tests.connectors.importing import Importer
from tests.connectors.test_import_payouts import file, payout
from tests.factories.tokens import machine
from tests.world import World

pytestmark = pytest.mark.django_db
LINE = {"kind": "sale", "amount_minor": 1, "posted_at": "2026-10-27T09:15:00+00:00", "description": "Order A-1001"}


def large(lines: int, **line: str) -> dict[str, Any]:  # Any: JSON
    return payout(settlement_id="large", total_minor=lines, lines=[{**LINE, **line}] * lines)


def test_a_file_takes_the_largest_payout_that_the_api_takes(world: World, importer: Importer) -> None:
    row = large(MOST_LINES)
    assert len(json.dumps(row)) > 2 * 1024 * 1024

    done = importer("payouts", file(importer, row, payout()))
    told = machine("administrator", "payouts:write").post("/payouts", row)

    assert (done.code, PayoutLine.objects.filter(payout__settlement_id="large").count()) == (0, MOST_LINES)
    assert (told.status_code, told.json()["outcome"]) == (200, "repeated")


def test_one_line_more_is_refused_by_both_and_the_next_payout_is_taken(world: World, importer: Importer) -> None:
    row = large(MOST_LINES + 1)

    done = importer("payouts", file(importer, row, payout(settlement_id="good")))
    told = machine("administrator", "payouts:write").post("/payouts", row)

    (reject,) = done.rejects()
    assert (done.code, reject["line"], reject["field"], reject["code"]) == (3, "1", "lines", "too_many_lines")
    assert "at most 20,000 lines, this one has 20,001" in reject["reason"]
    assert (told.status_code, [one["pointer"] for one in told.json()["errors"]]) == (422, ["#/lines"])
    assert [one.settlement_id for one in Payout.objects.all()] == ["good"]


@pytest.mark.parametrize("first", [True, False])
def test_more_than_the_api_takes_in_one_request_is_refused_with_the_limit_and_what_to_do(
    world: World, importer: Importer, first: bool
) -> None:
    rows = [large(200, description="x" * 70_000), payout(settlement_id="good")]

    done = importer("payouts", file(importer, *(rows if first else rows[::-1])))

    (reject,) = done.rejects()
    assert (done.code, reject["code"]) == (3, "too_long")
    assert "20,000 lines in 12 MiB" in reject["reason"]
    assert "its own settlement_id" in reject["reason"]
    assert [one.settlement_id for one in Payout.objects.all()] == ["good"]
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE == LONGEST_PAYOUT


def test_bytes_count_not_letters(world: World, importer: Importer) -> None:
    row = json.dumps(large(200, description="\N{SNOWMAN}" * 30_000), ensure_ascii=False)
    assert len(row) < LONGEST_PAYOUT < len(row.encode())

    done = importer("payouts", importer.file(row + "\n", "told.jsonl"))

    assert (done.code, done.reject_codes()) == (3, ["too_long"])


def test_many_large_payouts_are_read_a_few_at_a_time(importer: Importer) -> None:
    row = json.dumps({**large(4_000), "settlement_id": "S-%d"})
    path = importer.file("".join(row % n + "\n" for n in range(60)), "told.jsonl")
    found = open_payouts([path])

    tracemalloc.start()
    sizes = [len(batch.payouts) for batch in found.batches(Setting(zone=ZoneInfo("UTC")))]
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert sum(sizes) == 60 < PAYOUTS_AT_ONCE
    assert max(sizes) * len(row) <= LONGEST_PAYOUT
    assert peak < path.stat().st_size * 8
    assert peak < 20 * LONGEST_PAYOUT
