"""The pages of a bulk change: what they promise before anything is done."""

from __future__ import annotations

import pytest

from goodstanding.base.clock import reading
from tests.factories.cases import open_case
from tests.world import World, happenings

LOOK = {"do": "look", "priority": "urgent"}


@pytest.fixture(autouse=True)
def _now(world: World) -> None:
    """The pages live in the world's present."""
    reading.move_to(world.now)


def look(world: World, refs: list[str], **more: str) -> str:
    page = world.as_(world.sam).post("/console/desk/bulk/new/", {**LOOK, **more, "case": refs})
    assert page.status_code == 200
    return page.content.decode()


def test_the_preview_counts_only_those_that_would_change_and_names_each(world: World) -> None:
    refs = [open_case(world, subject=f"Matter number {n}").ref for n in range(2)]
    before = happenings()

    page = look(world, refs)

    assert "This would change 2 cases" in page
    assert "Matter number 1" in page
    assert world.harbour.name in page
    assert happenings() == before


def test_where_every_case_refuses_nothing_can_be_begun(world: World) -> None:
    case = open_case(world)

    page = look(world, [case.ref], snooze="60")

    assert "None of these cases would change" in page
    assert 'value="begin"' not in page
