"""Reading account health: rates, the orders behind them, trends, causes and outlook.

Every function takes a seller whose reading was authorised already (`sellers.queries.seller_for`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import compress

from django.utils.translation import gettext as _

from goodstanding.kit.errors import Invalid, NotFound
from goodstanding.kit.periods import day_of, end_of_day, window_ending
from goodstanding.systems.health import remembered, rules
from goodstanding.systems.health.counted import CountedOrder, describe
from goodstanding.systems.health.counting import Alike, Series, alike, courses, series_of, window_counts
from goodstanding.systems.health.listing import DIMENSIONS, Which, past_rows, place_after, present_rows, told_of
from goodstanding.systems.health.models import Breach
from goodstanding.systems.health.replay import Replay
from goodstanding.systems.health.rules import Cause, Count, Course, Reading
from goodstanding.systems.orders.models import Order
from goodstanding.systems.orders.queries import packages_of
from goodstanding.systems.rulebook.queries import rules_for
from goodstanding.systems.rulebook.rules import MetricWindow, Rulebook
from goodstanding.systems.sellers.models import Seller

TREND_DAYS = 90
REMEMBERED = 64  # sellers and metrics; some 100 kB each for the largest
EARLIEST = date(1996, 1, 1)


@dataclass(frozen=True, slots=True)
class Health:
    """A seller's readings as of one day, with the rules they were taken by."""

    seller: Seller
    as_of: date
    rules: str
    readings: list[Reading] = field(default_factory=list)

    def of(self, code: str) -> list[Reading]:
        """The readings of one metric, one per channel and window."""
        return [r for r in self.readings if r.code == code]


@dataclass(frozen=True, slots=True)
class Outlook:
    """Where a reading is heading: when it recovers, or how many more would cross it."""

    recovers_on: date | None
    defects_left: int | None


@dataclass(frozen=True, eq=False, slots=True)
class Trend:
    """A reading with its course over the last TREND_DAYS days, by what is known today.

    The same counts give the same object again as long as it is remembered: a key for what is made of it.
    """

    reading: Reading
    outlook: Outlook
    day: date
    window: MetricWindow
    course: Course

    def points(self, *, every: int = 1) -> list[tuple[int, int]]:
        """Numerator and denominator as of each day, or as of every so many days back from the last, oldest first."""
        return self.course.until(self.day, self.window, back=TREND_DAYS, every=every)

    def days(self) -> list[date]:
        """The days of `points()`."""
        return [self.day - timedelta(days=back) for back in range(TREND_DAYS, -1, -1)]


def today(seller: Seller, at: datetime) -> date:
    """The store's calendar day at an instant."""
    return day_of(at, seller.store.zone)


def health_of(seller: Seller, *, at: datetime, as_of: date | None = None, known_by: datetime | None = None) -> Health:
    """Every metric's readings as of a day (default: today in the store's time zone).

    For a past day orders are folded again from what had occurred by its end; with `known_by`, also only from what the
    marketplace had learned by then. Raises Invalid for a day in the future or before 1996.
    """
    day = _checked_day(seller, at, as_of)
    book = rules_for(seller.store, at)
    series = series_of(book)
    if day == today(seller, at) and known_by is None:
        counts = window_counts([seller.pk], series, day)[seller.pk]
    else:
        counts = _replayed_counts(seller, series, day, known_by)
    readings = [
        rules.read(s.metric, w, s.channel, day, counts.get((s, w), Count())) for s in series for w in s.metric.windows
    ]
    return Health(seller, day, book.name, [r for r in readings if r.channel != "afn" or r.denominator])


def trends_of(seller: Seller, *, at: datetime) -> Sequence[Trend]:
    """Every reading of today with its course and outlook; one query, however many orders there are."""
    series = series_of(rules_for(seller.store, at))
    found = _trends(seller, series, today(seller, at))
    return [t for t in found if t.reading.channel != "afn" or t.reading.denominator]


def _trend(seller: Seller, series: Series, window: MetricWindow, day: date) -> Trend:
    return next(t for t in _trends(seller, [series], day) if t.window == window)


