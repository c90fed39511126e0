"""The console's pages of service levels: what was kept, calendars, policies with a look before saving, leads."""

from __future__ import annotations

from csv import DictReader
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest

from goodstanding.base.clock import reading
from goodstanding.base.timeline.models import Entry
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.states import Outcome
from goodstanding.systems.service import actions, queries
from goodstanding.systems.service.models import BusinessCalendar, ServicePolicy
from goodstanding.systems.service.tasks import watch_promises
from goodstanding.systems.stores.models import Store
from tests.factories.cases import answer, open_case
from tests.factories.tokens import machine
from tests.world import World, happenings

BASE = "/console/service/"
WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "09:00-17:00")
CALENDAR = {"name": "Night desk", "code": "night", **WEEK, "sat": "22:00-06:00", "country": "DE", "region": "BY"}


@pytest.fixture
def story(world: World) -> World:
    """Three cases: sam kept one first reply, tess missed one, and one waits."""
    for hours, person in ((2, world.sam), (30, world.tess)):
        case = open_case(world, at=world.now - timedelta(hours=40), subject=f"Answered after {hours} hours")
        answer(world, case, by=person, outcome=Outcome.WAIT_FOR_SELLER, at=world.now - timedelta(hours=40 - hours))
    open_case(world, subject="It waits")
    return world


def policy_form(**more: object) -> dict[str, object]:
    from goodstanding.console.service.forms import PolicyForm

    with_defaults = PolicyForm.values_of(queries.terms_now(Case.objects.order_by("pk")[0].opened_at).policies[-1])
    return {**{name: value for name, value in with_defaults.items() if value not in (False, None)}, **more}


def test_the_report_says_what_was_kept_and_each_number_leads_to_its_cases(story: World) -> None:
    client = story.as_(story.sam)

    page = client.get(BASE).content.decode()

    assert "50" in page
    assert "1 kept, 1 missed since" in page
    missed = client.get(f"{BASE}promises/?verdict=missed").content.decode()
    assert "Answered after 30 hours" in missed
    assert "Answered after 2 hours" not in missed


@pytest.mark.parametrize("by", ["queue", "person", "kind", "category", "priority", "store"])
def test_the_report_is_divided_by(story: World, by: str, django_assert_max_num_queries: Any) -> None:
    client = story.as_(story.sam)
    client.get(f"{BASE}?by={by}")

    with django_assert_max_num_queries(15):
        page = client.get(f"{BASE}?by={by}")

    assert page.status_code == 200
    if by == "person":
        assert "Tess" in page.content.decode()


def test_a_number_by_person_opens_to_what_that_person_had(story: World) -> None:
    page = story.as_(story.sam).get(f"{BASE}promises/?person={story.tess.user.pk}").content.decode()

    assert "Answered after 30 hours" in page
    assert "Answered after 2 hours" not in page


def test_behind_a_number_stands_how_much_of_the_target_was_used(story: World) -> None:
    page = story.as_(story.sam).get(f"{BASE}promises/?verdict=kept").content.decode()

    assert "2 h of 8 h used" in page


def test_a_promise_that_is_missed_and_still_open_has_used_its_target_on_the_page_in_the_csv_and_over_the_api(
    story: World,
) -> None:
    open_case(story, at=story.now - timedelta(hours=40), subject="Nobody answered")
    reading.move_to(story.now)
    watch_promises.call()
    client = story.as_(story.sam)

    page = client.get(f"{BASE}promises/?verdict=missed").content.decode()
    csv = b"".join(client.get(f"{BASE}report.csv").streaming_content).decode()  # type: ignore[attr-defined]  # a streamed answer
    told = machine("support", "cases:read").get("/service/promises").json()["data"]

    assert "8 h used up" in page
    late = [row for row in DictReader(StringIO(csv)) if row["verdict"] == "missed" and not row["ended_at"]]
    assert "first_reply" in {row["kind"] for row in late}
    assert all(row["used_seconds"] == row["target_seconds"] for row in late)
    assert all(one["used_seconds"] >= one["target_seconds"] for one in told if one["verdict"] == "missed")


