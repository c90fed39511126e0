"""Service levels over the API: promises beside a case, the report, calendars and policies."""

from __future__ import annotations

from datetime import timedelta

import pytest

from goodstanding.base.clock import reading
from goodstanding.systems.cases.states import Outcome
from goodstanding.systems.service import actions
from tests.factories.cases import answer, open_case
from tests.factories.tokens import machine, program_of
from tests.world import World


@pytest.fixture(autouse=True)
def _now(world: World) -> None:
    reading.move_to(world.now)


def test_a_case_says_what_was_promised_and_what_was_kept(world: World) -> None:
    case = open_case(world, at=world.now - timedelta(hours=3))
    answer(world, case, outcome=Outcome.KEEP_OPEN, at=world.now - timedelta(hours=1))

    found = program_of(world.alice).get(f"/cases/{case.ref}").json()["promises"]

    assert {one["kind"]: one["verdict"] for one in found} == {"update": None, "resolution": None, "first_reply": "kept"}
    assert found[0]["kind"] == "update"
    assert found[0]["due_at"] == "2026-11-23T11:00:00Z"
    assert found[0]["target_seconds"] == 24 * 3600


def test_the_report_counts_by_group_and_narrows_by_time(world: World) -> None:
    case = open_case(world, at=world.now - timedelta(hours=30))
    answer(world, case, at=world.now - timedelta(hours=29))
    program = machine("support", "cases:read")

    all_time = program.get("/service/report?by=kind").json()
    since = program.get("/service/report?by=person&since=2026-11-22T00:00:00Z").json()

    assert all_time == {"by": "kind", "data": [{"group": "first_reply", "name": "", "kept": 1, "missed": 0}]}
    assert since["data"] == []


def test_instants_have_an_offset(world: World) -> None:
    refused = machine("support", "cases:read").get("/service/report?since=2026-11-22T00:00:00")

    assert refused.status_code == 422
    assert "offset" in refused.content.decode()


def test_calendars_and_policies_are_read_as_they_are_set(world: World) -> None:
    actions.set_store_calendar(actor=world.ada.actor, store="us", code="weekdays", at=world.now)
    program = machine("support", "cases:read")

    calendars = {one["code"]: one for one in program.get("/service/calendars").json()["data"]}
    policies = program.get("/service/policies").json()

    assert calendars["weekdays"]["hours"]["mon"] == "09:00-17:00"
    assert calendars["weekdays"]["stores"] == ["us"]
    assert policies["edition"] == 1
    assert policies["data"][-1]["targets"]["first_reply"]["urgent"] == 3600


@pytest.mark.parametrize("path", ["/service/report", "/service/calendars", "/service/policies"])
def test_what_is_promised_to_others_is_no_sellers_business(world: World, path: str) -> None:
    assert program_of(world.alice).get(path).status_code == 404
