"""The pages of a bulk change: what they promise before anything is done."""

from __future__ import annotations

import pytest

from goodstanding.base.clock import reading
from goodstanding.systems.desk import actions
from goodstanding.systems.desk.actions import Wish
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


def test_the_page_says_who_did_it_and_who_took_it_back_and_when(world: World) -> None:
    ref = open_case(world).ref
    wish = Wish(refs=[ref], steps=[("tag", "wave")], request_key="once")
    change = actions.begin(actor=world.sam.actor, wish=wish, at=world.now)
    world.work_off()
    done = world.as_(world.sam).get(f"/console/desk/bulk/{change.ref}/").content.decode()
    world.at(world.later(minutes=20))

    world.as_(world.ada).post(f"/console/desk/bulk/{change.ref}/undo/")
    world.work_off()

    undone = world.as_(world.sam).get(f"/console/desk/bulk/{change.ref}/").content.decode()
    assert "Begun by Sam" in done
    assert "taken back by" not in done
    assert "taken back by Ada" in undone
    assert "Take it back" not in undone
