"""The order of signs on paper: levels as Unicode's bidirectional algorithm gives them, from the stages of the library beneath."""

from __future__ import annotations

import pytest

from goodstanding.ui.paper import order


@pytest.mark.parametrize(
    ("text", "leftward", "levels"),
    [
        ("ab אב", False, [0, 0, 0, 1, 1]),
        ("אב ab", True, [1, 1, 1, 2, 2]),
        ("אב 12", True, [1, 1, 1, 2, 2]),
        ("אב 12", False, [1, 1, 1, 2, 2]),
        ("a(א)", False, [0, 0, 1, 0]),
        ("א(a)", True, [1, 1, 2, 1]),
        ("א a (b)", True, [1, 1, 2, 2, 2, 2, 2]),
        ("א a) b", True, [1, 1, 2, 2, 2, 2]),
        ("a \u202bbא\u202c c", False, [0, 0, 0, 2, 1, 1, 0, 0]),
        ("א\u2066ב a\u2069", True, [1, 1, 3, 2, 2, 2]),
        ("", False, []),
    ],
)
def test_each_sign_has_the_level_that_unicode_gives_it(text: str, leftward: bool, levels: list[int]) -> None:
    assert order.levels(text, leftward=leftward) == levels


@pytest.mark.parametrize(
    ("text", "leftward"), [("abc", False), ("12 אב", True), ("(אב", True), ("12", False), ("", False)]
)
def test_the_first_letter_with_a_direction_decides(text: str, leftward: bool) -> None:
    assert order.runs_leftward(text) is leftward


@pytest.mark.parametrize(
    ("levels", "seen"), [([0, 0, 0], "abc"), ([1, 1, 1], "cba"), ([0, 1, 1], "acb"), ([1, 2, 2], "bca"), ([], "")]
)
def test_what_is_deeper_is_turned_first(levels: list[int], seen: str) -> None:
    assert "".join(order.seen("abc"[: len(levels)], levels)) == seen
