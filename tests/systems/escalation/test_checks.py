"""What an escalation lacks while it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.systems.escalation import checks
from goodstanding.systems.escalation.checks import Fault, Part, Text
from tests.systems.escalation.test_rules import BOOK

WHOLE = {
    Part.GROUND: "payment",
    Part.SUMMARY: "The payout of 14 November has not arrived. The report shows it as sent.",
    Part.TRIED: "The bank searched for it twice.",
    Part.UNRESOLVED: "Both answers repeat that it was sent.",
    Part.WISH: "payment",
}


def found(**parts: str) -> list[tuple[Part, Fault]]:
    text = Text({**WHOLE, **{Part(name): value for name, value in parts.items()}}, 1)
    return [(one.part, one.fault) for one in checks.findings(text, BOOK, ["payment"])]


@pytest.mark.parametrize(
    ("parts", "finding"),
    [
        ({"ground": ""}, (Part.GROUND, Fault.MISSING)),
        ({"ground": "standing"}, (Part.GROUND, Fault.MISSING)),
        ({"summary": "  "}, (Part.SUMMARY, Fault.MISSING)),
        ({"summary": "No payout."}, (Part.SUMMARY, Fault.THIN)),
        ({"summary": "It is late. It is late. It is late. It is late."}, (Part.SUMMARY, Fault.TOO_MANY_SENTENCES)),
        ({"summary": "word " * 200}, (Part.SUMMARY, Fault.TOO_LONG)),
        ({"tried": ""}, (Part.TRIED, Fault.MISSING)),
        ({"unresolved": ""}, (Part.UNRESOLVED, Fault.MISSING)),
        ({"unresolved": "The bank searched for it twice."}, (Part.UNRESOLVED, Fault.SAME_WORDS)),
        ({"stake": "x" * 301}, (Part.STAKE, Fault.TOO_LONG)),
        ({"wish": ""}, (Part.WISH, Fault.MISSING)),
        ({"wish": "other"}, (Part.WISH_WORDS, Fault.MISSING)),
    ],
)
def test_each_missing_or_overlong_part_is_named(parts: dict[str, str], finding: tuple[Part, Fault]) -> None:
    assert found(**parts) == [finding]


def test_a_whole_one_has_nothing_to_mend() -> None:
    assert found() == []


def test_a_missing_document_is_advice_only() -> None:
    text = Text(WHOLE, 0)

    assert [(one.fault, one.blocks) for one in checks.findings(text, BOOK, ["payment"])] == [(Fault.NO_FILES, False)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", 0),
        ("One", 1),
        ("One.", 1),
        ("One. Two", 2),
        ("At 16.45 it came. It left at 3.2 p!", 2),
        ("Why?! Because…", 2),
    ],
)
def test_sentences_are_counted(text: str, number: int) -> None:
    assert checks.sentences(text) == number


@given(st.text(max_size=200))
def test_counting_never_fails(text: str) -> None:
    assert 0 <= checks.sentences(text) <= len(text)
