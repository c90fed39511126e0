"""Other working hours reach the clocks of open escalations: the time used so far is used under them too."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodstanding.base.mailroom.models import Mail
from goodstanding.base.timeline.models import Entry
from goodstanding.systems.cases.actions import Reply, add_message
from goodstanding.systems.escalation import actions, rules
from goodstanding.systems.escalation.models import Escalation
from goodstanding.systems.escalation.states import State
from goodstanding.systems.escalation.tasks import watch_clocks
from goodstanding.systems.service.calendars import ALWAYS, Calendar
from goodstanding.systems.service.tasks import watch_promises
from tests.factories.cases import open_case
from tests.factories.escalations import accepted, escalated, specialist
from tests.systems.escalation.test_rules import AT, OFFICE
from tests.world import Person, World

CALENDARS = "/console/service/calendars/"
WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "09:00-17:00")
DESK = {"name": "Desk", "code": "desk", **WEEK}
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def finn(world: World) -> Person:
    """A specialist who has not answered before."""
    return specialist(world)


def keep_hours(world: World, **hours: str) -> None:
    """Ada writes the desk's hours on the console's page; a first time she makes them the store's."""
    ada, known = world.as_(world.ada), world.as_(world.ada).get(f"{CALENDARS}desk/").status_code == 200
    saved = ada.post(f"{CALENDARS}desk/" if known else f"{CALENDARS}new/", DESK | hours)
    assert saved.status_code == 302, saved.content.decode()
    if not known:
        ada.post(f"{CALENDARS}stores/", {"store": world.store.code, "calendar": "desk"})
    world.work_off()


def reckoned(escalation: Escalation) -> list[dict[str, Any]]:
    """The data of the history's lines about it (Any: JSON)."""
    found = Entry.objects.filter(verb="escalation.reckoned", subject_id=escalation.case.ref).order_by("pk")
    return list(found.values_list("data", flat=True))


def test_a_day_off_moves_the_clock_of_an_open_escalation_and_both_sides_read_so(world: World, finn: Person) -> None:
    keep_hours(world)
    escalation = accepted(world, escalated(world), finn)
    assert escalation.due_at == datetime(2026, 11, 25, 17, tzinfo=UTC)
    world.at(datetime(2026, 11, 24, 12, tzinfo=UTC))

    keep_hours(world, days_off="2026-11-25 Moving house")

    escalation.refresh_from_db()
    assert escalation.due_at == escalation.wakes_at == datetime(2026, 11, 26, 17, tzinfo=UTC)
    assert escalation.case.due_at == escalation.case.level_due_at == escalation.due_at
    assert [(one["from"], one["to"]) for one in reckoned(escalation)] == [
        ("2026-11-25T17:00:00+00:00", "2026-11-26T17:00:00+00:00")
    ]
    for person, path in (
        (world.alice, f"/s/{world.harbour.ref}/cases/{escalation.case.ref}/history/"),
        (world.sam, f"/console/cases/{escalation.case.ref}/beside/"),
    ):
        page = world.as_(person).get(path).content.decode()
        assert "Working hours changed: the clock of level 2 was reckoned anew" in page


def test_the_look_before_saving_tells_what_it_would_do_to_an_escalated_case(world: World, finn: Person) -> None:
    keep_hours(world)
    escalation = accepted(world, escalated(world), finn)
    world.at(datetime(2026, 11, 24, 12, tzinfo=UTC))
    wanted = DESK | {"days_off": "2026-11-25 Moving house", "look": "1"}

    looked = world.as_(world.ada).post(f"{CALENDARS}desk/", wanted).content.decode()

    assert "One due time moves, among 1 open cases looked at (0 earlier, 1 later)." in looked
    assert escalation.case.ref in looked
    assert "Thu 26 Nov, 17:00" in looked
    assert reckoned(escalation) == []
    keep_hours(world, days_off="2026-11-25 Moving house")
    escalation.refresh_from_db()
    assert escalation.due_at == datetime(2026, 11, 26, 17, tzinfo=UTC)


def test_a_case_whose_due_time_moves_tells_both_sides_as_an_escalated_one_does(world: World) -> None:
    keep_hours(world)
    case = open_case(world)
    world.work_off()
    due_at, written = case.due_at, Mail.objects.count()

    keep_hours(world, days_off="2026-11-23 Moving house")

    case.refresh_from_db()
    assert case.due_at != due_at
    assert Mail.objects.count() == written
    for person, path in (
        (world.alice, f"/s/{world.harbour.ref}/cases/{case.ref}/history/"),
        (world.sam, f"/console/cases/{case.ref}/beside/"),
    ):
        page = world.as_(person).get(path).content.decode()
        assert "Working hours or promises changed: what is due was reckoned anew" in page


