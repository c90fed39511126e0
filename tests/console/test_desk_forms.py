"""Macros and rules on the associates' pages: kept, changed, and refused at the field that is at fault."""

from __future__ import annotations

import pytest

from goodstanding.systems.desk.models import DeskRule, Macro
from tests.factories.cases import open_case
from tests.world import World, happenings

MACRO = {"name": "Scan", "body": "Dear {{seller.name}}, please send the scan."}
RULE = {"name": "Strike", "event": "opened", "query": "parcel", "tag": "strike"}


def test_a_macro_is_kept_and_changed(world: World) -> None:
    ada = world.as_(world.ada)

    assert ada.post("/console/desk/macros/", MACRO).status_code == 302
    macro = Macro.objects.get()
    assert ada.post(f"/console/desk/macros/{macro.ref}/", MACRO | {"name": "The scan"}).status_code == 302

    macro.refresh_from_db()
    assert macro.name == "The scan"
    assert "The scan" in ada.get("/console/desk/macros/").content.decode()


def test_a_macro_is_read_filled_in_before_it_is_kept(world: World) -> None:
    open_case(world)
    before = happenings()

    page = world.as_(world.ada).post("/console/desk/macros/", MACRO | {"do": "look"}).content.decode()
    wrong = world.as_(world.ada).post("/console/desk/macros/", MACRO | {"do": "look", "body": "Dear {{nobody}}"})

    assert "Dear Harbour Lane Ceramics, please send the scan." in page
    assert "Dear {{seller.name}}, please send the scan.</textarea>" in page
    assert "Nothing stands for" in wrong.content.decode()
    assert not Macro.objects.exists()
    assert happenings() == before


def test_a_rule_is_kept_and_changed(world: World) -> None:
    ada = world.as_(world.ada)

    assert ada.post("/console/desk/rules/", RULE).status_code == 302
    rule = DeskRule.objects.get()
    assert ada.post(f"/console/desk/rules/{rule.ref}/", RULE | {"query": "lost parcel"}).status_code == 302

    rule.refresh_from_db()
    assert rule.query == "lost parcel"


def test_a_rule_tells_of_each_run_what_every_step_did(world: World) -> None:
    ada = world.as_(world.ada)
    ada.post("/console/desk/rules/", RULE | {"query": "", "priority": "normal"})
    open_case(world)
    world.work_off()

    page = ada.get(f"/console/desk/rules/{DeskRule.objects.get().ref}/").content.decode()

    assert "Put on the tag: strike: done" in page
    assert "Set the priority: Normal: was so already" in page


@pytest.mark.parametrize(
    ("page", "data", "said"),
    [
        ("macros", MACRO | {"body": "Dear {{nobody}}"}, "Nothing stands for"),
        ("rules", RULE | {"query": "status:sideways"}, "sideways"),
    ],
)
def test_what_is_refused_stands_at_its_field_with_all_that_was_typed(
    world: World, page: str, data: dict[str, str], said: str
) -> None:
    before = happenings()

    answered = world.as_(world.ada).post(f"/console/desk/{page}/", data)

    assert answered.status_code == 422
    assert said in answered.content.decode()
    assert data["name"] in answered.content.decode()
    assert happenings() == before


def test_what_is_searched_for_is_found_on_both_sites(world: World) -> None:
    for n in range(2):
        open_case(world, subject=f"Quagga template number {n}")
    world.work_off()

    ours = world.as_(world.sam).get("/console/search/?q=quagga").content.decode()
    hers = world.as_(world.alice).get(f"/s/{world.harbour.ref}/search/?q=nothing-like-it").content.decode()

    assert "2 things match" in ours
    assert "Nothing found" in hers
