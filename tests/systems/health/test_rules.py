from datetime import date, timedelta
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.systems.health import rules
from goodstanding.systems.health.rules import Cause, Count, Course
from goodstanding.systems.rulebook.rules import Condition, MetricWindow, Target

DAY = date(2026, 11, 22)
LATE = Target(Condition.LESS_THAN, 400)
counts = st.builds(lambda d, n: Count(min(n, d), d), st.integers(0, 50), st.integers(0, 50))
daily = st.dictionaries(st.integers(0, 120).map(lambda n: DAY - timedelta(days=n)), counts)


def course_of(by_day: dict[date, Count], first: date = DAY - timedelta(days=60)) -> Course:
    days = [first + timedelta(days=n) for n in range((DAY - first).days + 1)]
    counted = [by_day.get(day, Count()) for day in days]
    return Course(
        first,
        list(accumulate((c.numerator for c in counted), initial=0)),
        list(accumulate((c.denominator for c in counted), initial=0)),
    )


@given(daily, st.integers(1, 60), st.integers(0, 15), st.integers(-10, 40))
def test_a_window_of_running_totals_is_the_sum_of_its_days(
    by_day: dict[date, Count], days: int, lag: int, back: int
) -> None:
    day = DAY - timedelta(days=back)
    course = course_of(by_day)

    count = course.as_of(day, MetricWindow(days, lag))

    span = rules.window_ending(day, days=days, lag_days=lag)
    inside = [c for on, c in by_day.items() if on in span and on >= course.first]
    assert count == Count(sum(c.numerator for c in inside), sum(c.denominator for c in inside))


@pytest.mark.parametrize(
    ("target", "count", "left"),
    [
        (LATE, Count(0, 100), 3),
        (LATE, Count(3, 100), 0),
        (LATE, Count(4, 100), -1),
        (LATE, Count(6, 100), -3),
        (Target(Condition.AT_LEAST, 9000), Count(95, 100), 5),
        (Target(Condition.AT_LEAST, 9000), Count(88, 100), -2),
        (Target(Condition.GREATER_THAN, 9500), Count(96, 100), 0),
    ],
)
def test_how_many_more_would_miss_the_target(target: Target, count: Count, left: int) -> None:
    assert rules.defects_left(target, count) == left


@given(st.integers(1, 400), st.integers(0, 400), st.sampled_from(list(Condition)), st.integers(0, 10_000))
def test_defects_left_is_the_last_that_still_meets_the_target(d: int, n: int, condition: Condition, bps: int) -> None:
    target = Target(condition, bps)
    count = Count(min(n, d), d)
    step = 1 if condition.wants_low else -1

    left = rules.defects_left(target, count)

    if left >= 0:
        assert target.met_by(count.numerator + step * left, d)
        assert left == d or not target.met_by(count.numerator + step * (left + 1), d)


def test_recovery_comes_when_the_bad_days_leave_the_window() -> None:
    bad_day = DAY - timedelta(days=4)
    by_day = {DAY - timedelta(days=n): Count(0, 10) for n in range(40)} | {bad_day: Count(20, 20)}

    day = rules.recovers_on(course_of(by_day), MetricWindow(30, 0), LATE, DAY)

    assert day == bad_day + timedelta(days=30)


def test_nothing_to_count_has_no_recovery_date() -> None:
    assert rules.recovers_on(course_of({}), MetricWindow(30, 0), LATE, DAY) is None


def test_a_planted_cause_is_ranked_first() -> None:
    causes = [
        Cause("carrier", "Northpost", 29, 145, 41, 804),
        Cause("listing", "HL-TEAPOT-09", 6, 32, 41, 804),
        Cause("weekday", "5", 7, 120, 41, 804),
        Cause("region", "Elsewhere", 1, 2, 41, 804),
    ]

    ranked = rules.rank_causes(causes)

    assert [c.value for c in ranked] == ["Northpost", "HL-TEAPOT-09"]