def test_whoever_has_a_case_is_warned_again_for_a_new_time_and_not_twice_for_the_same(world: World) -> None:
    keep_hours(world)
    open_case(world)
    near = Mail.objects.filter(key__startswith="promise-near:", to_address="ada@market.example")

    def warned(at: datetime) -> int:
        world.at(at)
        watch_promises.call()
        world.work_off()
        return near.count()

    once = warned(datetime(2026, 11, 23, 16, 30, tzinfo=UTC))
    keep_hours(world, name="Renamed")
    twice = warned(datetime(2026, 11, 23, 16, 40, tzinfo=UTC))
    keep_hours(world, days_off="2026-11-23 Moving house")
    again = warned(datetime(2026, 11, 24, 16, 30, tzinfo=UTC))

    assert (once, twice, again) == (1, 1, 2)


def test_hours_that_stay_move_nothing_and_leave_no_line(world: World, finn: Person) -> None:
    keep_hours(world)
    escalation = accepted(world, escalated(world, at=world.later(minutes=3)), finn, at=world.later(minutes=9))
    due_at = escalation.due_at

    keep_hours(world, name="The same desk", sat="")

    escalation.refresh_from_db()
    assert (escalation.due_at, reckoned(escalation)) == (due_at, [])


def test_longer_hours_use_the_time_since_too_and_a_clock_missed_by_them_goes_up(world: World, finn: Person) -> None:
    keep_hours(world)
    escalation = accepted(world, escalated(world), finn)
    world.at(datetime(2026, 11, 25, 8, tzinfo=UTC))

    keep_hours(world, mon="00:00-24:00", tue="00:00-24:00")
    watch_clocks.call()

    escalation.refresh_from_db()
    assert reckoned(escalation)[0]["to"] == "2026-11-24T00:00:00+00:00"
    assert (escalation.level, escalation.status) == (3, State.WAITING)


def test_the_time_that_the_seller_was_asked_stays_out_of_it(world: World, finn: Person) -> None:
    keep_hours(world)
    escalation = accepted(world, escalated(world), finn)
    world.at(MONDAY + timedelta(hours=4))
    actions.ask(actor=finn.actor, ref=escalation.ref, body="Which bank was it?", what="The bank", at=world.now)
    keep_hours(world, mon="11:00-17:00")
    escalation.refresh_from_db()
    assert escalation.left_seconds == 22 * 3_600

    world.at(MONDAY + timedelta(days=2))
    add_message(actor=world.alice.actor, ref=escalation.case.ref, reply=Reply(body="The savings bank."), at=world.now)
    world.work_off()
    keep_hours(world, wed="09:00-13:00")

    escalation.refresh_from_db()
    # Twenty hours were left of Monday's four used: Wednesday's four now, Thursday's and Friday's eight.
    assert escalation.due_at == datetime(2026, 11, 27, 17, tzinfo=UTC)


def test_the_level_is_warned_again_for_the_new_time_and_not_twice_for_the_same(world: World, finn: Person) -> None:
    keep_hours(world)
    accepted(world, escalated(world), finn)
    world.at(datetime(2026, 11, 25, 12, tzinfo=UTC))
    watch_clocks.call()
    keep_hours(world, name="Renamed")
    watch_clocks.call()
    world.work_off()
    near = Mail.objects.filter(key__startswith="escalation-near:")
    assert near.count() == 1

    keep_hours(world, days_off="2026-11-25 Moving house\n2026-11-26 Moving house")
    world.at(datetime(2026, 11, 27, 12, tzinfo=UTC))
    watch_clocks.call()
    world.work_off()

    assert near.count() == 2


@pytest.mark.parametrize("calendar", [ALWAYS, OFFICE], ids=["always", "office"])
@settings(deadline=None)
@given(hours=st.integers(1, 72), gaps=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), max_size=4))
def test_run_again_under_the_same_hours_a_clock_stands_where_it_stood(
    calendar: Calendar, hours: int, gaps: list[tuple[int, int]]
) -> None:
    since, left, runs = AT, hours * 3_600, []
    for ran, stood in gaps:
        asked = since + timedelta(seconds=ran)
        left = rules.left(rules.due(since, left, calendar), asked, calendar)
        runs.append((since, asked))
        assert rules.replay(runs, hours * 3_600, calendar) == (None, left)
        since = asked + timedelta(seconds=stood)

    found = rules.replay([*runs, (since, None)], hours * 3_600, calendar)

    assert found == (rules.due(since, left, calendar), left)


@settings(deadline=None)
@given(hours=st.integers(1, 72), ran=st.integers(0, 10**6), stood=st.integers(0, 10**6))
def test_run_again_under_other_hours_exactly_the_time_of_the_level_is_used(hours: int, ran: int, stood: int) -> None:
    asked = AT + timedelta(seconds=ran)
    resumed = asked + timedelta(seconds=stood)

    due_at, _left = rules.replay([(AT, asked), (resumed, None)], hours * 3_600, OFFICE)

    assert due_at is not None
    used = OFFICE.elapsed(AT, asked) + OFFICE.elapsed(resumed, due_at)
    assert used == max(hours * 3_600, OFFICE.elapsed(AT, asked))
