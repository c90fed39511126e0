"""Deciding about rates: windows over daily counts, what would change them, and when they recover. Pure; no floats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from goodstanding.kit.periods import Window, window_ending
from goodstanding.systems.rulebook.rules import Metric, MetricWindow, Status, Target

FORECAST_DAYS = 120


@dataclass(frozen=True, slots=True)
class Count:
    """A numerator and a denominator that belong together."""

    numerator: int = 0
    denominator: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.numerator + other.numerator, self.denominator + other.denominator)

    def __sub__(self, other: Count) -> Count:
        return Count(self.numerator - other.numerator, self.denominator - other.denominator)


@dataclass(frozen=True, slots=True)
class Course:
    """A rate's running totals: after each day from `first` on, with a 0 before it. Any window in it is two subtractions.

    Days before `first` and after the last count nothing.
    """

    first: date
    numerators: Sequence[int]
    denominators: Sequence[int]

    def count(self, window: Window) -> Count:
        """Numerator and denominator of a window."""
        last = len(self.numerators) - 1
        start = min(max((window.from_on - self.first).days, 0), last)
        end = min(max((window.to_on - self.first).days + 1, start), last)
        return Count(
            self.numerators[end] - self.numerators[start],
            self.denominators[end] - self.denominators[start],
        )

    def as_of(self, day: date, window: MetricWindow) -> Count:
        """The count of a metric's window as of a day, by what is known today."""
        return self.count(window_ending(day, days=window.days, lag_days=window.lag_days))

    def until(self, last: date, window: MetricWindow, *, back: int, every: int = 1) -> list[tuple[int, int]]:
        """The same as of `last` and of every so many days before it, `back` days at most, oldest first.

        Numerators and denominators without names: hundreds of them are read for one page.
        """
        numerators, denominators, days = self.numerators, self.denominators, window.days
        most = len(numerators) - 1
        end = (last - self.first).days + 1 - window.lag_days
        found = []
        for at in range(end - back // every * every, end + 1, every):
            to, start = min(max(at, 0), most), min(max(at - days, 0), most)
            found.append((numerators[to] - numerators[start], denominators[to] - denominators[start]))
        return found


@dataclass(frozen=True, slots=True)
class Reading:
    """A metric's rate in one window as of one day.

    `channel` is "mfn" or "afn" for metrics kept per channel, else "". `from_on` and `to_on` both belong to the window, in
    the store's days. `enough` tells whether there is enough volume to act on it; `status` is the plain comparison.
    """

    code: str
    label: str
    counts: str
    part_of: str
    channel: str
    window_days: int
    lag_days: int
    from_on: date
    to_on: date
    numerator: int
    denominator: int
    target: Target | None
    status: Status
    enough: bool
    enforced: bool

    @property
    def count(self) -> Count:
        """Numerator and denominator together."""
        return Count(self.numerator, self.denominator)

    @property
    def against(self) -> int:
        """How many orders count against the seller."""
        wants_low = self.target is None or self.target.condition.wants_low
        return self.numerator if wants_low else self.denominator - self.numerator

    @property
    def breaching(self) -> bool:
        """Whether this reading, by itself, is a breach."""
        return self.enforced and self.enough and self.status is Status.BAD


def read(metric: Metric, window: MetricWindow, channel: str, as_of: date, count: Count) -> Reading:
    """The reading of a metric from a count."""
    span = window_ending(as_of, days=window.days, lag_days=window.lag_days)
    return Reading(
        code=metric.code,
        label=metric.label,
        counts=metric.counts,
        part_of=metric.part_of,
        channel=channel,
        window_days=window.days,
        lag_days=window.lag_days,
        from_on=span.from_on,
        to_on=span.to_on,
        numerator=count.numerator,
        denominator=count.denominator,
        target=metric.target,
        status=metric.status(count.numerator, count.denominator),
        enough=metric.enough(count.numerator, count.denominator),
        enforced=metric.enforced,
    )


def defects_left(target: Target, count: Count) -> int:
    """How many more orders could go wrong, at the same volume, before the target is missed; 0 when the next one does.

    Negative when the target is missed already: how many too many there are.
    """
    step = 1 if target.condition.wants_low else -1
    if not target.met_by(count.numerator, count.denominator):
        excess = 0
        while excess < count.denominator and not target.met_by(count.numerator - step * excess, count.denominator):
            excess += 1
        return -excess
    left = 0
    while left < count.denominator and target.met_by(count.numerator + step * (left + 1), count.denominator):
        left += 1
    return left


def recovers_on(course: Course, window: MetricWindow, target: Target, as_of: date) -> date | None:
    """The first day on which the target is met again if nothing more goes wrong and volume stays as it was.

    Future days are taken to bring the window's average volume, all of it good. None when that takes over FORECAST_DAYS days,
    or when the window holds nothing.
    """
    span = window_ending(as_of, days=window.days, lag_days=window.lag_days)
    now = course.count(span)
    if now.denominator == 0 or target.met_by(now.numerator, now.denominator):
        return as_of if now.denominator else None
    good = 0 if target.condition.wants_low else 1
    for ahead in range(1, FORECAST_DAYS + 1):
        begins, ends = span.from_on + timedelta(days=ahead), span.to_on + timedelta(days=ahead)
        known = course.count(Window(begins, min(ends, as_of)))
        unknown_days = min(max(ahead - window.lag_days, 0), window.days)
        expected = now.denominator * unknown_days // window.days
        whole = known.denominator + expected
        if whole and target.met_by(known.numerator + good * expected, whole):
            return as_of + timedelta(days=ahead)
    return None


@dataclass(frozen=True, slots=True)
class Cause:
    """How much one value of one dimension explains: its share of what went wrong against its share of the volume."""

    dimension: str
    value: str
    defects: int
    orders: int
    all_defects: int
    all_orders: int

    @property
    def excess(self) -> int:
        """Defects beyond what its volume would explain, in hundredths of a defect; 0 or less explains nothing."""
        return 100 * self.defects - 100 * self.all_defects * self.orders // self.all_orders if self.all_orders else 0


def rank_causes(causes: Sequence[Cause], *, most: int = 6) -> list[Cause]:
    """The causes that explain most, strongest first.

    At least two defects, and beyond the share of the volume by a whole defect and a tenth of all defects: less is chance.
    """
    telling = [c for c in causes if c.value and c.defects >= 2 and c.excess >= max(100, 10 * c.all_defects)]
    return sorted(telling, key=lambda c: (-c.excess, c.dimension, c.value))[:most]
