"""Counting facts in the database: one grouped query per anchor day, however many metrics there are. Private to this system.

The index (seller, anchor day, marks) holds everything these queries read, so it is the daily counter itself (ADR 3).
Column and table names come from the models and the rule pack's schema, never from input.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate

from django.db import connection

from goodstanding.base.bulk.writing import q
from goodstanding.kit.periods import window_ending
from goodstanding.systems.health.rules import Count, Course
from goodstanding.systems.orders.models import BuyerMessage, Order, Package
from goodstanding.systems.orders.vocabulary import MARK_OF, Mark
from goodstanding.systems.rulebook.rules import Metric, MetricWindow, Rulebook

_TABLES = {
    "order": (Order._meta.db_table,),
    "package": (Order._meta.db_table, Package._meta.db_table),  # an order in one package, and those in several
    "message": (BuyerMessage._meta.db_table,),
}
_CHANNEL_MARK = {"mfn": Mark.SELLER_FULFILLED, "afn": Mark.MARKETPLACE_FULFILLED}


@dataclass(frozen=True)
class Series:
    """A metric in one channel, as masks over `marks`."""

    metric: Metric
    channel: str

    def __hash__(self) -> int:
        """By its name: metrics are deep, and series are keys of everything counted."""
        return hash((self.metric.code, self.channel))

    @cached_property
    def denominator(self) -> int:
        """The bits that must all be set."""
        mask = int(MARK_OF[self.metric.denominator])
        return mask | int(_CHANNEL_MARK[self.channel]) if self.channel else mask

    @cached_property
    def numerator(self) -> int:
        """The bits of which any must be set."""
        return sum(int(MARK_OF[name]) for name in self.metric.numerator)


def series_of(book: Rulebook) -> list[Series]:
    """Every metric of a rulebook, once per channel."""
    return [Series(m, channel) for m in book.metrics.values() for channel in (m.channels or ("",))]


Place = tuple[str, str]  # what is counted, and by which day
Alike = tuple[
    int, str, int, int
]  # the place among those asked for, an anchor day, the marks, and how many have all three


def alike(seller_id: int, series: Sequence[Series], last: date, *, days: int = 0) -> tuple[Alike, ...]:
    """How many orders of a seller share a day and their marks, as far back as the windows reach `days` days ago.

    One query, read from the indexes alone: far fewer rows than orders. Days as text: half the cost of dates. Packages come
    from two indexes; an order is in one of them only.
    """
    parts: list[str] = []
    params: list[int | str | date] = []
    for i, ((entity, anchor), group) in enumerate(_grouped(series).items()):
        first = last - timedelta(days=days + max(w.days + w.lag_days for s in group for w in s.metric.windows))
        for table in _TABLES[entity]:
            parts.append(
                f"SELECT {i}, CAST({q(anchor)} AS TEXT), marks, COUNT(*) FROM {q(table)} "  # noqa: S608 - names of models and schema
                f"WHERE seller_id = %s AND {q(anchor)} BETWEEN %s AND %s GROUP BY {q(anchor)}, marks"
            )
            params += [seller_id, _day(first), _day(last)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        return tuple(cursor.fetchall())


def courses(found: Sequence[Alike], series: Sequence[Series], last: date) -> dict[Series, Course]:
    """What is alike, added up per series and day, then from day to day."""
    first = date.fromisoformat(min((day for _, day, _, _ in found), default=last.isoformat()))
    nth = {(first + timedelta(days=n)).isoformat(): n + 1 for n in range((last - first).days + 1)}
    numerators = [[0] * (len(nth) + 1) for _ in series]
    denominators = [[0] * (len(nth) + 1) for _ in series]
    counted = _counted(found, series)
    for place, day, marks, number in found:
        n = nth[day]
        for i, hit in counted[place, marks]:
            denominators[i][n] += number
            if hit:
                numerators[i][n] += number
    totals = zip(series, numerators, denominators, strict=True)
    return {s: Course(first, list(accumulate(top)), list(accumulate(bottom))) for s, top, bottom in totals}


def _counted(found: Sequence[Alike], series: Sequence[Series]) -> dict[tuple[int, int], list[tuple[int, bool]]]:
    """For each marks that occur in a place: which series count them, and whether in the numerator too."""
    groups = list(_grouped(series).values())
    nth = {s: i for i, s in enumerate(series)}
    return {
        (place, marks): [
            (nth[s], bool(marks & s.numerator)) for s in groups[place] if marks & s.denominator == s.denominator
        ]
        for place, marks in {(place, marks) for place, _, marks, _ in found}
    }


WindowKey = tuple[Series, MetricWindow]


def window_counts(
    seller_ids: Sequence[int], series: Sequence[Series], as_of: date
) -> dict[int, dict[WindowKey, Count]]:
    """The counts of every window of many sellers at once, by seller; one query per thing counted and anchor.

    For one seller one query in all.
    """
    if len(seller_ids) == 1:
        return {seller_ids[0]: _windows_of_one(seller_ids[0], series, as_of)}
    found: dict[int, dict[WindowKey, Count]] = {i: {} for i in seller_ids}
    for (entity, anchor), group in _grouped(series).items():
        keys = [(s, w) for s in group for w in s.metric.windows]
        spans = [window_ending(as_of, days=w.days, lag_days=w.lag_days) for _, w in keys]
        sums: list[str] = []
        params: list[int | str | date] = []
        for (s, _), span in zip(keys, spans, strict=True):
            inside = f"{q(anchor)} BETWEEN %s AND %s AND (marks & %s) = %s"
            sums.append(f"SUM(CASE WHEN {inside} THEN 1 ELSE 0 END)")
            sums.append(f"SUM(CASE WHEN {inside} AND (marks & %s) <> 0 THEN 1 ELSE 0 END)")
            within: list[int | str | date] = [_day(span.from_on), _day(span.to_on), s.denominator, s.denominator]
            params += [*within, *within, s.numerator]
        first, last = min(s.from_on for s in spans), max(s.to_on for s in spans)
        holes = ", ".join(["%s"] * len(seller_ids))
        tables = _TABLES[entity]
        statement = " UNION ALL ".join(
            f"SELECT seller_id, {', '.join(sums)} FROM {q(table)} "  # noqa: S608 - names of models and schema
            f"WHERE seller_id IN ({holes}) AND {q(anchor)} BETWEEN %s AND %s GROUP BY seller_id"
            for table in tables
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [*params, *seller_ids, _day(first), _day(last)] * len(tables))
            for row in cursor.fetchall():
                counts = found[row[0]]
                for n, key in enumerate(keys):
                    counts[key] = counts.get(key, Count()) + Count(row[2 + 2 * n], row[1 + 2 * n])
    return found


def _windows_of_one(seller_id: int, series: Sequence[Series], as_of: date) -> dict[WindowKey, Count]:
    """As `window_counts`, for one seller who may have many orders: the database adds up what is alike, not case by case."""
    course = courses(alike(seller_id, series, as_of), series, as_of)
    return {(s, w): course[s].as_of(as_of, w) for s in series for w in s.metric.windows}


def _grouped(series: Sequence[Series]) -> dict[Place, list[Series]]:
    groups: dict[Place, list[Series]] = {}
    for s in series:
        groups.setdefault((s.metric.entity, s.metric.anchor), []).append(s)
    return groups


def _day(day: date) -> date | str:
    return day.isoformat() if connection.vendor == "sqlite" else day
