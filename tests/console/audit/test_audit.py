"""The record as associates read and export it."""

from __future__ import annotations

import csv
from datetime import timedelta
from typing import Any

import pytest

from goodstanding.base.clock import reading
from goodstanding.base.timeline.actions import record
from goodstanding.kit.tabular import safe
from goodstanding.systems.sellers import actions
from goodstanding.systems.sellers.states import Standing
from tests.world import World


@pytest.fixture(autouse=True)
def _past(world: World) -> None:
    reading.move_to(world.now)
    actions.change_standing(
        actor=world.tess.actor,
        seller_id=world.harbour.pk,
        to=Standing.AT_RISK,
        reason="=2+5 orders left late",
        at=world.now,
    )
    record(
        actor=world.alice.actor, verb="team.left", subject=("team", "9"), at=world.now - timedelta(days=3),
        seller_id=world.rival.pk,
    )  # fmt: skip


def rows(world: World, query: str = "") -> str:
    return str(world.as_(world.sam).get(f"/console/audit/{query}").content.decode())


def test_codes_read_as_sentences(world: World) -> None:
    assert "Standing changed from “In good standing” to “At risk”" in rows(world)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?actor=tess", "Standing"), ("?area=team", "Left"), ("?verb=team.left", "Left"), ("?seller=HAR-BOUR", "Standing"),
        ("?subject=9", "Left"), ("?from=2026-11-22", "Standing"), ("?to=2026-11-20", "Left"), ("?seller=nobody", ""),
    ],
)  # fmt: skip
def test_filters_narrow_the_record(world: World, query: str, shown: str) -> None:
    page = rows(world, query)

    assert ("Standing changed" in page, "Left the team" in page) == (shown == "Standing", shown == "Left")


def test_the_record_is_read_page_by_page(world: World) -> None:
    for n in range(60):
        record(
            actor=world.ada.actor, verb="store.opened", subject=("store", f"s{n}"), at=world.now + timedelta(minutes=n)
        )
    client = world.as_(world.sam)

    first = client.get("/console/audit/")
    second = client.get("/console/audit/" + first.context["older"])
    back = client.get("/console/audit/" + second.context["newer"])

    shown = [row["entry"].pk for row in [*first.context["rows"], *second.context["rows"]]]
    assert len(shown) == len(set(shown)) == 62
    assert [row["entry"].pk for row in back.context["rows"]] == [row["entry"].pk for row in first.context["rows"]]


def test_a_cursor_that_somebody_made_up_is_the_first_page(world: World) -> None:
    assert "Standing changed" in rows(world, "?after=bm9uc2Vuc2U")


def test_the_export_runs_nothing_in_a_spreadsheet(world: World) -> None:
    answer: Any = world.as_(world.ada).get("/console/audit/export.csv")
    lines = list(csv.DictReader(b"".join(answer.streaming_content).decode().splitlines()))

    assert lines[0]["reason"] == "'=2+5 orders left late"
    assert lines[0]["seller"] == "HAR-BOUR"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@sum", "\tx", "\r\nx"])
def test_cells_that_would_run_are_quoted(cell: str) -> None:
    assert safe(cell) == f"'{cell}"


def test_only_administrators_export(world: World) -> None:
    assert world.as_(world.sam).get("/console/audit/export.csv").status_code == 403


def test_a_list_costs_the_same_however_long(world: World, django_assert_max_num_queries: Any) -> None:
    for n in range(50):
        record(
            actor=world.ada.actor,
            verb="store.opened",
            subject=("store", f"s{n}"),
            at=world.now,
            seller_id=world.harbour.pk,
        )
    client = world.as_(world.sam)

    with django_assert_max_num_queries(15):
        client.get("/console/audit/")
