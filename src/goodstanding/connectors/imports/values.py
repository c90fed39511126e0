"""Turning the text of a cell into a value. Each raises BadValue with the field, a code and a remedy."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from goodstanding.connectors.imports.errors import BadValue
from goodstanding.kit.money import minor_digits

LARGEST_AMOUNT = Decimal(10) ** 12


def instant(text: str, field: str) -> datetime:
    """An ISO date and time with its offset from UTC, such as 2017-06-17T08:04:21+00:00."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = _unusual_instant(text, field)
    if found.tzinfo is UTC:
        return found
    if found.tzinfo is None:
        raise BadValue(field, "no_time_zone", f"{field} needs an offset from UTC, such as +00:00: {_shown(text)}.")
    return in_utc(found, field)


def _unusual_instant(text: str, field: str) -> datetime:
    """As `instant`, with spaces around or the zone's name behind, as in older reports of Amazon's."""
    plain = text.strip()
    for name in (" UTC", " GMT"):
        if plain.endswith(name):
            plain = plain.removesuffix(name) + "+00:00"
    try:
        return datetime.fromisoformat(plain)
    except ValueError:
        message = f"{field} is no date and time: {_shown(text)}. Write 2026-11-22T12:00:00+00:00."
        raise BadValue(field, "bad_time", message) from None


def local_instant(text: str, field: str, zone: ZoneInfo) -> datetime:
    """A time without offset, read in a zone, as an instant in UTC.

    A local time that occurs twice (the clock is put back) is its first occurrence; one that does not occur (the clock is put
    forward) is read with the offset from before, and so lands as much after the gap as it was inside.
    """
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise BadValue(
            field, "bad_time", f"{field} is no date and time: {_shown(text)}. Write 2026-11-22 12:00:00."
        ) from None
    return in_utc(found if found.tzinfo else found.replace(tzinfo=zone), field)


def in_utc(found: datetime, field: str) -> datetime:
    """The same instant in UTC; refused at the very ends of the calendar, where it has none."""
    try:
        return found.astimezone(UTC)
    except (OverflowError, ValueError):
        raise BadValue(field, "bad_time", f"{field} lies outside the calendar.") from None


def day(text: str, field: str, forms: tuple[str, ...]) -> date:
    """A day in the first of the forms (strptime) that fits."""
    for form in forms:
        try:
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise BadValue(field, "bad_date", f"{field} is no date in the form expected here: {_shown(text)}.")


def minor(text: str, field: str, currency: str) -> int:
    """An amount such as 1052.64 in minor units, exact. Refuses negative ones and more decimals than the currency has."""
    try:
        amount = Decimal(text.strip())
    except InvalidOperation:
        raise BadValue(field, "bad_amount", f"{field} is no amount: {_shown(text)}. Write 1052.64.") from None
    if not amount.is_finite() or amount > LARGEST_AMOUNT:
        raise BadValue(field, "bad_amount", f"{field} is no usable amount: {_shown(text)}.")
    if amount < 0:
        raise BadValue(field, "negative_amount", f"{field} must not be negative: {_shown(text)}.")
    scaled = amount.scaleb(minor_digits(currency))
    if scaled != scaled.to_integral_value():
        raise BadValue(field, "bad_amount", f"{field} has more decimals than {currency} has: {_shown(text)}.")
    return int(scaled)


def signed_minor(text: str, field: str, currency: str) -> int:
    """An amount with its sign in minor units, exact; a comma is a decimal mark too, and nothing parts thousands.

    Refuses more decimals than the currency has, as `minor` does.
    """
    plain = text.strip().replace(",", ".")
    sign = -1 if plain.startswith("-") else 1
    return sign * minor(plain.removeprefix("-"), field, currency)


def whole(text: str, field: str) -> int:
    """A whole number written with the digits 0 to 9."""
    if text.isdigit() and text.isascii() and len(text) <= 15:
        return int(text)
    plain = text.strip()
    digits = plain[1:] if plain[:1] == "-" else plain
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 15):
        raise BadValue(field, "bad_number", f"{field} must be a whole number: {_shown(text)}.")
    return int(plain)


def currency_code(text: str, field: str) -> str:
    """A three-letter currency code."""
    code = text.strip()
    if not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):
        raise BadValue(field, "bad_currency", f"{field} must be a three-letter code such as EUR: {_shown(text)}.")
    return code


def needed(text: str, field: str) -> str:
    """A cell that must not be empty."""
    plain = text.strip()
    if not plain:
        raise BadValue(field, "missing", f"{field} is missing.")
    return plain


def _shown(text: str) -> str:
    return repr(text[:40] + "…" if len(text) > 40 else text)
