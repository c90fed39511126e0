"""Colleagues see that somebody is already writing first to the same seller, and since when; never what is written (ADR 229)."""

from __future__ import annotations

import pytest

from goodstanding.systems.cases import actions, queries
from goodstanding.systems.cases.models import Case, NewCaseDraft
from tests.factories.cases import open_case
from tests.factories.tokens import program_of
from tests.world import Person, World

NEW = "/console/cases/new/"
PAGE, COMPANY, DRAFT = f"{NEW}?seller=HAR-BOUR", f"{NEW}HAR-BOUR/company/", f"{NEW}HAR-BOUR/draft/"
SELLER = "/console/sellers/HAR-BOUR/"
TYPED = {
    "category": "orders_shipping.tracking",
    "subject": "The label of March",
    "body": "Please send us",
    "key": "begun-1",
}


@pytest.fixture(autouse=True)
def _now(world: World) -> None:
    world.at(world.now)


def page(world: World, by: Person, path: str) -> str:
    return world.as_(by).get(path).content.decode()


def test_a_colleague_sees_it_where_one_writes_and_beside_the_seller_but_not_what(world: World) -> None:
    world.as_(world.sam).post(DRAFT, TYPED)

    for path in (PAGE, COMPANY, SELLER):
        seen = page(world, world.tess, path)
        assert "Sam is writing to this seller too, typing now." in seen
        assert "label of March" not in seen and "Please send us" not in seen
        assert "to this seller too" not in page(world, world.sam, path)
    assert "to this seller too" not in page(world, world.tess, f"{NEW}?seller={world.rival.ref}")


def test_typing_fades_and_since_when_stays(world: World) -> None:
    world.as_(world.sam).post(DRAFT, TYPED)
    world.at(world.later(hours=2))
    world.as_(world.sam).post(DRAFT, TYPED | {"body": "Please send us the label"})
    world.at(world.later(hours=3))

    seen = page(world, world.tess, COMPANY)

    (one,) = queries.writing_first(world.tess.actor, world.harbour, world.now)
    assert "Sam has begun to write to this seller and has not sent it." in seen
    assert "Begun" in seen and "last written" in seen and "typing" not in seen
    assert (one.typing, round((one.saved_at - one.started_at).total_seconds() / 60)) == (False, 120)


def test_nothing_said_yet_or_emptied_again_is_nothing_to_see(world: World) -> None:
    sam = world.as_(world.sam)
    sam.post(DRAFT, TYPED | {"subject": " ", "body": ""})
    assert page(world, world.tess, COMPANY).strip() == ""
    sam.post(DRAFT, TYPED)
    assert "Sam" in page(world, world.tess, COMPANY)

    sam.post(DRAFT, TYPED | {"subject": "", "body": " "})

    assert page(world, world.tess, COMPANY).strip() == ""
    assert NewCaseDraft.objects.get().started_at is None


def test_sent_or_thrown_away_the_mark_goes(world: World) -> None:
    sam = world.as_(world.sam)
    sam.post(DRAFT, TYPED)
    sam.post(NEW, TYPED | {"seller": "HAR-BOUR", "outcome": "keep_open"})
    assert Case.objects.count() == 1
    assert page(world, world.tess, COMPANY).strip() == ""

    sam.post(DRAFT, TYPED | {"key": "begun-2"})
    assert "Sam" in page(world, world.tess, COMPANY)
    sam.post(f"{DRAFT}removal/")
    assert page(world, world.tess, COMPANY).strip() == ""


def test_a_draft_that_slipped_in_after_sending_and_one_of_who_left_are_no_marks(world: World) -> None:
    sam = world.as_(world.sam)
    sam.post(DRAFT, TYPED)
    open_case(world, request_key="begun-1")
    assert queries.writing_first(world.tess.actor, world.harbour, world.now) == []

    sam.post(DRAFT, TYPED | {"key": "begun-3"})
    assert len(queries.writing_first(world.tess.actor, world.harbour, world.now)) == 1
    world.sam.user.is_active = False
    world.sam.user.save()
    assert queries.writing_first(world.tess.actor, world.harbour, world.now) == []


def test_what_the_sellers_team_has_not_sent_is_nobody_elses_matter(world: World) -> None:
    unsent = actions.UnsentCase("orders_shipping.templates", "", "hers", {"subject": "Ours", "body": "Ours alone"})
    actions.save_new_case_draft(actor=world.alice.actor, seller_ref="HAR-BOUR", unsent=unsent, at=world.now)
    world.as_(world.sam).post(DRAFT, TYPED)

    assert "Alice" not in page(world, world.tess, COMPANY)
    assert queries.writing_first(world.alice.actor, world.harbour, world.now) == []
    assert world.as_(world.alice).get(COMPANY).status_code == 404
    assert program_of(world.alice).get("/desk/sellers/harbour/case-drafts").json() == {"data": []}


def test_a_program_learns_who_writes_first(world: World) -> None:
    world.as_(world.sam).post(DRAFT, TYPED)

    (found,) = program_of(world.tess).get("/desk/sellers/harbour/case-drafts").json()["data"]

    assert (found["name"], found["typing"], set(found)) == (
        "Sam", True, {"name", "typing", "started_at", "saved_at"},
    )  # fmt: skip
    assert program_of(world.sam).get("/desk/sellers/harbour/case-drafts").json()["data"] == []
