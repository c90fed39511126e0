"""Pages of a list are its rows, each once and in order, forwards and back, whichever way its fields run."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.db.models import DateTimeField, QuerySet, Value
from django.db.models.functions import Coalesce

from goodstanding.base.keyset import Page, page_of
from goodstanding.base.timeline.actions import record
from goodstanding.base.timeline.models import Entry
from goodstanding.kit.actors import SYSTEM
from goodstanding.ui.paging import Cursor
from tests.world import World

ORDERS = [("-at", "-id"), ("at", "id"), ("at", "-id"), ("-at", "id"), ("when", "-id"), ("-when", "id")]


@pytest.fixture
def entries(world: World) -> QuerySet[Entry]:
    """Nine entries at three instants, with an expression to order by."""
    Entry.objects.all().delete()
    for n in range(9):
        at = world.now - timedelta(hours=n % 3)
        record(actor=SYSTEM, verb="case.opened", subject=("case", str(n)), at=at, seller_id=None)
    late = Value(datetime.max.replace(tzinfo=world.now.tzinfo), output_field=DateTimeField())
    return Entry.objects.annotate(when=Coalesce("at", late))


def pages(found: QuerySet[Entry], order: tuple[str, ...]) -> list[Page[Entry]]:
    shown = [page_of(found, order=order, cursor=None, limit=2)]
    while shown[-1].older is not None:
        shown.append(page_of(found, order=order, cursor=shown[-1].older, limit=2))
    return shown


@pytest.mark.parametrize("order", ORDERS)
def test_every_row_is_on_one_page_in_its_place(entries: QuerySet[Entry], order: tuple[str, ...]) -> None:
    shown = pages(entries, order)

    assert [row.pk for page in shown for row in page.rows] == [row.pk for row in entries.order_by(*order)]
    assert shown[0].newer is None


@pytest.mark.parametrize("order", ORDERS)
def test_going_back_shows_the_page_before(entries: QuerySet[Entry], order: tuple[str, ...]) -> None:
    shown = pages(entries, order)

    for before, page in pairwise(shown):
        assert page.newer is not None
        back = Cursor(page.newer.values, backwards=True)
        assert page_of(entries, order=order, cursor=back, limit=2).rows == before.rows


MADE_UP = [
    ("yesterday", "1"), ("2026-11-22",), ("2026-11-22T00:00:00+00:00", "one"), ("2026-11-22T00:00:00", "1"),
    ("0001-01-01T00:00:00+14:00", "1"), ("9999-12-31T23:59:59-14:00", "1"),
]  # fmt: skip


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "\ud800"])
def test_a_cursor_with_text_that_no_database_keeps_is_the_first_page(entries: QuerySet[Entry], text: str) -> None:
    page = page_of(entries, order=("subject_id", "id"), cursor=Cursor((text, "1")), limit=2)

    assert page == page_of(entries, order=("subject_id", "id"), cursor=None, limit=2)


@pytest.mark.parametrize("values", MADE_UP)
def test_a_cursor_that_does_not_fit_is_the_first_page(entries: QuerySet[Entry], values: tuple[str, ...]) -> None:
    page = page_of(entries, order=("when", "-id"), cursor=Cursor(values), limit=2)

    assert page == page_of(entries, order=("when", "-id"), cursor=None, limit=2)
