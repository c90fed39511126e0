"""Days as people type them, and the terms by which documents of a stretch of days are found."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from goodstanding.base.search.folding import term
from goodstanding.base.search.nodes import AnyOf, Node, Term

FIRST_YEAR = 2000
YEARS_AHEAD = 2
FEW_DAYS, FEW_MONTHS = 12, 9
_DAY = re.compile(r"^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$")
_AGO = re.compile(r"^(\d{1,4})([dwmy])$")
_AGO_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days, both ends belonging to it; None is open."""

    first: date | None
    last: date | None


def read_span(text: str, today: date) -> Span | None:
    """What somebody means by `2026`, `2026-11`, `2026-11-23`, `a..b`, `>a`, `<=b`, `today`, `yesterday` or `7d`; else None."""
    low = text.strip().lower()
    for sign, ends in (("<=", (0, 1)), (">=", (1, 0)), ("<", (0, -1)), (">", (-1, 0))):
        if low.startswith(sign):
            return _beside(_one(low[len(sign) :], today), *ends)
    if ".." in low:
        left, _, right = low.partition("..")
        return _between(left, right, today)
    return _one(low, today)


def before(span: Span) -> Span | None:
    """The days before a stretch begins."""
    return _beside(span, 0, -1)


def after(span: Span) -> Span | None:
    """The days after a stretch ends."""
    return _beside(span, -1, 0)


@lru_cache(maxsize=4_096)
def day_terms(field: str, day: date) -> tuple[str, ...]:
    """The terms of a document that something happened to on a day."""
    return (term(field, f"{day:%Y}"), term(field, f"{day:%Y%m}"), term(field, f"{day:%Y%m%d}"))


def minute_terms(field: str, at: datetime) -> list[str]:
    """The same, down to the minute; the instant's own zone counts."""
    return [*day_terms(field, at.date()), term(field, f"{at:%Y%m%d%H}"), term(field, f"{at:%Y%m%d%H%M}")]


def within(field: str, span: Span, today: date) -> Node:
    """Documents to which something happened within a stretch of days: as few years, months and days as cover it."""
    first = max(span.first or date(FIRST_YEAR, 1, 1), date(FIRST_YEAR, 1, 1))
    last = min(span.last or date.max, date(today.year + YEARS_AHEAD, 12, 31))
    stamps = list(_cover(first, last)) or ["never"]  # days of which no document tells
    return AnyOf(tuple(Term(term(field, stamp)) for stamp in stamps))


def roughly(field: str, first: date, last: date) -> tuple[date, Node]:
    """Documents to which something happened from a day, or somewhat before, to another, or somewhat after: in as few terms as
    will do, for databases that pay for each; and the first day that they hold."""
    length = (last - first).days
    form, first = (
        ("%Y%m%d", first)
        if length <= FEW_DAYS
        else ("%Y%m", first.replace(day=1))
        if length <= FEW_MONTHS * 30
        else ("%Y", first.replace(month=1, day=1))
    )
    stamps = dict.fromkeys((first + timedelta(days=n)).strftime(form) for n in range((last - first).days + 1))
    return first, AnyOf(tuple(Term(term(field, stamp)) for stamp in stamps))


def until(field: str, at: datetime) -> Node:
    """Documents with an instant up to and including the minute of `at`. For fields that `minute_terms` wrote."""
    stamps = list(_cover(date(FIRST_YEAR, 1, 1), at.date() - timedelta(days=1)))
    stamps += [f"{at:%Y%m%d}{hour:02}" for hour in range(at.hour)]
    stamps += [f"{at:%Y%m%d%H}{minute:02}" for minute in range(at.minute + 1)]
    return AnyOf(tuple(Term(term(field, stamp)) for stamp in stamps))


def _one(text: str, today: date) -> Span | None:
    if text in {"today", "yesterday"}:
        day = today - timedelta(days=text == "yesterday")
        return Span(day, day)
    if found := _AGO.match(text):
        back = min(int(found[1]) * _AGO_DAYS[found[2]], (today - date(1, 1, 1)).days)
        return Span(today - timedelta(days=back), today)
    if not (found := _DAY.match(text)):
        return None
    year, month, day_ = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    try:
        first = date(year, month or 1, day_ or 1)
        last = first if day_ else date(year, month or 12, calendar.monthrange(year, month or 12)[1])
    except ValueError:
        return None
    return Span(first, last)


def _between(left: str, right: str, today: date) -> Span | None:
    begin, end = _one(left, today), _one(right, today)
    if (left and begin is None) or (right and end is None) or not (left or right):
        return None
    span = Span(begin.first if begin else None, end.last if end else None)
    return None if span.first and span.last and span.first > span.last else span


def _beside(span: Span | None, from_: int, to: int) -> Span | None:
    """The side of a stretch: 1 with it, -1 without it, 0 open."""
    if span is None or span.first is None or span.last is None:
        return None
    try:
        first = {0: None, 1: span.first, -1: span.last + timedelta(days=from_ == -1)}[from_]
        last = {0: None, 1: span.last, -1: span.first - timedelta(days=to == -1)}[to]
    except OverflowError:
        return None
    return Span(first, last)


def _cover(first: date, last: date) -> Iterator[str]:
    """The fewest years, months and days that are exactly these days."""
    day = first
    while day <= last:
        year_end = date(day.year, 12, 31)
        month_end = date(day.year, day.month, calendar.monthrange(day.year, day.month)[1])
        if day.month == day.day == 1 and year_end <= last:
            yield f"{day:%Y}"
            day = year_end
        elif day.day == 1 and month_end <= last:
            yield f"{day:%Y%m}"
            day = month_end
        else:
            yield f"{day:%Y%m%d}"
        if day == date.max:
            return
        day += timedelta(days=1)
