"""Lines that a mail program broke are joined; lines that somebody meant stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.base.mailroom.inbound.flowed import rejoined

WRAPPED = """here is the receipt. The driver was in a hurry and left the rest on
the pallet, as you can see in the photo that I attach to this mail,
taken at five."""


def test_a_paragraph_broken_for_the_way_is_one_line_again() -> None:
    assert rejoined(f"Hi Sam,\n\n{WRAPPED}\n\nKind regards\nAlice") == (
        f"Hi Sam,\n\n{' '.join(WRAPPED.split())}\n\nKind regards\nAlice"
    )


@pytest.mark.parametrize(
    "text",
    [
        "Harbour Lane Ceramics\n14 Harbour Lane\nPortland",
        "We handed over what stands in the list below, all of it on Thursday:\n- 31 parcels\n- 19 scanned",
        "> here is the receipt. The driver was in a hurry and left the rest on it\n> the pallet",
        "A line that is longer than any mail program breaks, since somebody typed it just so in her browser.\nnext",
        "order number | what the carrier says about it | what we have seen ourselves\n| 118-204 | lost",
        "",
    ],
)
def test_lines_that_were_meant_stay(text: str) -> None:
    assert rejoined(text) == text


@given(st.text(alphabet="ab >-\n1.", max_size=400))
def test_no_word_is_lost_or_moved(text: str) -> None:
    assert rejoined(text).split() == text.split()
