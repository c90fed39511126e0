"""Counting facts in the database: one grouped query per anchor day, however many metrics there are. Private to this system.

The index (seller, anchor day, marks) holds everything these queries read, so it is the daily counter itself (ADR 3).
Column and table names come from the models and the rule pack's schema, never from input.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db import connection

from goodstanding.base.bulk.writing import q
from goodstanding.kit.periods import window_ending
from goodstanding.systems.health.rules import Count
from goodstanding.systems.orders.models import BuyerMessage, Order
from goodstanding.systems.orders.vocabulary import MARK_OF, Mark
from goodstanding.systems.rulebook.rules import Metric, MetricWindow, Rulebook

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

    @property
    def table(self) -> str:
        """The table that holds the marks."""
        return (Order if self.metric.entity == "order" else BuyerMessage)._meta.db_table


def series_of(book: Rulebook) -> list[Series]:
    """Every metric of a rulebook, once per channel."""
    return [Series(m, channel) for m in book.metrics.values() for channel in (m.channels or ("",))]


def daily_counts(seller_id: int, series: Sequence[Series], first: date, last: date) -> dict[Series, dict[date, Count]]:
    """The counts per anchor day of one seller; one query per table and anchor."""
    found: dict[Series, dict[date, Count]] = {s: {} for s in series}
    for (table, anchor), group in _grouped(series).items():
        sums, masks = [], []
        for s in group:
            sums.append("SUM(CASE WHEN (marks & %s) = %s THEN 1 ELSE 0 END)")
            sums.append("SUM(CASE WHEN (marks & %s) = %s AND (marks & %s) <> 0 THEN 1 ELSE 0 END)")
            masks += [s.denominator, s.denominator, s.denominator, s.denominator, s.numerator]
        statement = (
            f"SELECT {q(anchor)}, {', '.join(sums)} FROM {q(table)} "  # noqa: S608 - names of models and schema
            f"WHERE seller_id = %s AND {q(anchor)} BETWEEN %s AND %s GROUP BY {q(anchor)}"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [*masks, seller_id, _day(first), _day(last)])
            for row in cursor.fetchall():
                day = _as_date(row[0])
                for n, s in enumerate(group):
                    if row[1 + 2 * n]:
                        found[s][day] = Count(row[2 + 2 * n], row[1 + 2 * n])
    return found


WindowKey = tuple[Series, MetricWindow]


def window_counts(
    seller_ids: Sequence[int], series: Sequence[Series], as_of: date
) -> dict[int, dict[WindowKey, Count]]:
    """The counts of every window of many sellers at once, by seller; one query per table and anchor."""
    found: dict[int, dict[WindowKey, Count]] = {i: {} for i in seller_ids}
    for (table, anchor), group in _grouped(series).items():
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
        statement = (
            f"SELECT seller_id, {', '.join(sums)} FROM {q(table)} "  # noqa: S608 - names of models and schema
            f"WHERE seller_id IN ({holes}) AND {q(anchor)} BETWEEN %s AND %s GROUP BY seller_id"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [*params, *seller_ids, _day(first), _day(last)])
            for row in cursor.fetchall():
                for n, key in enumerate(keys):
                    found[row[0]][key] = Count(row[2 + 2 * n], row[1 + 2 * n])
    return found


def _grouped(series: Sequence[Series]) -> dict[tuple[str, str], list[Series]]:
    groups: dict[tuple[str, str], list[Series]] = {}
    for s in series:
        groups.setdefault((s.table, s.metric.anchor), []).append(s)
    return groups


def _day(day: date) -> date | str:
    return day.isoformat() if connection.vendor == "sqlite" else day


def _as_date(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value