def test_the_report_comes_as_csv_that_no_spreadsheet_runs(story: World) -> None:
    answer = story.as_(story.sam).get(f"{BASE}report.csv")

    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]  # a streamed answer
    assert answer["Content-Disposition"].startswith("attachment")
    assert lines[0].startswith("case,kind,verdict,store,queue")
    assert sorted(line.split(",")[2] for line in lines[1:]) == ["kept", "missed"]


def test_what_was_kept_while_the_clock_stood_says_when_it_would_have_been_due(world: World) -> None:
    case = open_case(world, at=world.now - timedelta(hours=10))
    answer(world, case, by=world.sam, outcome=Outcome.WAIT_FOR_SELLER, at=world.now - timedelta(hours=9))
    answer(world, case, by=world.sam, outcome=Outcome.RESOLVE, at=world.now)

    csv = world.as_(world.sam).get(f"{BASE}report.csv")

    lines = [line.split(",") for line in b"".join(csv.streaming_content).decode().splitlines()]  # type: ignore[attr-defined]  # as above
    kept = dict(zip(lines[0], next(line for line in lines if line[1] == "resolution"), strict=False))
    assert kept["verdict"] == "kept"
    assert kept["due_at"] > kept["met_at"]


def test_the_list_behind_a_number_offers_nothing_that_it_does_not_do(story: World) -> None:
    client = story.as_(story.sam)

    assert "Divided by" in client.get(BASE).content.decode()
    assert "Divided by" not in client.get(f"{BASE}promises/?by=person").content.decode()


def test_an_empty_report_says_so(world: World) -> None:
    page = world.as_(world.sam).get(BASE).content.decode()

    assert "No promise was decided in this time" in page


def test_a_calendar_is_added_with_several_slots_and_its_holidays_are_shown(story: World) -> None:
    client = story.as_(story.ada)

    client.post(f"{BASE}calendars/new/", CALENDAR | {"mon": "08:00-12:00, 13:00-17:00", "days_off": "2026-12-24 Party"})

    row = BusinessCalendar.objects.get(code="night")
    assert row.hours[0] == [[480, 720], [780, 1020]]
    assert row.days_off == [["2026-12-24", "Party"]]
    page = client.get(f"{BASE}calendars/night/").content.decode()
    assert "Epiphany" in page
    assert Entry.objects.filter(verb="service.calendar_added", subject_id="night").count() == 1


def test_a_calendar_that_something_counts_by_stays_and_its_page_says_why(story: World) -> None:
    client = story.as_(story.ada)
    client.post(f"{BASE}calendars/new/", CALENDAR)
    client.post(f"{BASE}calendars/stores/", {"store": story.store.code, "calendar": "night"})

    page = client.post(f"{BASE}calendars/night/removal/", follow=True)

    assert page.status_code == 200
    assert "counts by this calendar" in page.content.decode()
    assert BusinessCalendar.objects.filter(code="night").exists()


def test_another_calendar_for_a_store_is_looked_at_before_it_is_set(story: World) -> None:
    client, before = story.as_(story.ada), Case.objects.get(subject="It waits").due_at
    client.post(f"{BASE}calendars/new/", CALENDAR)
    asked = {"store": story.store.code, "calendar": "night"}

    looked = client.post(f"{BASE}calendars/stores/", asked | {"look": "1"}).content.decode()

    assert "due time" in looked
    assert "Nothing is saved yet." in looked
    assert Case.objects.get(subject="It waits").due_at == before
    client.post(f"{BASE}calendars/stores/", asked)
    story.work_off()
    assert Case.objects.get(subject="It waits").due_at != before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"mon": "9 to late"}, "This is none"),
        ({"country": "XX", "region": ""}, "There is no list of holidays"),
        ({"days_off": "Christmas"}, "Line 1"),
        ({**dict.fromkeys(WEEK, ""), "sat": ""}, "no working time"),
    ],
)
def test_what_is_no_calendar_is_refused_beside_what_was_typed(story: World, change: dict[str, str], said: str) -> None:
    before = happenings()

    page = story.as_(story.ada).post(f"{BASE}calendars/new/", CALENDAR | change)

    assert page.status_code == 422
    assert said in page.content.decode()
    assert "Night desk" in page.content.decode()
    assert happenings() == before


