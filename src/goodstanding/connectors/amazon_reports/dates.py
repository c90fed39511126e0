"""The days in Amazon's feedback report: two-digit years, in the order of day, month and year of the marketplace."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from goodstanding.connectors.imports.errors import Unreadable

MONTH_FIRST, DAY_FIRST, POINTS, ISO, YEAR_FIRST = "%m/%d/%y", "%d/%m/%y", "%d.%m.%y", "%Y-%m-%d", "%y/%m/%d"

_DAY_FIRST_IN = (
    "CA", "MX", "BR", "UK", "GB", "IE", "ES", "FR", "IT", "NL", "BE", "PL", "TR", "AE", "SA", "EG", "IN", "AU", "SG",
)  # fmt: skip

# By marketplace, after public clients of the report; US is the only one with the month first.
BY_MARKETPLACE: dict[str, str] = {
    "US": MONTH_FIRST,
    **dict.fromkeys(_DAY_FIRST_IN, DAY_FIRST),
    "DE": POINTS,
    "SE": ISO,
    "JP": YEAR_FIRST,
}

# The words that head the date column, and which forms occur in reports in that language.
BY_LANGUAGE: dict[str, tuple[str, ...]] = {
    "date": (MONTH_FIRST, DAY_FIRST),  # English and French
    "datum": (POINTS, ISO, DAY_FIRST),  # German, Swedish, Dutch
    "data": (DAY_FIRST,),  # Italian, Polish, Portuguese
    "fecha": (DAY_FIRST,),  # Spanish
    "tarih": (DAY_FIRST,),  # Turkish
    "日付": (YEAR_FIRST,),
    "日付け": (YEAR_FIRST,),
}
_ALL = (MONTH_FIRST, DAY_FIRST, POINTS, ISO, YEAR_FIRST)


def form_of_dates(name: str, *, marketplace: str, heading: str, days: Iterable[str]) -> str:
    """In which form the report's days are written.

    The marketplace decides when it is named; else the heading's language and the days themselves, if only one form fits all
    of them. Raises Unreadable, naming the remedy, when several do.
    """
    if marketplace:
        return _by_name(name, marketplace)
    possible = list(BY_LANGUAGE.get(heading.strip().lower(), _ALL))
    for text in days:
        fitting = [form for form in possible if _fits(text, form)]
        if fitting:  # a day that fits no form is a bad row, not a hint
            possible = fitting
        if len(possible) == 1:
            break
    if len(possible) > 1:
        forms = " or ".join(sorted({_read(form) for form in possible}))
        raise Unreadable(
            name, f"The dates can be read as {forms}. Say where the report is from, such as --marketplace US or UK."
        )
    return possible[0]


def _by_name(name: str, marketplace: str) -> str:
    form = BY_MARKETPLACE.get(marketplace.strip().upper())
    if form is None:
        known = ", ".join(sorted(BY_MARKETPLACE))
        raise Unreadable(name, f"There is no marketplace {marketplace[:20]!r}. Known are: {known}.")
    return form


def _fits(text: str, form: str) -> bool:
    try:
        datetime.strptime(text.strip(), form)  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return False
    return True


def _read(form: str) -> str:
    return {
        MONTH_FIRST: "month/day/year",
        DAY_FIRST: "day/month/year",
        POINTS: "day.month.year",
        ISO: "year-month-day",
        YEAR_FIRST: "year/month/day",
    }[form]
