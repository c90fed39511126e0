"""Calendars, policies, leads and the steps outside by program: looked at, tried, changed, refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from goodstanding.base.clock import reading
from goodstanding.base.timeline.models import Entry
from goodstanding.systems.escalation.models import OutsideStep
from goodstanding.systems.service.models import BusinessCalendar, QueueLead, ServicePolicy
from tests.factories.cases import answer, open_case
from tests.factories.tokens import Program, machine, program_of
from tests.world import World, happenings

NIGHT = {"name": "Night desk", "hours": {"mon": "22:00-06:00", "tue": "09:00-12:30, 13:30-18:00"}, "country": "DE",
         "region": "BY", "days_off": {"2026-12-24": "Company holiday"}}  # fmt: skip
FOUR = dict.fromkeys(("urgent", "high", "normal", "low"), 4 * 3600)
STRICT = {
    "name": "Strict",
    "targets": dict.fromkeys(("first_reply", "next_reply", "update", "third_party_update"), FOUR),
}
COMPLAINT = {"enabled": True, "name": "Complaints desk", "email": "complaints@market.example"}


@pytest.fixture
def ada(world: World) -> Program:
    reading.move_to(world.now)
    return program_of(world.ada)


@pytest.fixture
def sam(world: World) -> Program:
    return program_of(world.sam)


def test_a_calendar_is_added_changed_given_to_a_store_and_removed(world: World, ada: Program) -> None:
    made = ada.post("/service/calendars", NIGHT | {"code": "night"})
    used = ada.put("/stores/us/calendar", {"calendar": "night"})
    kept = ada.delete("/service/calendars/night")
    ada.put("/stores/us/calendar", {"calendar": "weekdays"})
    changed = ada.put("/service/calendars/night", NIGHT | {"hours": {"sat": "10:00-14:00"}})
    gone = ada.delete("/service/calendars/night")

    assert made.status_code == 201
    assert (made.json()["hours"]["mon"], made.json()["hours"]["wed"]) == ("22:00-06:00", "")
    assert made.json()["days_off"] == {"2026-12-24": "Company holiday"}
    assert used.json()["stores"] == ["us"]
    assert (kept.status_code, kept.json()["code"]) == (409, "still_used")
    assert (changed.json()["hours"]["sat"], changed.json()["hours"]["mon"]) == ("10:00-14:00", "")
    assert (gone.status_code, BusinessCalendar.objects.filter(code="night").exists()) == (204, False)
    verbs = set(Entry.objects.filter(subject_kind="service_calendar").values_list("verb", flat=True))
    assert verbs == {
        f"service.{what}" for what in ("calendar_added", "calendar_changed", "calendar_removed", "store_calendar_set")
    }


def test_a_calendar_tells_its_holidays_of_the_coming_year(world: World, ada: Program, sam: Program) -> None:
    ada.post("/service/calendars", NIGHT | {"code": "night"})

    found = sam.get("/service/calendars/night").json()
    listed = {one["code"]: one["days_off"] for one in sam.get("/service/calendars").json()["data"]}

    assert listed["night"] == found["days_off"] == {"2026-12-24": "Company holiday"}
    assert [place["place"] for place in found["holidays"]] == ["DE BY"]
    days = {day["day"]: day["name"] for day in found["holidays"][0]["days"]}
    assert "2027-01-06" in days  # Epiphany: a holiday in Bavaria, and not in all of Germany
    assert all("2026-11-23" <= day < "2027-11-23" for day in days)


def test_the_calendar_of_the_stores_own_country_tells_that_countrys_holidays(world: World, sam: Program) -> None:
    found = sam.get("/service/calendars/weekdays").json()

    assert found["country"] == "store"
    assert found["holidays"] == []  # no store counts by it until one is given it


def test_what_is_wrong_with_a_calendar_is_told_by_its_place(world: World, ada: Program) -> None:
    path, before = "/service/calendars", happenings()

    wrong = [
        ada.post(path, NIGHT | {"code": "Night Desk"}), ada.post(path, NIGHT | {"code": "night", "zone": "Mars/Base"}),
        ada.post(path, NIGHT | {"code": "night", "hours": {"mon": "late"}}), ada.post(path, NIGHT | {"code": "n", "hours": {}}),
        ada.post(path, NIGHT | {"code": "night", "country": "XX"}), ada.post(path, NIGHT | {"code": "n", "hours": {"someday": ""}}),
    ]  # fmt: skip

    assert [one.status_code for one in wrong] == [422] * 6
    places = [one.json()["errors"][0]["pointer"] for one in wrong]
    assert places[:5] == ["#/code", "#/zone", "#/hours", "#/hours", "#/country"]
    assert places[5].startswith("#/hours/someday")
    assert (ada.put("/service/calendars/none", NIGHT).status_code, happenings()) == (404, before)


def test_a_look_tells_what_would_become_late_and_saves_nothing(world: World, ada: Program) -> None:
    waiting = open_case(world, at=world.now - timedelta(hours=5))
    before = happenings()

    looked = ada.post("/service/policy-previews", STRICT | {"code": "standard"})
    added = ada.post("/service/policy-previews", STRICT | {"code": "strict", "queues": ["payments"]})
    calendar = ada.post("/service/calendar-previews", NIGHT | {"code": "weekdays"})

    assert (looked.status_code, looked.json()["earlier"]) == (200, 1)
    assert [(one["case"], one["late"]) for one in looked.json()["cases"]] == [(waiting.ref, True)]
    assert (added.json()["looked_at"], added.json()["cases"]) == (1, [])  # the case stands in another queue
    assert calendar.status_code == 200
    assert (happenings(), ServicePolicy.objects.count()) == (before, 0)


def test_a_look_refuses_what_saving_would_refuse(world: World, ada: Program, sam: Program) -> None:
    wrong = [
        ada.post("/service/calendar-previews", NIGHT | {"code": "night", "country": "XX"}),
        ada.post("/service/policy-previews", STRICT | {"code": "s", "targets": {}}),
        ada.post("/service/policy-previews", STRICT | {"code": "s", "queues": ["moon"]}),
        ada.post("/service/policy-previews", STRICT | {"code": "s", "calendar": "moon"}),
    ]

    assert [one.status_code for one in wrong] == [422] * 4
    assert [one.json()["errors"][0]["pointer"] for one in wrong] == [
        "#/country", "#/first_reply_urgent", "#/queues", "#/calendar",
    ]  # fmt: skip
    assert sam.post("/service/policy-previews", STRICT | {"code": "s"}).status_code == 403


def test_a_policy_is_added_first_moved_changed_and_removed(world: World, ada: Program) -> None:
    waiting = open_case(world, at=world.now - timedelta(hours=5))

    made = ada.post("/service/policies", STRICT | {"code": "strict", "queues": [waiting.queue]})
    last = ada.post("/service/policies/strict/place", {"up": False})
    changed = ada.put("/service/policies/strict", STRICT | {"name": "Stricter", "queues": ["payments"], "bump": True})
    open_to_all = ada.put("/service/policies/standard", STRICT | {"queues": ["payments"]})
    gone = ada.delete("/service/policies/strict")

    assert made.status_code == 201
    assert [one["code"] for one in made.json()["data"]] == ["strict", "standard"]
    assert (last.status_code, last.json()["code"]) == (409, "last_policy_takes_everything")
    first = changed.json()["data"][0]
    assert (first["name"], first["filters"], first["bump"]) == ("Stricter", {"queues": ["payments"]}, True)
    assert open_to_all.status_code == 409
    assert gone.status_code == 204
    assert [one["code"] for one in ada.get("/service/policies").json()["data"]] == ["standard"]


def test_a_queue_is_led_by_whom_an_administrator_names(world: World, ada: Program) -> None:
    led = ada.put("/service/leads/payments", {"leads": [world.sam.user.pk, world.tess.user.pk]})
    wrong = ada.put("/service/leads/payments", {"leads": [world.alice.user.pk]})

    assert [one["name"] for one in led.json()["leads"]] == ["Sam", "Tess"]
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "#/leads")
    assert ada.put("/service/leads/moon", {"leads": []}).status_code == 404
    assert QueueLead.objects.filter(queue="payments").count() == 2


def test_a_step_outside_is_opened_in_a_store_and_sellers_read_it(world: World, ada: Program) -> None:
    case, alice = open_case(world), program_of(world.alice)
    answer(world, case)

    before = {one["code"]: one["enabled"] for one in ada.get("/stores/us/outside-steps").json()["data"]}
    opened = ada.put("/stores/us/outside-steps/internal_complaint", COMPLAINT)
    strange = COMPLAINT | {"email": "x"}
    wrong = [ada.put(f"/stores/us/outside-steps/{code}", strange) for code in ("oracle", "mediator")]

    assert before == {"internal_complaint": False, "mediator": False, "dispute_body": False}
    assert [one["name"] for one in opened.json()["data"] if one["enabled"]] == ["Complaints desk"]
    told = alice.get(f"/cases/{case.ref}/escalation/outside").json()["data"]
    assert [(one["code"], one["email"]) for one in told] == [("internal_complaint", "complaints@market.example")]
    assert [(one.status_code, one.json()["errors"][0]["pointer"]) for one in wrong] == [
        (422, "#/code"),
        (422, "#/email"),
    ]
    assert OutsideStep.objects.count() == 1
    assert ada.get("/stores/moon/outside-steps").status_code == 404


def test_changes_are_for_administrators_with_their_own_scope(world: World, ada: Program, sam: Program) -> None:
    open_case(world)
    changes = [("/service/calendars", NIGHT | {"code": "night"}), ("/service/policies", STRICT | {"code": "strict"})]
    narrow, alice = machine("administrator", "cases:read", "cases:write"), program_of(world.alice)
    before = happenings()

    refused = [
        *(sam.post(path, body) for path, body in changes), sam.put("/service/leads/payments", {"leads": []}),
        sam.put("/stores/us/calendar", {"calendar": "always"}), sam.delete("/service/policies/standard"),
        sam.put("/stores/us/outside-steps/mediator", COMPLAINT), sam.get("/stores/us/outside-steps"),
        *(narrow.post(path, body) for path, body in changes),
    ]  # fmt: skip

    assert {one.status_code for one in refused} == {403}
    assert {one.json()["code"] for one in refused[-2:]} == {"insufficient_scope"}
    assert [alice.get(path).status_code for path in ("/stores/us/outside-steps", "/service/calendars/weekdays")] == [
        404,
        404,
    ]
    assert happenings() == before
