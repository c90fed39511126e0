"""Working time: what counts, however the clocks go; by tables and by property."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodstanding.kit.errors import Invalid
from goodstanding.systems.service import checks
from goodstanding.systems.service.calendars import ALWAYS, BusinessHours, Slot, minutes_a_week, whole_week
from goodstanding.systems.service.errors import NeverOpens
from goodstanding.systems.service.feasts import check_country, holidays_of
from goodstanding.systems.service.terms import CalendarTerms
from goodstanding.systems.service.writing import (
    read_days_off,
    read_slots,
    read_target,
    write_days_off,
    write_slots,
    write_target,
)

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/St_Johns", "Asia/Kathmandu")
HOUR = 3600


def week(text: str, days: int = 5) -> tuple[tuple[Slot, ...], ...]:
    slots = read_slots(text, field="mon")
    return whole_week([slots if day < days else () for day in range(7)])


def calendar(text: str, zone: str = "UTC", *, days: int = 5, **more: object) -> BusinessHours:
    return BusinessHours(ZoneInfo(zone), week(text, days), **more)  # type: ignore[arg-type]


def at(text: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


OFFICE = "09:00-17:00"
BREAK = "09:00-12:00, 13:00-17:00"
NIGHT = "22:00-06:00"


@pytest.mark.parametrize(
    ("hours", "zone", "start", "end", "counted"),
    [
        (OFFICE, "UTC", "2026-11-23T08:00", "2026-11-23T18:00", 8 * HOUR),
        (OFFICE, "UTC", "2026-11-27T16:00", "2026-11-30T10:00", 2 * HOUR),  # Friday to Monday
        (BREAK, "UTC", "2026-11-23T11:30", "2026-11-23T13:30", 1 * HOUR),
        (OFFICE, "America/New_York", "2026-11-23T00:00", "2026-11-24T00:00", 8 * HOUR),
        (OFFICE, "UTC", "2026-11-23T18:00", "2026-11-23T08:00", 0),
        (NIGHT, "UTC", "2026-11-23T23:00", "2026-11-24T01:00", 2 * HOUR),
        (NIGHT, "UTC", "2026-11-27T21:00", "2026-11-30T21:00", 8 * HOUR),  # Friday's night shift ends on Saturday
        ("00:00-24:00", "Europe/Berlin", "2026-03-27T00:00", "2026-03-28T00:00", 24 * HOUR),
    ],
)
def test_only_working_time_counts(hours: str, zone: str, start: str, end: str, counted: int) -> None:
    assert calendar(hours, zone).elapsed(at(start, zone), at(end, zone)) == counted


@pytest.mark.parametrize(
    ("hours", "start", "seconds", "due"),
    [
        (OFFICE, "2026-11-23T16:00", HOUR, "2026-11-23T17:00"),  # at the end of the day, not the next morning
        (OFFICE, "2026-11-23T16:00", HOUR + 1, "2026-11-24T09:00:01"),
        (OFFICE, "2026-11-27T16:30", 8 * HOUR, "2026-11-30T16:30"),
        (OFFICE, "2026-11-28T10:00", HOUR, "2026-11-30T10:00"),
        (OFFICE, "2026-11-28T10:00", 0, "2026-11-28T10:00"),
        (BREAK, "2026-11-23T11:00", 2 * HOUR, "2026-11-23T14:00"),
    ],
)
def test_what_is_due_when(hours: str, start: str, seconds: int, due: str) -> None:
    assert calendar(hours).after(at(start), seconds) == at(due)


@pytest.mark.parametrize(
    ("zone", "day", "hours", "counted"),
    [
        ("Europe/Berlin", "2026-03-29", "00:00-24:00", 23 * HOUR),
        ("Europe/Berlin", "2026-10-25", "00:00-24:00", 25 * HOUR),
        ("Europe/Berlin", "2026-03-29", "01:00-02:30", HOUR),  # 02:00 to 03:00 did not happen
        ("Europe/Berlin", "2026-10-25", "02:00-03:00", 2 * HOUR),  # and this hour happened twice
        ("Australia/Lord_Howe", "2026-10-04", "00:00-24:00", 23 * HOUR + HOUR // 2),
    ],
)
def test_a_slot_is_as_long_as_it_really_was_when_the_clocks_change(
    zone: str, day: str, hours: str, counted: int
) -> None:
    midnight, next_midnight = at(f"{day}T00:00", zone), at(f"{date.fromisoformat(day) + timedelta(days=1)}T00:00", zone)

    assert calendar(hours, zone, days=7).elapsed(midnight, next_midnight) == counted


def test_holidays_and_days_off_close_their_day_from_midnight_to_midnight() -> None:
    germany = calendar(NIGHT, "Europe/Berlin", days=7, country="DE")
    bavaria = calendar(OFFICE, "Europe/Berlin", country="DE", region="BY")
    own = calendar(OFFICE, days_off=frozenset({date(2026, 11, 24)}))

    christmas = at("2026-12-24T22:00", "Europe/Berlin")
    assert germany.elapsed(christmas, christmas + timedelta(hours=8)) == 2 * HOUR  # until midnight; the 25th is closed
    assert bavaria.elapsed(at("2026-01-06T00:00"), at("2026-01-07T00:00")) == 0  # Epiphany, in Bavaria only
    assert own.elapsed(at("2026-11-23T00:00"), at("2026-11-26T00:00")) == 16 * HOUR


def test_holidays_have_names_and_unknown_countries_are_refused() -> None:
    assert "Christmas" in holidays_of("US", "", 2026)[date(2026, 12, 25)]
    assert date(2026, 1, 6) in holidays_of("DE", "BY", 2026)
    assert date(2026, 1, 6) not in holidays_of("DE", "", 2026)
    for country, region in (("XX", ""), ("DE", "ZZ"), ("", "BY")):
        with pytest.raises(Invalid):
            check_country(country, region)


def test_a_calendar_that_never_opens_is_refused() -> None:
    now = at("2026-11-23T00:00")
    empty = CalendarTerms(code="none", name="None", hours=((),) * 7, week=((),) * 7)
    hours = (((540, 1020),), *((),) * 6)
    days_off = tuple((date(2026, 11, 23) + timedelta(days=n), "Closed") for n in range(0, 400, 7))
    closed = CalendarTerms(code="shut", name="Shut", hours=hours, week=whole_week(hours), days_off=days_off)

    for draft in (empty, closed):
        with pytest.raises(NeverOpens):
            checks.check_calendar(draft, now)
    with pytest.raises(ValueError, match="does not open"):
        empty_hours = BusinessHours(ZoneInfo("UTC"), ((),) * 7)
        empty_hours.after(now, 60)


SLOTS = st.tuples(st.integers(0, 1439), st.integers(0, 1440)).filter(lambda slot: slot[0] != slot[1])
WEEKS = (
    st.lists(st.lists(SLOTS, max_size=3), min_size=7, max_size=7)
    .map(whole_week)
    .filter(lambda one: minutes_a_week(one) > 0)
)
# Two years with every kind of change of clocks in them, to the second.
INSTANTS = st.integers(int(at("2026-01-01").timestamp()), int(at("2027-12-31").timestamp())).map(
    lambda n: datetime.fromtimestamp(n, UTC)
)
CALENDARS = st.builds(
    BusinessHours,
    st.sampled_from(ZONES).map(ZoneInfo),
    WEEKS,
    st.sampled_from(["", "US", "DE"]),
    st.just(""),
    st.frozensets(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=5),
)
FEW = settings(max_examples=60, deadline=None)


@FEW
@given(CALENDARS, st.tuples(INSTANTS, INSTANTS, INSTANTS).map(sorted))
def test_time_adds_up(one: BusinessHours, instants: list[datetime]) -> None:
    first, middle, last = instants

    assert one.elapsed(first, middle) + one.elapsed(middle, last) == one.elapsed(first, last)
    assert 0 <= one.elapsed(first, last) <= ALWAYS.elapsed(first, last)


@FEW
@given(CALENDARS, INSTANTS, st.integers(0, 60 * HOUR))
def test_after_is_the_inverse_of_elapsed_and_the_earliest_such_instant(
    one: BusinessHours, start: datetime, seconds: int
) -> None:
    due = one.after(start, seconds)

    assert one.elapsed(start, due) == seconds
    if seconds:
        assert one.elapsed(start, due - timedelta(seconds=1)) == seconds - 1


@FEW
@given(CALENDARS, INSTANTS, st.integers(0, 20 * HOUR), st.integers(0, 20 * HOUR))
def test_what_is_due_comes_in_steps(one: BusinessHours, start: datetime, some: int, more: int) -> None:
    assert one.after(one.after(start, some), more) == one.after(start, some + more)


@given(st.lists(SLOTS, max_size=4))
def test_slots_are_read_as_they_are_written(slots: list[tuple[int, int]]) -> None:
    assert read_slots(write_slots(slots), field="mon") == tuple(slots)


@pytest.mark.parametrize("text", ["9-17h", "25:00-26:00", "09:00", "09:00-09:00", "09:70-10:00", ",".join(["1-2"] * 9)])
def test_what_is_no_slot_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        read_slots(text, field="mon")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("8", 8 * HOUR), ("8 h", 8 * HOUR), ("1:30", 5400), ("30 min", 1800), ("90m", 5400), ("", None)],
)
def test_targets_are_hours_or_minutes(text: str, seconds: int | None) -> None:
    assert read_target(text, field="x") == seconds
    assert read_target(write_target(seconds), field="x") == seconds


@pytest.mark.parametrize("text", ["0", "soon", "-1", "1.5", "99999999"])
def test_what_is_no_target_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        read_target(text, field="x")


def test_days_off_have_names_and_a_bad_line_is_named() -> None:
    days = read_days_off("2026-12-24 Company holiday\n\n2026-01-02", field="days_off")

    assert days[1] == (date(2026, 12, 24), "Company holiday")
    assert read_days_off(write_days_off(days), field="days_off") == days
    with pytest.raises(Invalid, match="Line 2"):
        read_days_off("2026-12-24 x\n24.12.2026 y", field="days_off")


def test_a_week_without_gaps_counts_every_second() -> None:
    start, end = at("2026-11-23T00:00"), at("2026-11-24T01:02:03")
    full = calendar("00:00-24:00", "America/St_Johns", days=7)

    assert full.elapsed(start, end) == ALWAYS.elapsed(start, end) == 90_123
