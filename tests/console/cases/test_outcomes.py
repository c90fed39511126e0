"""The question at the end, once per end, on the page and by the link of the mail; what came back and what was overturned."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from goodstanding.base.clock import reading
from goodstanding.base.mailroom.models import Mail
from goodstanding.kit.actors import SYSTEM
from goodstanding.systems.cases import actions, queries
from goodstanding.systems.cases.errors import RatingEnded
from goodstanding.systems.cases.models import Case, Closing
from goodstanding.systems.cases.states import Outcome, Verdict
from goodstanding.systems.rulebook.actions import add_pack
from goodstanding.systems.rulebook.shipped import PACKS
from tests.factories.cases import answer, open_case
from tests.world import World


@pytest.fixture
def ended(world: World) -> Case:
    """A case that was answered and resolved."""
    reading.move_to(world.now)
    return answer(world, open_case(world), outcome=Outcome.RESOLVE, at=world.now)


def portal(world: World, case: Case, path: str = "") -> str:
    return f"/s/{world.harbour.ref}/cases/{case.ref}/{path}"


def test_the_seller_is_asked_once_per_end_and_associates_read_it(world: World, ended: Case) -> None:
    alice = world.as_(world.alice)
    assert "Is it settled for you?" in alice.get(portal(world, ended)).content.decode()

    alice.post(portal(world, ended, "rating/"), {"verdict": "no", "comment": "The fee is still there"})
    alice.post(portal(world, ended, "rating/"), {"verdict": "yes"})

    assert "Is it settled for you?" not in alice.get(portal(world, ended)).content.decode()
    assert Closing.objects.get().verdict == "no"
    page = world.as_(world.sam).get("/console/cases/outcomes/?show=no").content.decode()
    assert "The fee is still there" in page
    assert ended.ref in page


def test_what_the_seller_said_stays_on_her_page_for_her_colleagues_too(world: World, ended: Case) -> None:
    world.as_(world.alice).post(portal(world, ended, "rating/"), {"verdict": "partly", "comment": "The <fee> is there"})

    page = world.as_(world.bob).get(portal(world, ended)).content.decode()

    assert "Your team said: settled in part" in page
    assert "The &lt;fee&gt; is there" in page
    assert "Is it settled for you?" not in page


def test_the_link_of_the_mail_asks_without_signing_in_and_looking_changes_nothing(world: World, ended: Case) -> None:
    world.work_off()
    text = Mail.objects.get(key__startswith="case-answered").text
    path = f"/feedback/{text.partition('/feedback/')[2].partition('/')[0]}/"
    stranger = world.as_(None)

    assert "How did case" in stranger.get(path).content.decode()
    assert Closing.objects.get().answered_at is None
    assert "Thank you" in stranger.post(path, {"verdict": "partly"}).content.decode()
    assert "Thank you" in stranger.post(path, {"verdict": "no"}).content.decode()

    assert Closing.objects.get().verdict == "partly"
    assert stranger.get("/feedback/1:forged/").status_code == 404


def test_the_question_ends_with_its_time_and_says_so_kindly_on_every_way(world: World, ended: Case) -> None:
    world.work_off()
    text = Mail.objects.get(key__startswith="case-answered").text
    path = f"/feedback/{text.partition('/feedback/')[2].partition('/')[0]}/"
    stranger, alice = world.as_(None), world.as_(world.alice)
    world.at(world.later(days=29, hours=23))
    assert "How did case" in stranger.get(path).content.decode()

    world.at(world.later(hours=2))
    seen, sent = stranger.get(path), stranger.post(path, {"verdict": "no"})
    told = alice.post(portal(world, ended, "rating/"), {"verdict": "no"}, follow=True).content.decode()

    for page in (seen, sent):
        assert page.status_code == 410
        assert "for 30 days after the case ended" in page.content.decode()
        assert portal(world, ended) in page.content.decode()
    assert "for 30 days after the case ended" in told
    assert "Is it settled for you?" not in told
    assert Closing.objects.get().answered_at is None
    with pytest.raises(RatingEnded):
        actions.rate(actor=world.alice.actor, ref=ended.ref, verdict=Verdict.NO, comment="", at=world.now)


def test_how_long_it_is_asked_is_the_operators_to_say(world: World, ended: Case, tmp_path: Path) -> None:
    folder = shutil.copytree(PACKS / "default", tmp_path / "own")
    for name, before, after in (
        ("cases.yaml", "rating_days: 30", "rating_days: 2"), ("metrics.yaml", 'version: "2026.1"', 'version: "2026.9"'),
    ):  # fmt: skip
        text = (folder / name).read_text()
        assert before in text
        (folder / name).write_text(text.replace(before, after))
    add_pack(actor=SYSTEM, folder=folder, at=world.now)
    path = queries.rating_path(ended, world.later(days=1))

    world.at(world.later(days=3))

    page = world.as_(None).get(path)
    assert page.status_code == 410
    assert "for 2 days after the case ended" in page.content.decode()


@pytest.mark.parametrize("who", ["bob", "mallory"])
def test_who_may_not_write_is_not_asked(world: World, ended: Case, who: str) -> None:
    response = world.as_(getattr(world, who)).post(portal(world, ended, "rating/"), {"verdict": "yes"})

    assert response.status_code in (403, 404)
    assert Closing.objects.get().verdict == ""


def test_what_came_back_and_what_was_overturned_is_counted(world: World, ended: Case) -> None:
    actions.reopen(actor=world.alice.actor, ref=ended.ref, reason="Still there", at=world.later(hours=1))
    reading.move_to(world.later(hours=2))
    sam = world.as_(world.sam)
    sam.post(f"/console/cases/{ended.ref}/answers/", {"body": "You are right.", "outcome": "resolve", "overturns": "1"})

    first, second = Closing.objects.order_by("closed_at")
    assert first.reopened_at is not None
    assert first.overturned_at is not None
    assert second.reopened_at is None
    page = sam.get("/console/cases/outcomes/?show=overturned").content.decode()
    assert "1 of 2 cases that ended in 30 days came back" in page
    assert ended.ref in page
