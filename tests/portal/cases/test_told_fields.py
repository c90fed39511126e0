"""Fields that associates fill in: the seller reads those that are marked for her, everywhere, and no other one anywhere."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from goodstanding.kit.actors import SYSTEM
from goodstanding.systems.cases.casefile import case_file
from goodstanding.systems.cases.models import Case
from goodstanding.systems.rulebook.actions import add_pack
from goodstanding.systems.rulebook.shipped import PACKS
from tests.factories.cases import open_case
from tests.factories.tokens import program_of
from tests.world import World

OWN = """
  - {code: traced, label: Bank asked, type: yes_no, of: [payments], seller_sees: true}
  - {code: booked_on, label: Booked on, type: date, of: [payments], seller_sees: true}
  - {code: suspicion, label: Suspicion of ours, type: text, of: [payments]}
  - code: found
    label: What we found
    type: choice
    of: [payments]
    seller_sees: true
    choices: [{value: lost_digit, label: A digit was lost}, {value: other, label: Something else}]
"""
HIDDEN = "PERHAPS-A-SECOND-ACCOUNT"


@pytest.fixture
def case(world: World, tmp_path: Path) -> Case:
    """A case about money in which sam has filled in everything, over the console's form."""
    folder = shutil.copytree(PACKS / "default", tmp_path / "own")
    for name, before, after in (
        ("cases.yaml", "fields:\n", f"fields:{OWN}"), ("metrics.yaml", 'version: "2026.1"', 'version: "2026.told"'),
    ):  # fmt: skip
        text = (folder / name).read_text()
        (folder / name).write_text(text.replace(before, after))
    add_pack(actor=SYSTEM, folder=folder, at=world.now)
    world.at(world.now)
    found = open_case(world, category="payments.reserve", about=[])
    filled = {
        "field_bank_reference": "DE-4410", "field_traced": "yes", "field_booked_on": "2026-11-19",
        "field_suspicion": HIDDEN, "field_found": "lost_digit",
    }  # fmt: skip
    kept = world.as_(world.sam).post(f"/console/cases/{found.ref}/fields/", filled)
    assert kept.status_code == 302, kept.content.decode()
    return found


@pytest.mark.parametrize("path", ["", "print/"])
def test_the_sellers_pages_show_what_is_marked_in_words_and_nothing_else(world: World, case: Case, path: str) -> None:
    page = world.as_(world.alice).get(f"/s/{world.harbour.ref}/cases/{case.ref}/{path}").content.decode()

    for words in ("Bank reference", "DE-4410", "Bank asked", "Yes", "19 Nov 2026", "A digit was lost"):
        assert words in page
    assert HIDDEN not in page
    assert "Suspicion of ours" not in page
    assert "lost_digit" not in page


def test_the_api_answers_with_what_is_marked(world: World, case: Case) -> None:
    told = program_of(world.alice).get(f"/cases/{case.ref}").json()

    assert {(one["code"], one["value"], one["words"]) for one in told["fields"]} == {
        ("bank_reference", "DE-4410", "DE-4410"), ("traced", "yes", "Yes"), ("booked_on", "2026-11-19", "19 Nov 2026"),
        ("found", "lost_digit", "A digit was lost"),
    }  # fmt: skip
    assert HIDDEN not in str(told)


def test_a_case_of_a_category_without_such_fields_has_no_panel(world: World) -> None:
    other = open_case(world)

    page = world.as_(world.alice).get(f"/s/{world.harbour.ref}/cases/{other.ref}/").content.decode()

    assert 'id="told"' not in page


def test_a_field_that_was_marked_and_is_not_any_more_is_shown_no_longer(
    world: World, case: Case, tmp_path: Path
) -> None:
    folder = tmp_path / "own"
    for name, before, after in (
        ("cases.yaml", "of: [payments], seller_sees: true, hint", "of: [payments], hint"),
        ("metrics.yaml", 'version: "2026.told"', 'version: "2026.untold"'),
    ):  # fmt: skip
        text = (folder / name).read_text()
        assert before in text
        (folder / name).write_text(text.replace(before, after))
    add_pack(actor=SYSTEM, folder=folder, at=world.now)

    page = world.as_(world.alice).get(f"/s/{world.harbour.ref}/cases/{case.ref}/").content.decode()

    assert "DE-4410" not in page


def test_the_case_file_carries_what_is_marked(world: World, case: Case) -> None:
    paper = case_file(world.alice.actor, case, world.now, language="en")

    facts = dict(paper.facts)
    assert (facts["Bank reference"], facts["Bank asked"], facts["What we found"]) == (
        "DE-4410",
        "Yes",
        "A digit was lost",
    )
    assert HIDDEN not in str(paper)
