"""Money as integer minor units with a currency. No floats, no bare amounts, no default currency."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

# ISO 4217 currencies whose minor unit is not a hundredth.
_DIGITS = {
    "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
    "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0,
    "UGX": 0, "UYI": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
}  # fmt: skip
_CODE = re.compile(r"^[A-Z]{3}$")
_GROUPS = re.compile(r"[-+]?[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3})*")


def minor_digits(currency: str) -> int:
    """How many decimal places a currency has (ISO 4217)."""
    return _DIGITS.get(currency, 2)


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in minor units (cents) of one currency (ISO 4217 code)."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if not _CODE.match(self.currency):
            raise ValueError(f"Not a currency code: {self.currency!r}")

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other).minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other).minor

    def __str__(self) -> str:
        return f"{self.decimal():,.{minor_digits(self.currency)}f} {self.currency}"

    def decimal(self) -> Decimal:
        """The amount in major units, exact."""
        return Decimal(self.minor).scaleb(-minor_digits(self.currency))

    def _same(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise ValueError(f"Cannot mix {self.currency} and {other.currency}")
        return other


def typed_money(text: str, currency: str) -> Money:
    """Read an amount as people type and banks print it: '1,234.50', '1.234,50', '$ 47.90', '47,9 EUR'.

    The last point or comma is the decimal mark, unless it parts groups of three. Raises ValueError for anything else, among
    them an amount with more decimals than the currency has.
    """
    bare = re.sub(r"[\s'\u2019$€£¥]", "", text.upper().replace(currency, ""))
    whole, digits = bare, ""
    marked = re.fullmatch(r"(.*)([.,])(\d*)", bare)
    if marked and not _grouped(bare, currency):
        whole, digits = marked[1], marked[3]
        if marked[2] in whole:
            raise ValueError(f"Not an amount: {text[:40]!r}")
    if re.search(r"[.,]", whole) and not _GROUPS.fullmatch(whole):
        raise ValueError(f"Not an amount: {text[:40]!r}")
    whole = re.sub(r"[.,]", "", whole) or ("0" if digits else "")
    places = minor_digits(currency)
    if not re.fullmatch(r"[-+]?[0-9]{1,15}", whole) or not re.fullmatch(rf"[0-9]{{0,{places}}}", digits):
        raise ValueError(f"Not an amount: {text[:40]!r}")
    return Money(int(whole + digits.ljust(places, "0")), currency)


def _grouped(bare: str, currency: str) -> bool:
    """Whether every mark parts groups of three: '1,234', '1.234.567'. One point is decimal where there are three digits."""
    if not _GROUPS.fullmatch(bare):
        return False
    return minor_digits(currency) != 3 or len(re.findall("[.,]", bare)) > 1 or "," in bare


def split(total: Money, weights: list[int]) -> list[Money]:
    """Divide by weights so that the parts add up to the cent; remainders go to the largest fractions first."""
    if not weights or min(weights) < 0 or sum(weights) == 0:
        raise ValueError("Weights must be non-negative and not all zero")
    whole = sum(weights)
    floors = [total.minor * w // whole for w in weights]
    rest = total.minor - sum(floors)
    order = sorted(range(len(weights)), key=lambda i: (-(total.minor * weights[i] % whole), i))
    for i in order[:rest]:
        floors[i] += 1
    return [Money(m, total.currency) for m in floors]
