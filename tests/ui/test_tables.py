"""Order, filters and place live in the URL, and only what the table declares gets in."""

from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.ui.paging import Cursor
from goodstanding.ui.samples import ORDERS
from goodstanding.ui.tables import Sort


def read(query: str = ""):
    return ORDERS.read(QueryDict(query))


def test_without_a_query_the_table_has_its_own_order():
    view = read()

    assert view.sort == Sort("ship_by")
    assert [head.aria_sort for head in view.heads] == ["", "ascending", "", "", ""]


def test_a_heading_turns_the_order_round_and_forgets_the_place():
    view = read("sort=total&after=abc&state=late")

    assert view.heads[4].url == "?sort=-total&state=late"
    assert view.heads[3].url == "?sort=-items&state=late"
    assert view.heads[2].url == ""


def test_what_the_table_does_not_know_is_ignored():
    view = read("sort=password&state=stolen&evil=1&q=+tea+")

    assert view.sort == Sort("ship_by")
    assert view.values == {"q": "tea"}
    assert "evil" not in view.older_url(Cursor(("a",)))


def test_a_filter_in_use_can_be_taken_away():
    view = read("state=late&q=tea&sort=total")

    assert [(chip.label, chip.value, chip.url) for chip in view.active] == [
        ("Words", "tea", "?state=late&sort=total"),
        ("Standing", "Left late", "?q=tea&sort=total"),
    ]
    assert view.clear_url == "?sort=total"
    assert view.carried == [("sort", "total")]


def test_paging_keeps_the_query():
    view = read("state=late")
    there = Cursor(("2026-11-20", "118-204"))

    back = read(view.older_url(there).removeprefix("?"))

    assert back.cursor == there
    assert back.values == {"state": "late"}
    assert view.older_url(None) == ""


@given(st.lists(st.text(), min_size=1, max_size=4).map(tuple))
def test_a_cursor_survives_the_url(values):
    if len(Cursor(values).encode()) <= 1_000:
        assert Cursor.decode(Cursor(values).encode(), backwards=True) == Cursor(values, backwards=True)


@given(st.text(max_size=80))
def test_a_made_up_cursor_is_the_first_page(text):
    cursor = Cursor.decode(text, backwards=False)

    assert cursor is None or all(isinstance(value, str) for value in cursor.values)
