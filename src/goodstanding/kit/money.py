"""Money as integer minor units with a currency. No floats, no bare amounts, no default currency."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

# ISO 4217 currencies whose minor unit is not a hundredth.
_DIGITS = {
    "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
    "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0,
    "UGX": 0, "UYI": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
}  # fmt: skip
_CODE = re.compile(r"^[A-Z]{3}$")


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


def parse_money(text: str, currency: str) -> Money:
    """Read a plain decimal such as '1052.64' to the minor unit, rounding half to even.

    Raises ValueError for anything that is not a finite decimal number.
    """
    try:
        amount = Decimal(text.strip())
    except InvalidOperation as error:
        raise ValueError(f"Not an amount: {text[:40]!r}") from error
    if not amount.is_finite() or abs(amount) >= Decimal(10) ** 15:
        raise ValueError(f"Not an amount: {text[:40]!r}")
    scaled = amount.scaleb(minor_digits(currency))
    return Money(int(scaled.to_integral_value(rounding=ROUND_HALF_EVEN)), currency)


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
