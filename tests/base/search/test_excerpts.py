"""The place where a text says what was looked for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from goodstanding.base.search.excerpts import WIDTH, excerpt, marked
from goodstanding.base.search.folding import words_of
from goodstanding.base.search.nodes import Phrase
from goodstanding.base.search.showing import as_markup

PAYOUT, BANK = Phrase(("payout",)), Phrase(("bank",))


def shown(text: str, *phrases: Phrase) -> str:
    return "".join(f"[{part.text}]" if part.hit else part.text for part in excerpt(text, phrases))


def test_the_stretch_with_the_most_different_words_is_shown() -> None:
    text = f"The payout was late. {'Nothing happened for long. ' * 20}The payout went to the old bank. {'More. ' * 40}"

    assert "[payout] went to the old [bank]" in shown(text, PAYOUT, BANK)
    assert shown(text, PAYOUT).startswith("The [payout] was late.")


def test_words_are_marked_as_they_are_written() -> None:
    assert shown("Die ÜBERWEISUNG kam", Phrase(("uberweisung",))) == "Die [ÜBERWEISUNG] kam"
    assert shown("payouts and Payout", Phrase(("pay",), prefix=True)) == "[payouts] and [Payout]"
    assert shown("order 118-204 is", Phrase(("118", "204"))) == "order [118-204] is"
    assert shown("repayout", PAYOUT) == shown("nothing", PAYOUT) == ""


def test_markup_of_the_text_is_escaped() -> None:
    assert as_markup(marked("<b>payout</b> & co", [PAYOUT])) == "&lt;b&gt;<mark>payout</mark>&lt;/b&gt; &amp; co"


PLAIN = st.text("abcAB1 _.-\n", max_size=80)


@given(PLAIN, st.lists(st.tuples(st.text("abc1 ", min_size=1, max_size=5), st.booleans()), min_size=1, max_size=2))
def test_plain_texts_are_marked_as_others_are(text: str, wanted: list[tuple[str, bool]]) -> None:
    phrases = [Phrase(words_of(word), prefix) for word, prefix in wanted if words_of(word)]

    def hits(text: str) -> list[str]:
        return ["".join(part.text for part in marked(text, [one]) if part.hit) for one in phrases]

    assert hits(text) == hits(f"{text} é")


@given(st.text(max_size=300), st.lists(st.text("abé ", min_size=1, max_size=6), min_size=1, max_size=3), st.booleans())
def test_marking_loses_nothing_and_an_excerpt_is_short(text: str, words: list[str], prefix: bool) -> None:
    phrases = [Phrase(words_of(word), prefix) for word in words if words_of(word)]

    assert "".join(part.text for part in marked(text, phrases)) == text
    found = "".join(part.text for part in excerpt(text, phrases))
    assert len(found) <= WIDTH + 2
    assert found.strip("…") in text
