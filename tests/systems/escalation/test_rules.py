"""When an escalation is offered or refused and from when, who may decide, and what would have avoided it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodstanding.systems.escalation import rules
from goodstanding.systems.escalation.handbook import read_handbook
from goodstanding.systems.escalation.rules import Facts, Lesson, Past, Why
from goodstanding.systems.rulebook.queries import shipped
from goodstanding.systems.service.calendars import ALWAYS, BusinessHours, Calendar, whole_week

BOOK = read_handbook(shipped("default").section("escalation"))
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
PLAIN = Facts(standing="normal", category="other.other", opened_at=AT - 10 * HOUR, answers=1)
CATEGORIES = [
    "other.other",
    "payments.delayed",
    "product_listings.suppressed",
    "technical.api",
    "account_health.policy",
]


@pytest.mark.parametrize(
    ("facts", "grounds"),
    [
        (replace(PLAIN, standing="suspended"), ("standing",)),
        (replace(PLAIN, standing="at_risk"), ("standing",)),
        (replace(PLAIN, category="payments.delayed"), ("payment",)),
        (replace(PLAIN, category="product_listings.suppressed"), ("listing",)),
        (replace(PLAIN, category="account_health.ip_complaint"), ("notice",)),
        (replace(PLAIN, notices=("N7K-2QX",)), ("notice",)),
        (replace(PLAIN, category="technical.api", opened_at=AT - 49 * HOUR), ("technical",)),
        (replace(PLAIN, due_at=AT - HOUR), ("overdue",)),
        (replace(PLAIN, opened_at=AT - 121 * HOUR), ("time",)),
        (replace(PLAIN, standing="restricted", answers=0, due_at=AT + HOUR), ("standing",)),
    ],
)
def test_it_is_offered_with_the_reasons_that_warrant_it(facts: Facts, grounds: tuple[str, ...]) -> None:
    offer = rules.offer(facts, BOOK, AT)

    assert (offer.offered, offer.grounds) == (True, grounds)


@pytest.mark.parametrize(
    ("facts", "why", "possible_at"),
    [
        (PLAIN, [Why.NO_GROUND], AT + 110 * HOUR),
        (replace(PLAIN, due_at=AT + 5 * HOUR), [Why.NO_GROUND], AT + 5 * HOUR),
        (replace(PLAIN, category="technical.api"), [Why.NO_GROUND], AT + 38 * HOUR),
        (
            replace(PLAIN, category="payments.delayed", answers=0, due_at=AT + 2 * HOUR),
            [Why.NO_ANSWER_YET],
            AT + 2 * HOUR,
        ),
        (replace(PLAIN, answers=0, due_at=AT + HOUR), [Why.NO_ANSWER_YET, Why.NO_GROUND], AT + HOUR),
        (replace(PLAIN, standing="suspended", ended_at=AT - HOUR), [Why.COOLDOWN], AT + 47 * HOUR),
        (replace(PLAIN, standing="suspended", closed=True), [Why.CLOSED], None),
        (replace(PLAIN, standing="suspended", open_now=True), [Why.OPEN_ALREADY], None),
        (replace(PLAIN, standing="suspended", exhausted=True), [Why.EXHAUSTED], None),
    ],
)
def test_it_is_refused_with_the_reason_and_the_date(facts: Facts, why: list[Why], possible_at: datetime | None) -> None:
    offer = rules.offer(facts, BOOK, AT)

    assert [no.why for no in offer.against] == why
    assert not offer.offered
    assert offer.possible_at == possible_at


hours = st.integers(0, 400).map(lambda n: n * HOUR)
any_facts = st.builds(
    Facts,
    standing=st.sampled_from(["normal", "at_risk", "suspended", "reinstated"]),
    category=st.sampled_from(CATEGORIES),
    opened_at=hours.map(lambda d: AT - d),
    closed=st.booleans(),
    answers=st.integers(0, 2),
    due_at=st.none() | hours.map(lambda d: AT + d - 100 * HOUR),
    notices=st.sampled_from([(), ("N7K-2QX",)]),
    open_now=st.booleans(),
    exhausted=st.booleans(),
    ended_at=st.none() | hours.map(lambda d: AT - d),
)


@given(any_facts)
def test_the_date_that_is_named_holds(facts: Facts) -> None:
    offer = rules.offer(facts, BOOK, AT)

    if offer.possible_at is not None:
        assert offer.possible_at > AT
        assert rules.offer(facts, BOOK, offer.possible_at).offered


@given(any_facts)
def test_what_is_offered_has_a_reason_and_what_is_refused_too(facts: Facts) -> None:
    offer = rules.offer(facts, BOOK, AT)

    assert bool(offer.grounds) if offer.offered else bool(offer.against)


OFFICE = BusinessHours(ZoneInfo("Europe/Berlin"), whole_week([[(540, 1020)]] * 5 + [[], []]), "DE")


@pytest.mark.parametrize("calendar", [ALWAYS, OFFICE], ids=["always", "office"])
@settings(deadline=None)
@given(hours=st.integers(1, 72), first=st.integers(0, 10**6), pause=st.integers(0, 10**6))
def test_a_stopped_clock_never_gains_time(calendar: Calendar, hours: int, first: int, pause: int) -> None:
    due = rules.due(AT, hours * 3_600, calendar)
    asked = AT + timedelta(seconds=first)
    resumed = asked + timedelta(seconds=pause)

    after = rules.due(resumed, rules.left(due, asked, calendar), calendar)

    used = calendar.elapsed(AT, asked) + calendar.elapsed(resumed, after)
    assert used == max(hours * 3_600, calendar.elapsed(AT, asked))
    assert after >= due


@given(hours=st.integers(2, 72), first=st.integers(0, 10**6))
def test_a_level_is_warned_once_three_quarters_are_used_and_before_it_is_late(hours: int, first: int) -> None:
    level = replace(BOOK.level(2), hours=hours)
    left = max(0, level.seconds - first)

    quiet = rules.warn_after(left, level, BOOK.warn_percent)

    if quiet is None:
        assert level.seconds - left >= level.seconds * 3 // 4
    else:
        assert 0 < quiet < left
        assert level.seconds - left + quiet == level.seconds * 3 // 4


def test_nobody_looks_again_at_what_she_decided() -> None:
    assert not rules.is_impartial(4, {4, 5})
    assert not rules.is_impartial(None, set())
    assert rules.is_impartial(6, {4, 5})


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("past", "taught"),
    [
        (Past(changed=True), [Lesson.OUR_ANSWER]),
        (Past(changed=False, clocks_missed=1), [Lesson.OUR_DELAY]),
        (Past(changed=False, promise_missed=True), [Lesson.OUR_DELAY]),
        (Past(changed=False, files_after=2), [Lesson.FILES_LATE]),
        (Past(changed=False, files_before=1, files_after=2), [Lesson.NOTHING]),
        (Past(changed=False, unread=3 * DAY), [Lesson.NOTICE_UNREAD]),
        (Past(changed=False, deadline_missed=True), [Lesson.DEADLINE_MISSED]),
        (Past(changed=False, warnings=1), [Lesson.WARNED_BEFORE]),
        (Past(changed=False, waited=2 * DAY), [Lesson.REPLY_LATE]),
        (Past(changed=False, other_cases=2), [Lesson.SPREAD]),
        (Past(changed=True, files_after=1), [Lesson.OUR_ANSWER, Lesson.FILES_LATE]),
        (Past(changed=False), [Lesson.NOTHING]),
    ],
)
def test_what_would_have_avoided_it_comes_from_what_happened(past: Past, taught: list[Lesson]) -> None:
    assert rules.lessons(past) == taught
