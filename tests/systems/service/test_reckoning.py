"""Promises reckoned from turns: what counts, what pauses, and that other terms are applied to the time used."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodstanding.systems.rulebook import queries as rulebook
from goodstanding.systems.service import rules
from goodstanding.systems.service.calendars import ALWAYS, BusinessHours, Calendar, whole_week
from goodstanding.systems.service.rules import Open, Turn
from goodstanding.systems.service.shipped import terms_of_section
from goodstanding.systems.service.states import PRIORITIES, REQUIRED, End, Kind, Side, Verdict
from goodstanding.systems.service.terms import Group, Place, PolicyTerms, ServiceTerms, Terms

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SHIPPED = terms_of_section(rulebook.shipped("default").section("service"))
HERE = Place(store="us", zone="UTC")
OFFICE = BusinessHours(ZoneInfo("Europe/Berlin"), whole_week([[(540, 1020)]] * 5 + [[], []]), "DE")
SPLIT = BusinessHours(ZoneInfo("America/New_York"), whole_week([[(480, 720), (780, 1080)]] * 6 + [[]]), "US")


def terms(
    hours: int = 8, calendar: Calendar = ALWAYS, *, pauses: tuple[Side, ...] = (Side.SELLER, Side.THIRD_PARTY)
) -> Terms:
    return Terms(hours * 3600, hours * 2700, calendar, frozenset(pauses), "standard", "always")


def turns(*lengths: tuple[Side, int], running: Side | None = None) -> list[Turn]:
    found, at = [], START
    for side, hours in lengths:
        found.append(Turn(side, at, at + hours * HOUR))
        at += hours * HOUR
    return [*found, Turn(running, at)] if running else found


OURS, HERS, THEIRS = Side.MARKETPLACE, Side.SELLER, Side.THIRD_PARTY


def test_a_promise_stands_still_while_the_seller_has_to_act() -> None:
    lives = turns((OURS, 3), (HERS, 100), running=OURS)

    found = rules.reckon(lives, START, terms(8), START + 104 * HOUR)

    assert found.used_seconds == 4 * 3600
    assert found.due_at == START + 108 * HOUR
    assert found.warn_at == START + 106 * HOUR
    assert found.runs


def test_while_it_stands_still_with_time_left_nobody_knows_when_it_is_due() -> None:
    lives = turns((OURS, 3), running=HERS)

    found = rules.reckon(lives, START, terms(8), START + 50 * HOUR)

    assert (found.used_seconds, found.due_at, found.paused_since) == (3 * 3600, None, START + 3 * HOUR)


def test_what_was_used_up_before_the_pause_stays_due_then() -> None:
    lives = turns((OURS, 10), running=HERS)

    assert rules.reckon(lives, START, terms(8), START + 50 * HOUR).due_at == START + 8 * HOUR


def test_whether_a_third_party_stops_our_clock_is_the_policys_to_say() -> None:
    lives = turns((OURS, 1), (THEIRS, 5), running=OURS)

    stops = rules.reckon(lives, START, terms(8), START + 6 * HOUR)
    runs_on = rules.reckon(lives, START, terms(8, pauses=(HERS,)), START + 6 * HOUR)

    assert (stops.due_at, runs_on.due_at) == (START + 13 * HOUR, START + 8 * HOUR)


def test_a_promise_begun_in_the_middle_of_a_turn_counts_from_then() -> None:
    found = rules.reckon(turns(running=OURS), START + 2 * HOUR, terms(8), START + 3 * HOUR)

    assert (found.used_seconds, found.due_at) == (3600, START + 10 * HOUR)


LIVES = st.lists(st.tuples(st.sampled_from([OURS, HERS, THEIRS]), st.integers(0, 200)), max_size=6)
ANY_TERMS = st.builds(
    terms,
    st.integers(1, 100),
    st.sampled_from([ALWAYS, OFFICE, SPLIT]),
    pauses=st.sampled_from([(), (HERS,), (HERS, THEIRS)]),
)


@settings(max_examples=80, deadline=None)
@given(LIVES, st.sampled_from([OURS, HERS, THEIRS]), ANY_TERMS, ANY_TERMS, st.integers(0, 400))
def test_other_terms_applied_to_the_time_used_are_terms_reckoned_from_scratch(
    past: list[tuple[Side, int]], running: Side, old: Terms, new: Terms, later: int
) -> None:
    """Second by second: the promise is due at the instant at which the new calendar has counted the new target."""
    life = turns(*past, running=running)
    at = life[-1].started_at + later * HOUR
    rules.reckon(life, START, old, at)

    found = rules.reckon(life, START, new, at)

    spans = [(t.started_at, t.ended_at or at) for t in life if t.side not in new.pauses]
    assert found.used_seconds == sum(new.calendar.elapsed(since, until) for since, until in spans)
    if found.due_at is not None and found.due_at <= at:
        counted = sum(
            new.calendar.elapsed(since, min(until, found.due_at)) for since, until in spans if since < found.due_at
        )
        assert counted == new.target_seconds
    assert (found.due_at is None) == (not found.runs and found.used_seconds < new.target_seconds)


def test_the_instant_of_asking_moves_no_due_time() -> None:
    life = turns((OURS, 3), (HERS, 10), running=OURS)

    dues = {rules.reckon(life, START, terms(8, OFFICE), START + n * HOUR).due_at for n in range(13, 400, 7)}

    assert len(dues) == 1


@pytest.mark.parametrize(
    ("side", "held", "spoke", "first", "begins"),
    [
        (OURS, [], "", True, Kind.FIRST_REPLY),
        (OURS, [], "", False, Kind.NEXT_REPLY),
        (OURS, [], "marketplace", False, Kind.UPDATE),
        (OURS, [Kind.UPDATE], "seller", False, Kind.NEXT_REPLY),
        (OURS, [Kind.UPDATE], "", False, None),
        (OURS, [Kind.FIRST_REPLY], "seller", False, None),
        (OURS, [Kind.RESOLUTION], "", False, Kind.NEXT_REPLY),
        (THEIRS, [], "marketplace", False, Kind.THIRD_PARTY_UPDATE),
        (THEIRS, [Kind.THIRD_PARTY_UPDATE], "", False, None),
        (HERS, [], "marketplace", False, None),
        (Side.NOBODY, [], "", False, None),
    ],
)
def test_what_is_owed_from_now_on(side: Side, held: list[Kind], spoke: str, first: bool, begins: Kind | None) -> None:
    assert rules.to_begin(side, held, spoke=spoke, first=first) is begins


def test_a_word_keeps_what_was_promised_before_it_but_not_what_it_begins() -> None:
    held = [Open(Kind.FIRST_REPLY, START), Open(Kind.THIRD_PARTY_UPDATE, START), Open(Kind.RESOLUTION, START - HOUR)]

    assert rules.met_by_word(held, START) == {Kind.FIRST_REPLY}
    assert rules.met_by_word(held, START + HOUR) == {Kind.FIRST_REPLY, Kind.THIRD_PARTY_UPDATE}


def test_how_an_end_leaves_promises() -> None:
    assert [rules.ended_by(end, Kind.NEXT_REPLY) for end in End] == [True, False, False]
    assert [rules.ended_by(end, Kind.RESOLUTION) for end in End] == [True, True, False]
    assert rules.verdict(START, START) is Verdict.KEPT
    assert rules.verdict(START, START + timedelta(seconds=1)) is Verdict.MISSED
    assert rules.verdict(None, START) is Verdict.KEPT


def test_the_first_policy_that_takes_a_case_applies() -> None:
    strict = PolicyTerms(
        code="strict", name="Strict", categories=frozenset({"payments"}), standings=frozenset({"suspended"})
    )
    found = ServiceTerms(1, SHIPPED.calendars, [strict, *SHIPPED.policies])

    assert found.policy_for(Group(category="payments.delayed", standing="suspended")).code == "strict"
    assert found.policy_for(Group(category="payments.delayed", standing="normal")).code == "standard"
    assert found.policy_for(Group(category="other.other", standing="suspended")).code == "standard"


def test_what_ships_promises_a_word_at_every_priority_and_closer_ones_first() -> None:
    assert SHIPPED.policies[-1].takes_everything
    for kind in [*REQUIRED, Kind.RESOLUTION]:
        seconds = [SHIPPED.policies[0].target(kind, priority) for priority in PRIORITIES]
        assert None not in seconds
        assert seconds == sorted(seconds)  # type: ignore[type-var]  # none of them is None


def test_a_store_counts_by_its_own_calendar_and_news_of_third_parties_around_the_clock() -> None:
    ours = replace(SHIPPED, of_store={"us": "weekdays"})
    group = Group(store="us", priority="normal")

    reply = ours.terms_for(Kind.NEXT_REPLY, group, HERE)
    news = ours.terms_for(Kind.THIRD_PARTY_UPDATE, group, HERE)

    assert reply is not None
    assert news is not None
    assert reply.calendar.elapsed(START, START + 7 * 24 * HOUR) == 40 * 3600
    assert news.calendar is ALWAYS
    assert (reply.calendar_code, news.calendar_code) == ("weekdays", "always")
