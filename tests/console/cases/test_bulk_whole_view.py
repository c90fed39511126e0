"""All cases that match a view, changed at once: named before, as many as one change takes, and exactly those that were shown."""

from __future__ import annotations

import re
from typing import Any

import pytest

from goodstanding.base.clock import reading
from goodstanding.systems.cases import actions as cases
from goodstanding.systems.cases.models import CaseTagging
from goodstanding.systems.cases.states import Priority
from goodstanding.systems.desk.models import BulkChange
from tests.factories.cases import open_case
from tests.world import World, happenings

NEW = "/console/desk/bulk/new/"


@pytest.fixture(autouse=True)
def _now(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page lists two cases, and there are five."""
    reading.move_to(world.now)
    monkeypatch.setattr("goodstanding.console.desk.bulk.SHOWN", 2)


@pytest.fixture
def five(world: World) -> list[str]:
    """Five cases; the last two are urgent."""
    refs = [open_case(world, subject=f"Parcel number {n}").ref for n in range(5)]
    for ref in refs[3:]:
        cases.prioritise(actor=world.sam.actor, ref=ref, priority=Priority.URGENT, at=world.now)
    return refs


def cap(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr("goodstanding.console.desk.bulk.BULK_LIMIT", most)
    monkeypatch.setattr("goodstanding.systems.desk.rules.BULK_LIMIT", most)


def post(world: World, query: str = "", **asked: Any) -> str:
    return str(world.as_(world.sam).post(f"{NEW}{query}", asked).content.decode())


def hidden(page: str) -> dict[str, str]:
    """What the preview sends on when it is begun."""
    return dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)">', page))


def begin(world: World, page: str, query: str = "") -> BulkChange:
    answer = world.as_(world.sam).post(f"{NEW}{query}", {**hidden(page), "do": "begin"})
    assert answer.status_code == 302
    world.work_off()
    return BulkChange.objects.get()


def changed(change: BulkChange) -> set[str]:
    return set(change.items.filter(state="changed").values_list("case__ref", flat=True))


def test_more_than_are_listed_are_offered_with_their_number(world: World, five: list[str]) -> None:
    page = world.as_(world.sam).get(NEW).content.decode()
    narrowed = world.as_(world.sam).get(f"{NEW}?priority=urgent").content.decode()

    assert page.count('name="case"') == 2
    assert "All 5 cases that match this view" in page
    assert "All 2 cases that match this view" in narrowed


def test_all_that_match_are_shown_changed_and_taken_back(world: World, five: list[str]) -> None:
    before = happenings()
    page = post(world, every="1", tag="wave", do="look")
    assert "This would change 5 cases" in page
    assert happenings() == before

    change = begin(world, page)
    assert changed(change) == set(five)
    world.as_(world.sam).post(f"/console/desk/bulk/{change.ref}/undo/")
    world.work_off()

    assert CaseTagging.objects.count() == 0


@pytest.mark.parametrize("query", ["?priority=urgent", "?q=priority:urgent", '?q=parcel+-"number+0"+priority:urgent'])
def test_only_what_the_view_shows_is_taken(world: World, five: list[str], query: str) -> None:
    change = begin(world, post(world, query, every="1", tag="wave", do="look"), query)

    assert changed(change) == set(five[3:])


def test_where_not_every_case_was_tried_the_preview_says_up_to(
    world: World, five: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("goodstanding.console.desk.bulk.TRIED", 2)

    page = post(world, every="1", tag="wave", do="look")

    assert "This would change up to 5 cases" in page
    assert "3 more cases were not tried here" in page


def test_a_case_that_comes_after_the_preview_is_left_alone(world: World, five: list[str]) -> None:
    page = post(world, every="1", tag="wave", do="look")
    late = open_case(world, subject="Opened meanwhile").ref

    assert late not in changed(begin(world, page))


def test_what_was_ticked_elsewhere_goes_with_it(world: World, five: list[str]) -> None:
    query = "?priority=urgent"

    change = begin(world, post(world, query, every="1", case=five[0], tag="wave", do="look"), query)

    assert changed(change) == {five[0], *five[3:]}


def test_one_change_takes_so_many_and_the_page_says_so_plainly(
    world: World, five: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cap(monkeypatch, 3)

    offered = world.as_(world.sam).get(NEW).content.decode()
    change = begin(world, post(world, every="1", tag="wave", do="look"))

    assert "The first 3 cases that match this view, in its order" in offered
    assert "One change takes 3 cases at most" in offered
    assert change.items.count() == 3


def test_a_search_that_is_not_read_as_written_never_stands_for_all(world: World, five: list[str]) -> None:
    query = "?q=priority:urgnt"
    before = happenings()

    offered = world.as_(world.sam).get(f"{NEW}{query}").content.decode()
    page = post(world, query, every="1", tag="wave", do="look")

    assert 'name="every"' not in offered
    assert "Near it: urgent" in page
    assert "This would change" not in page
    assert happenings() == before


def test_changing_something_keeps_all_chosen(world: World, five: list[str]) -> None:
    preview = post(world, every="1", tag="wave", do="look")

    page = post(world, **hidden(preview), do="again")

    assert 'name="every" value="1" id="every" checked' in page
    assert 'value="wave"' in page
    assert "no longer in this list" not in page