def _trends(seller: Seller, series: Sequence[Series], day: date) -> Sequence[Trend]:
    return _counted_trends(alike(seller.pk, series, day, days=TREND_DAYS), tuple(series), day)


@lru_cache(maxsize=REMEMBERED)
def _counted_trends(found: tuple[Alike, ...], series: tuple[Series, ...], day: date) -> Sequence[Trend]:
    """Remembered by what was counted, so never out of date: people go back and forth between pages of the same numbers."""
    course = courses(found, series, day)
    trends = []
    for s in series:
        for window in s.metric.windows:
            reading = rules.read(s.metric, window, s.channel, day, course[s].as_of(day, window))
            trends.append(Trend(reading, _outlook(window, course[s], reading, day), day, window, course[s]))
    return trends


@dataclass(frozen=True, slots=True)
class Asked:
    """Which number is asked about: a metric, one of its windows and channels, as of a day."""

    code: str
    window_days: int | None = None
    channel: str = ""
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class CountedPage:
    """A page of the orders behind a number. `next_after` continues the list; None at its end. `trend` only of today."""

    reading: Reading
    rows: list[CountedOrder]
    next_after: str | None
    trend: Trend | None


def counted_orders(
    seller: Seller, asked: Asked, *, at: datetime, kind: str = "against", after: str = "", limit: int = 25
) -> CountedPage:
    """Exactly the orders, packages or messages behind a number, newest anchor day first, each with how and why it counts.

    `kind`: "against" (pull the rate the wrong way), "counted" (all in the denominator), "not_counted" (their day lies in
    the window but they don't count), "all". `after` is `next_after` of the page before. Raises NotFound for an unknown
    metric, window or channel, Invalid for a bad day or cursor.
    """
    day = _checked_day(seller, at, asked.as_of)
    series, window = _find(rules_for(seller.store, at), asked)
    if day == today(seller, at):
        trend = _trend(seller, series, window, day)
        reading = trend.reading
        rows = present_rows(seller, series, window, day, at, Which(kind, after, limit))
    else:
        trend, replay = None, _replay(seller, [series], day, None)
        reading = rules.read(series.metric, window, series.channel, day, replay.count(series, window, day))
        rows = past_rows(replay, series, window, day, Which(kind, after, limit))
    more = len(rows) > limit
    rows = rows[:limit]
    next_after = place_after(rows[-1]) if more else None
    return CountedPage(reading, rows, next_after, trend)


def root_causes(seller: Seller, asked: Asked, *, at: datetime) -> list[Cause]:
    """What explains most of the orders that count against the seller: listing, carrier, weekday, place, region, reason.

    Compares each value's share of what went wrong with its share of the volume in the same window. One query, for packages
    two. Nothing is said of buyers' messages. Raises as `counted_orders`.
    """
    day = _checked_day(seller, at, asked.as_of)
    series, window = _find(rules_for(seller.store, at), asked)
    rows = told_of(seller, series, window, day) if series.metric.entity != "message" else ()
    if not rows:
        return []
    wants_low = series.metric.target is None or series.metric.target.condition.wants_low
    marks, *columns = zip(*rows, strict=True)
    against = [bool(m & series.numerator) is wants_low for m in marks]
    return rules.rank_causes(
        [cause for name, values in zip(DIMENSIONS, columns, strict=True) for cause in _causes(name, values, against)]
    )


@dataclass(frozen=True, slots=True)
class OpenBreach:
    """A target that is crossed, with the numbers of the moment it was."""

    breach_id: int
    seller: Seller
    code: str
    window_days: int
    numerator: int
    denominator: int
    opened_at: datetime


def open_breach(breach_id: int) -> OpenBreach | None:
    """A breach by key, for reactions; None once it is closed, or when there is no such breach."""
    found = Breach.objects.filter(pk=breach_id, closed_at__isnull=True).select_related("seller__store").first()
    if found is None:
        return None
    return OpenBreach(
        found.pk, found.seller, found.code, found.window_days, found.numerator, found.denominator, found.opened_at
    )


