"""The queue's filter says what is shown: what is due, or everything where it is searched."""

from __future__ import annotations

import re

import pytest

from goodstanding.base.clock import reading
from goodstanding.systems.cases.states import Outcome
from tests.factories.cases import answer, open_case
from tests.world import World


@pytest.fixture(autouse=True)
def _now(world: World) -> None:
    reading.move_to(world.now)


def shown(world: World, query: str) -> tuple[list[str], str]:
    """What the filter "Show" offers, the one chosen first; and the page."""
    page = world.as_(world.sam).get(f"/console/cases/{query}").content.decode()
    select = re.search(r'<select name="shelf"[^>]*>(.*?)</select>', page, re.S)
    assert select is not None
    offered = re.findall(r"<option value=\"[^\"]*\"( selected)?>([^<]+)</option>", select.group(1))
    chosen = [word for mark, word in offered if mark] or [offered[0][1]]
    return [*chosen, *(word for _mark, word in offered if word not in chosen)], page


def test_without_a_search_it_is_what_is_due(world: World) -> None:
    offered, _page = shown(world, "")

    assert offered[0] == "What is due"
    assert "Everything" in offered and "Everything, as you search" not in offered


def test_a_search_looks_everywhere_and_says_so(world: World) -> None:
    due, over = open_case(world, subject="Lost parcel"), open_case(world, subject="Lost crate")
    answer(world, over, outcome=Outcome.RESOLVE)

    offered, page = shown(world, "?q=lost")

    assert offered[0] == "Everything, as you search"
    assert "Everything" not in offered
    assert due.ref in page and over.ref in page


def test_a_search_of_what_is_due_alone_is_a_choice_and_said_as_a_filter(world: World) -> None:
    due, over = open_case(world, subject="Lost parcel"), open_case(world, subject="Lost crate")
    answer(world, over, outcome=Outcome.RESOLVE)

    offered, page = shown(world, "?q=lost&shelf=due")

    assert offered[0] == "What is due"
    assert "Show: What is due" in page
    assert due.ref in page and over.ref not in page


def test_a_link_that_names_everything_still_finds_everything(world: World) -> None:
    over = answer(world, open_case(world, subject="Lost crate"), outcome=Outcome.RESOLVE)

    offered, page = shown(world, "?q=lost&shelf=any")

    assert offered[0] == "Everything, as you search"
    assert over.ref in page
