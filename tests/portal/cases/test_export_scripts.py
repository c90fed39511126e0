"""The case file in scripts whose letters join, stack or run from right to left."""

from __future__ import annotations

import pytest

from goodstanding.base.clock import reading
from tests.factories.cases import open_case
from tests.factories.papers import Drawn, drawn_on, lines_of
from tests.world import World


@pytest.fixture(autouse=True)
def _now(world: World) -> None:
    reading.move_to(world.now)


def case_file(world: World, body: str, subject: str = "Payout") -> bytes:
    """The PDF of a case with this first message, as its seller gets it."""
    case = open_case(world, body=body, subject=subject)
    return world.as_(world.alice).get(f"/s/{world.harbour.ref}/cases/{case.ref}/case-file/").content


def standing_for(pdf: bytes, letters: str) -> list[Drawn]:
    return [each for each in drawn_on(pdf) if each.letters == letters]


def test_arabic_letters_are_drawn_joined(world: World) -> None:
    joined = standing_for(case_file(world, "سسس"), "س")

    last, middle, first = joined
    assert first.x > middle.x > last.x
    assert len({each.codes for each in joined}) == 3


def test_a_line_runs_from_right_to_left_and_an_order_id_within_it_from_left_to_right(world: World) -> None:
    pdf = case_file(world, "הזמנה ORD-1234-5678 (חדשה) לא שולמה")

    assert "המלוש אל )השדח( ORD-1234-5678 הנמזה" in lines_of(pdf)


def test_brackets_of_latin_words_stay_with_them(world: World) -> None:
    assert any("Ltd (AE) רונה" in line for line in lines_of(case_file(world, "הנור Ltd (AE)")))


def test_a_paragraph_stands_on_the_side_where_its_letters_begin(world: World) -> None:
    pdf = case_file(world, "אבג\n\nXYZ")

    (hebrew,) = [each for each in drawn_on(pdf) if each.letters.startswith("ג")]
    (latin,) = [each for each in drawn_on(pdf) if "XYZ" in each.letters]
    assert hebrew.x > 500 and latin.x < 100


def test_a_long_paragraph_breaks_between_words_and_loses_none(world: World) -> None:
    words = [f"אב{number}" for number in range(200)]

    found = [line for line in lines_of(case_file(world, " ".join(words))) if "בא" in line]

    read = [word for line in found for word in reversed(line.split())]
    assert len(found) > 5
    assert read == [f"{number}בא" for number in range(200)]


def test_a_mark_of_thai_stands_over_its_letter(world: World) -> None:
    pdf = case_file(world, "ที่นา")

    (letter,) = standing_for(pdf, "ที่")
    marks = [each for each in drawn_on(pdf) if each.letters == "" and each.font == letter.font]
    (following,) = [each for each in drawn_on(pdf) if each.letters.startswith("น")]
    assert len(marks) == 2
    assert all(letter.x < mark.x <= following.x for mark in marks)


@pytest.mark.parametrize("letters", ["क्ष", "স্ত্র", "க்ஷ"])
def test_letters_that_grow_together_are_drawn_as_one(world: World, letters: str) -> None:
    (found,) = standing_for(case_file(world, letters), letters)

    assert len(found.codes) == 1


def test_lists_quotes_and_strong_words_keep_their_looks(world: World) -> None:
    pdf = case_file(world, "אבג\n\n1. אבג\n\n> אבג **דהו**")

    plain, listed, quoted = sorted(
        (each for each in drawn_on(pdf) if each.letters.startswith("ג")), key=lambda each: -each.y
    )
    (strong,) = [each for each in drawn_on(pdf) if each.letters.startswith("ו")]
    assert listed.x < plain.x and quoted.x < plain.x
    assert strong.font != quoted.font
    assert any(line.startswith("גבא") and line.endswith(".1") for line in lines_of(pdf))


def test_only_scripts_that_occur_bring_their_type_along(world: World) -> None:
    plain, hebrew = case_file(world, "Größe, Жук"), case_file(world, "שלום", subject="שלום")

    assert b"+Hebrew" not in plain and b"+Arabic" not in plain
    assert b"+Hebrew" in hebrew and b"+Arabic" not in hebrew


def test_a_sign_that_no_font_draws_is_a_box_that_nobody_types_and_the_paper_says_so(world: World) -> None:
    lines = lines_of(case_file(world, "Did it arrive? 😀 Yes"))

    assert any("Did it arrive? ▯ Yes" in line for line in lines)
    assert any(line.startswith("A ▯ stands for a letter that this file has no type for.") for line in lines)