def causes_shown(seller: Seller, trend: Trend, *, at: datetime) -> Sequence[Cause]:
    """As `root_causes` for a reading of today, for pages: up to a minute old where the numbers are the same."""
    asked = Asked(trend.reading.code, trend.reading.window_days, trend.reading.channel)
    return remembered.causes_of((seller.pk, trend), lambda: root_causes(seller, asked, at=at))


def _causes(dimension: str, values: Sequence[str], against: Sequence[bool]) -> list[Cause]:
    """How often each value occurs, among all and among those that count against the seller."""
    orders, defects = Counter(values), Counter(compress(values, against))
    if dimension == "weekday":
        orders, defects = _weekdays(orders), _weekdays(defects)
    total_defects = defects.total()
    return [Cause(dimension, v, n, orders[v], total_defects, len(values)) for v, n in defects.items()]


def _weekdays(days: Counter[str]) -> Counter[str]:
    """Days become weekdays: 1 is Monday."""
    named: Counter[str] = Counter()
    for day, n in days.items():
        named[str(date.fromisoformat(day).isoweekday())] += n
    return named


def _checked_day(seller: Seller, at: datetime, as_of: date | None) -> date:
    day = today(seller, at)
    if as_of is not None and (as_of > day or as_of < EARLIEST):
        raise Invalid(
            _("as_of must be a day between %(earliest)s and today, %(day)s.")
            % {"earliest": EARLIEST.isoformat(), "day": day.isoformat()},
            field="as_of",
        )
    return as_of or day


def _find(book: Rulebook, asked: Asked) -> tuple[Series, MetricWindow]:
    metric = book.metrics.get(asked.code)
    if metric is None:
        raise NotFound(_("There is no such metric in the rules of this store."), field="code")
    channels = metric.channels or ("",)
    channel = asked.channel or channels[0]
    windows = [w for w in metric.windows if asked.window_days in (None, w.days)]
    if channel not in channels or not windows:
        raise NotFound(_("This metric has no such window or channel."), field="window")
    return Series(metric, channel), windows[-1]


def _outlook(window: MetricWindow, course: Course, reading: Reading, day: date) -> Outlook:
    target = reading.target
    if target is None or reading.denominator == 0:
        return Outlook(None, None)
    left = rules.defects_left(target, reading.count)
    recovers = rules.recovers_on(course, window, target, day) if left < 0 else None
    return Outlook(recovers, left)


def _replay(seller: Seller, series: list[Series], day: date, known_by: datetime | None) -> Replay:
    reach = max(w.days + w.lag_days for s in series for w in s.metric.windows)
    until = end_of_day(day, seller.store.zone)
    return Replay(seller, until=until, first=day - timedelta(days=reach), known_by=known_by)


def _replayed_counts(
    seller: Seller, series: list[Series], day: date, known_by: datetime | None
) -> dict[tuple[Series, MetricWindow], Count]:
    replay = _replay(seller, series, day, known_by)
    return {(s, w): replay.count(s, w, day) for s in series for w in s.metric.windows}


@dataclass(frozen=True, slots=True)
class Judgement:
    """How one order, or one of its several packages, counts in one metric today, and until when."""

    metric: str
    label: str
    channel: str
    window_days: int
    row: CountedOrder


def judgements_of(order: Order, *, at: datetime) -> list[Judgement]:
    """In which of today's numbers an order counts, and why or why not: one line per metric and window its day lies in.

    Where packages are counted and it has several, one line for each of them. At most one query.
    """
    seller = order.seller
    zone = seller.store.zone
    day = today(seller, at)
    packages = packages_of(order)
    found = []
    for series in series_of(rules_for(seller.store, at)):
        if series.metric.entity == "message" or (series.channel and series.channel != order.channel):
            continue
        anchored_on = getattr(order, series.metric.anchor)
        for window in series.metric.windows:
            span = window_ending(day, days=window.days, lag_days=window.lag_days)
            if anchored_on is not None and anchored_on in span:
                for thing in packages if packages and series.metric.entity == "package" else [order]:
                    row = describe(series, window, thing, order, anchored_on, at, zone)
                    found.append(Judgement(series.metric.code, series.metric.label, series.channel, window.days, row))
    return found
