"""Amounts as people type them and banks print them."""

from __future__ import annotations

import pytest

from goodstanding.kit.money import typed_money


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("47.90", 4790), ("47,9", 4790), ("1,234.50", 123450), ("1.234,50", 123450), ("1 234,50 usd", 123450),
        ("$1,234", 123400), ("1.234.567,8", 123456780), ("1'234.50", 123450), (".5", 50), ("5.", 500), ("-5", -500),
        ("1\N{NO-BREAK SPACE}234.50", 123450),
    ],
)  # fmt: skip
def test_an_amount_is_read_with_either_decimal_mark_and_with_groups(typed: str, minor: int) -> None:
    assert typed_money(typed, "USD").minor == minor


@pytest.mark.parametrize(
    "typed", ["", "abc", "1,23,4", "1,234,5", "12,34.5", "1,234.567", "0.500", "1e5", "NaN", "1.2.3", "EUR 5", "٣"]
)
def test_what_is_no_amount_is_refused_rather_than_guessed(typed: str) -> None:
    with pytest.raises(ValueError, match="Not an amount"):
        typed_money(typed, "USD")


def test_the_currency_says_how_many_decimals_there_are() -> None:
    assert typed_money("1,234", "JPY").minor == 1234
    assert typed_money("1.234", "KWD").minor == 1234
    assert typed_money("1,234", "KWD").minor == 1_234_000
    with pytest.raises(ValueError, match="Not an amount"):
        typed_money("12.5", "JPY")
