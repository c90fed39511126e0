"""What is drawn in code is escaped as a template would escape it, and its addresses are those of the URL table."""

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.ui import markup
from goodstanding.ui.addresses import addresses

words = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30)
values = st.one_of(words, words.map(mark_safe), st.integers(), st.none(), st.just(gettext_lazy("Orders & more")))


@given(values, values)
def test_a_drawn_pattern_is_what_django_would_have_made(one: object, other: object) -> None:
    drawn = markup.draw('<a href="{}">{name}</a>', one, name=other)

    assert drawn == format_html('<a href="{}">{name}</a>', one, name=other)
    assert isinstance(drawn, SafeString)


@given(st.lists(st.tuples(values, values), max_size=5))
def test_drawn_rows_are_what_django_would_have_made(rows: list[tuple[object, object]]) -> None:
    assert markup.draw_all("<td>{}</td><td>{}</td>", rows) == format_html_join("", "<td>{}</td><td>{}</td>", rows)


@given(st.lists(values, max_size=5))
def test_joined_pieces_are_escaped_one_by_one(pieces: list[object]) -> None:
    assert markup.join(pieces) == format_html_join("", "{}", ((piece,) for piece in pieces))


@given(words.filter(lambda word: word and "/" not in word and "\n" not in word))
def test_an_address_is_the_one_that_reverse_gives(order_id: str) -> None:
    address = addresses("portal:orders-detail", "order_id", seller_ref="HAR-BOUR")

    assert address(order_id) == reverse("portal:orders-detail", kwargs={"seller_ref": "HAR-BOUR", "order_id": order_id})
