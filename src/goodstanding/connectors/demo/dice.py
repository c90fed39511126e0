"""Seeded draws. The same label gives the same draws on every machine and in every process."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """A stream of draws that belongs to one label, such as '2026:orders:2026-11-22'."""

    __slots__ = ("_random",)

    def __init__(self, label: str) -> None:
        self._random = random.Random(label).random  # noqa: S311 - play, not secrets

    def chance(self, bps: int) -> bool:
        """True in `bps` of 10,000 draws."""
        return self._random() * 10_000 < bps

    def below(self, count: int) -> int:
        """A whole number from 0 to `count` - 1."""
        return int(self._random() * count)

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int(self._random() * (high - low + 1))

    def pick(self, items: Sequence[T]) -> T:
        """One of the items, all alike likely."""
        return items[int(self._random() * len(items))]

    def weighted(self, items: Sequence[T], cumulative: Sequence[int]) -> T:
        """One of the items by running totals of whole weights (see `running`)."""
        return items[bisect_right(cumulative, int(self._random() * cumulative[-1]))]

    def along(self, quantiles: Sequence[int]) -> int:
        """A value from a distribution given by evenly spaced quantiles, straight between them."""
        place = self._random() * (len(quantiles) - 1)
        left = int(place)
        return quantiles[left] + int((quantiles[left + 1] - quantiles[left]) * (place - left))


def running(weights: Sequence[int]) -> tuple[int, ...]:
    """Running totals of whole weights, for `Dice.weighted`."""
    return tuple(accumulate(weights))
