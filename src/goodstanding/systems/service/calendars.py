"""How working time passes. Pure: what a calendar says is given, nothing is looked up.

A second counts when the clock on the wall, where the calendar lives, shows a time within a slot of a working day. From
this everything follows: a slot over midnight belongs to both days, a holiday closes its day from midnight to midnight, and when
clocks go forward or back a slot is as long as it really was (ADR 100).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from goodstanding.systems.service.feasts import holidays_of

MINUTES_A_DAY = 24 * 60
DAYS_A_WEEK = 7
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_LONGEST_CLOSURE = 4_000  # days without an open second after which a calendar is taken for one that never opens

Span = tuple[datetime, datetime]
Week = tuple[tuple["Slot", ...], ...]


class Calendar(Protocol):
    """How working time passes. Both ways agree: `elapsed(t, after(t, s)) == s` for s >= 0."""

    def elapsed(self, start: datetime, end: datetime) -> int:
        """Counted seconds from start to end; 0 when end is not later."""
        ...

    def after(self, start: datetime, seconds: int) -> datetime:
        """The earliest instant at which `seconds` (>= 0) have been counted since start."""
        ...


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """Working time within one day, in minutes after midnight: `start <= t < end`, end at most 24:00."""

    start: int
    end: int


class _Always:
    """Every second counts."""

    def elapsed(self, start: datetime, end: datetime) -> int:
        return max(0, int((end - start).total_seconds()))

    def after(self, start: datetime, seconds: int) -> datetime:
        return start + timedelta(seconds=seconds)


ALWAYS: Calendar = _Always()


@dataclass(frozen=True)
class BusinessHours:
    """A week of slots (Monday first), in a time zone, without the holidays of a country or region and without days off."""

    zone: ZoneInfo
    week: Week
    country: str = ""
    region: str = ""
    days_off: frozenset[date] = frozenset()
    _kept: dict[date, tuple[Span, ...]] = field(default_factory=dict, compare=False, repr=False)

    def elapsed(self, start: datetime, end: datetime) -> int:
        """As Calendar says."""
        counted = timedelta()
        day, last = start.astimezone(UTC).date(), end.astimezone(UTC).date()
        while day <= last:
            for opens, closes in self._spans(day):
                counted += max(min(closes, end) - max(opens, start), timedelta())
            day += _DAY
        return counted // _SECOND

    def after(self, start: datetime, seconds: int) -> datetime:
        """As Calendar says. Raises ValueError for a calendar that does not open in ten years; checks refuse those."""
        left = timedelta(seconds=seconds)
        if not left:
            return start
        day = start.astimezone(UTC).date()
        for _closed in range(_LONGEST_CLOSURE + seconds // 60):
            for opens, closes in self._spans(day):
                here = max(opens, start)
                if closes <= here:
                    continue
                if left <= closes - here:
                    return here + left
                left -= closes - here
            day += _DAY
        raise ValueError("This calendar does not open.")

    def is_closed(self, day: date) -> bool:
        """Whether a day of the calendar's zone is a holiday or a day off."""
        return day in self.days_off or day in holidays_of(self.country, self.region, day.year)

    def _spans(self, day: date) -> tuple[Span, ...]:
        """The working time within one day of UTC, in order, disjoint."""
        if day not in self._kept:
            self._kept[day] = tuple(_joined(self._pieces(day)))
        return self._kept[day]

    def _pieces(self, day: date) -> Iterator[Span]:
        opening = datetime.combine(day, time(0), tzinfo=UTC)
        for since, until, offset in _steady(self.zone, opening, opening + _DAY):
            local = (since + offset).date()
            while local <= (until + offset).date():
                if not self.is_closed(local):
                    midnight = datetime.combine(local, time(0), tzinfo=UTC) - offset
                    for slot in self.week[local.weekday()]:
                        opens = max(since, midnight + timedelta(minutes=slot.start))
                        closes = min(until, midnight + timedelta(minutes=slot.end))
                        if opens < closes:
                            yield opens, closes
                local += _DAY


def whole_week(slots: Sequence[Sequence[tuple[int, int]]]) -> Week:
    """A week from what was written for each day: an end at or before the start lies on the next day. Overlaps are joined."""
    days: list[list[Slot]] = [[] for _ in range(DAYS_A_WEEK)]
    for weekday, written in enumerate(slots):
        for start, end in written:
            if end > start:
                days[weekday].append(Slot(start, end))
            else:
                days[weekday].append(Slot(start, MINUTES_A_DAY))
                if end:
                    days[(weekday + 1) % DAYS_A_WEEK].append(Slot(0, end))
    return tuple(tuple(_merged(day)) for day in days)


def minutes_a_week(week: Week) -> int:
    """How many minutes of an ordinary week are working time."""
    return sum(slot.end - slot.start for day in week for slot in day)


def opens_within(calendar: BusinessHours, start: datetime, days: int) -> bool:
    """Whether a calendar has working time within so many days: one whose every slot falls on holidays has none."""
    return calendar.elapsed(start, start + timedelta(days=days)) > 0


def _steady(zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """Stretches of a day of UTC within which the zone's offset does not change. It changes at most once a day."""
    before, after = _offset(zone, since), _offset(zone, until - timedelta(microseconds=1))
    if before == after:
        yield since, until, before
        return
    low, high = since, until
    while high - low > _SECOND:
        middle = low + ((high - low) // 2 // _SECOND or 1) * _SECOND
        low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
    yield since, high, before
    yield high, until, after


def _offset(zone: ZoneInfo, instant: datetime) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta()


def _merged(slots: Sequence[Slot]) -> Iterator[Slot]:
    waiting: Slot | None = None
    for slot in sorted(slots):
        if waiting is not None and slot.start <= waiting.end:
            waiting = Slot(waiting.start, max(waiting.end, slot.end))
            continue
        if waiting is not None:
            yield waiting
        waiting = slot
    if waiting is not None:
        yield waiting


def _joined(pieces: Iterator[Span]) -> Iterator[Span]:
    waiting: Span | None = None
    for opens, closes in sorted(pieces):
        if waiting is not None and opens <= waiting[1]:
            waiting = (waiting[0], max(waiting[1], closes))
            continue
        if waiting is not None:
            yield waiting
        waiting = (opens, closes)
    if waiting is not None:
        yield waiting
