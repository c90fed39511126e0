"""Rates in words. Business numbers stay integers and Fractions; a rate is rounded only here, half up, for reading."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache

from django.utils.formats import number_format
from django.utils.translation import get_language

NOTHING = "–"
NBSP = "\N{NO-BREAK SPACE}"
MOST_DIGITS = 6


def percent(numerator: int, denominator: int, target: Fraction | None = None) -> str:
    """ "5.1 %", or "–" when there is nothing to divide by.

    As many decimals as the size asks for, and more where fewer would lie: something is never shown as 0 %, not quite
    everything never as 100 %, and a rate beside its target never as equal to it when it is not.
    """
    if denominator == 0:
        return NOTHING
    return percent_of(Fraction(numerator, denominator), target)


def percent_of(rate: Fraction, target: Fraction | None = None) -> str:
    """The same for a rate that is already a Fraction. Remembered: the same rates are shown again and again."""
    return _said(rate, target, get_language())


@lru_cache(maxsize=8_192)
def _said(rate: Fraction, target: Fraction | None, language: str | None) -> str:
    hundredfold = rate * 100
    landmarks = [Fraction(0), Fraction(100)] + ([target * 100] if target is not None else [])
    digits = _digits(hundredfold)
    while digits < MOST_DIGITS and _lands_on(hundredfold, digits, landmarks):
        digits += 1
    shown = _rounded(hundredfold, digits)
    if _lands_on(hundredfold, digits, landmarks[:2]):
        shown = _rounded(hundredfold, digits, ROUND_DOWN) if hundredfold > 0 else shown
    return f"{number_format(_trimmed(shown, hundredfold))}{NBSP}%"


def _digits(hundredfold: Fraction) -> int:
    size = abs(hundredfold)
    if size == 0 or size.denominator == 1:
        return 0
    return 1 if size >= 1 else 2


def _lands_on(value: Fraction, digits: int, landmarks: list[Fraction]) -> bool:
    shown = Fraction(_rounded(value, digits))
    return any(shown == mark != value for mark in landmarks)


def _rounded(value: Fraction, digits: int, how: str = ROUND_HALF_UP) -> Decimal:
    scale = 10**digits
    scaled = value * scale
    whole, rest = divmod(abs(scaled.numerator), scaled.denominator)
    if how == ROUND_HALF_UP and 2 * rest >= scaled.denominator:
        whole += 1
    return Decimal(-whole if value < 0 else whole).scaleb(-digits)


def _trimmed(shown: Decimal, exact: Fraction) -> Decimal:
    """Drop trailing zeros only when nothing was rounded away: 2.50 is 2.5, but 4.0 stays 4.0 when it was 4.04."""
    if Fraction(shown) != exact:
        return shown
    short = shown.normalize()
    exponent = short.as_tuple().exponent
    return short.quantize(Decimal(1)) if isinstance(exponent, int) and exponent > 0 else short


def short(value: Fraction) -> Decimal:
    """A Fraction to two decimals at most, half up, without trailing zeros."""
    return _trimmed(_rounded(value, 2), Fraction(_rounded(value, 2)))
