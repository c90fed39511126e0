"""Days, windows and business days. Windows of metrics are closed intervals of days in the store's time zone."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

END_OF_DAY = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class Window:
    """A closed interval of days: both `from_on` and `to_on` belong to it."""

    from_on: date
    to_on: date

    def __contains__(self, day: date) -> bool:
        return self.from_on <= day <= self.to_on

    def days(self) -> Iterator[date]:
        """Each day of the window, in order."""
        for n in range((self.to_on - self.from_on).days + 1):
            yield self.from_on + timedelta(days=n)


def window_ending(as_of: date, *, days: int, lag_days: int = 0) -> Window:
    """The window of `days` days that ends `lag_days` before `as_of`; with no lag `as_of` is its last day."""
    to_on = as_of - timedelta(days=lag_days)
    return Window(to_on - timedelta(days=days - 1), to_on)


def day_of(instant: datetime, zone: ZoneInfo) -> date:
    """The calendar day of an instant where the store is."""
    return instant.astimezone(zone).date()


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The last second of a day where the store is, as an instant in UTC. A promise 'by 3 September' ends here."""
    return datetime.combine(day, END_OF_DAY, tzinfo=zone).astimezone(UTC)


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a day where the store is, in UTC."""
    return datetime.combine(day, time(0), tzinfo=zone).astimezone(UTC)


def add_business_days(day: date, count: int, holidays: Set[date] = frozenset()) -> date:
    """The day `count` business days (Monday to Friday, without holidays) after `day`."""
    while count > 0:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in holidays:
            count -= 1
    return day


def add_months(at: datetime, months: int) -> datetime:
    """The same day of a later month; where it does not exist, the first day after it, so that nobody loses a day."""
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    try:
        return at.replace(year=year, month=month + 1)
    except ValueError:
        return (at.replace(day=1, year=year, month=month + 1) + timedelta(days=32)).replace(day=1)