def test_a_look_before_saving_tells_what_would_become_late_and_saves_nothing(story: World) -> None:
    waiting = Case.objects.get(subject="It waits")
    story.at(story.later(hours=3))
    strict = policy_form(first_reply_normal="2")
    before = happenings()

    looked = story.as_(story.ada).post(f"{BASE}policies/standard/", strict | {"look": "1"}).content.decode()

    assert "One due time moves" in looked
    assert "1 becomes late by it" in looked
    assert waiting.ref in looked
    assert happenings() == before
    assert not ServicePolicy.objects.exists()

    story.as_(story.ada).post(f"{BASE}policies/standard/", strict)
    story.work_off()
    waiting.refresh_from_db()
    assert waiting.due_at == waiting.opened_at + timedelta(hours=2)


def test_a_policy_for_some_is_put_before_that_for_all(story: World) -> None:
    story.as_(story.ada).post(
        f"{BASE}policies/new/", policy_form(code="money", name="Money", queues=["payments"], first_reply_normal="0:30")
    )

    assert list(ServicePolicy.objects.values_list("code", flat=True)) == ["money", "standard"]
    page = story.as_(story.sam).get(f"{BASE}policies/").content.decode()
    assert page.index("Money") < page.index("every case that no policy above takes")


def test_a_target_that_is_missing_is_named(story: World) -> None:
    page = story.as_(story.ada).post(f"{BASE}policies/standard/", policy_form(update_low=""))

    assert page.status_code == 422
    assert "Every priority needs this target" in page.content.decode()


@pytest.mark.parametrize("path", ["policies/standard/", "calendars/weekdays/", "leads/"])
def test_those_who_may_only_read_change_nothing(story: World, path: str) -> None:
    before = happenings()
    client = story.as_(story.sam)

    assert client.get(BASE + path).status_code == 200
    data = {"queue": "support", "leads": []} if path == "leads/" else policy_form() | CALENDAR
    assert client.post(BASE + path, data).status_code == 403
    assert happenings() == before


def test_leads_are_set_by_queue(story: World) -> None:
    story.as_(story.ada).post(f"{BASE}leads/", {"queue": "support", "leads": [story.sam.user.pk, story.tess.user.pk]})

    assert [one.name for one in queries.leads()["support"]] == ["Sam", "Tess"]


def test_sellers_find_nothing_here(story: World) -> None:
    for path in ("", "promises/", "report.csv", "calendars/", "policies/", "leads/", "policies/standard/"):
        assert story.as_(story.alice).get(BASE + path).status_code == 404


def test_a_look_refuses_what_saving_would_refuse(story: World) -> None:
    ada, before = story.as_(story.ada), happenings()

    calendar = ada.post(f"{BASE}calendars/new/", CALENDAR | {"country": "XX", "region": "", "look": "1"})
    policy = ada.post(f"{BASE}policies/standard/", policy_form(first_reply_urgent="", look="1"))

    assert (calendar.status_code, policy.status_code) == (422, 422)
    assert "There is no list of holidays for XX" in calendar.content.decode()
    assert "Every priority needs this target" in policy.content.decode()
    assert happenings() == before


def test_the_default_calendar_shows_the_holidays_of_every_stores_country(story: World) -> None:
    code = queries.terms_now(story.now).default_calendar
    Store.objects.filter(code="us").update(country="US")
    actions.save_calendar(
        actor=story.ada.actor, at=story.now, new=False,
        draft=replace(queries.calendar(code, story.now), country="store"),
    )  # fmt: skip

    page = story.as_(story.sam).get(f"{BASE}calendars/{code}/").content.decode()

    assert "Christmas Day" in page


@pytest.mark.parametrize("path", ["", "promises/"])
def test_the_days_that_apply_stand_in_the_fields_though_nobody_asked_for_any(story: World, path: str) -> None:
    client = story.as_(story.sam)

    page = client.get(BASE + path).content.decode()
    asked = client.get(f"{BASE}{path}?to=2026-11-01").content.decode()

    assert 'value="2026-10-24"' in page
    assert 'value="2026-11-22"' in page
    assert 'value="2026-11-01"' in asked
    assert 'value="2026-10-24"' not in asked
