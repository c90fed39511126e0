"""Joining, splitting, putting away and taking back, through the associates' pages, the seller's and the API."""

from __future__ import annotations

import pytest

from goodstanding.base.clock import reading
from goodstanding.base.mailroom.models import Mail
from goodstanding.base.tokens.scopes import Scope
from goodstanding.systems.cases import actions
from goodstanding.systems.cases.actions import Reply
from goodstanding.systems.cases.models import Case, CaseLink, Rearrangement
from goodstanding.systems.cases.states import Outcome
from tests.factories.cases import answer, open_case
from tests.factories.tokens import machine
from tests.world import World, happenings


@pytest.fixture(autouse=True)
def _now(world: World) -> None:
    reading.move_to(world.now)


def url(case: Case, path: str = "") -> str:
    return f"/console/cases/{case.ref}/{path}"


def test_a_case_is_joined_with_one_that_is_offered_with_its_reasons_and_taken_back(world: World) -> None:
    one, other = open_case(world, body="The first letter"), open_case(world, body="The second letter")
    client, alice = world.as_(world.sam), world.as_(world.alice)

    offered = client.get(url(one, "merge/")).content.decode()
    assert other.ref in offered
    assert "the same words in the subject" in offered

    page = client.post(url(one, "merge/"), {"into": other.ref, "reason": "Same parcel"}, follow=True)
    assert page.redirect_chain[-1][0] == url(other)
    assert "The first letter" in page.content.decode()

    hers = alice.get(f"/s/{world.harbour.ref}/cases/{one.ref}/", follow=True)
    assert hers.redirect_chain[-1][0] == f"/s/{world.harbour.ref}/cases/{other.ref}/"
    assert "The first letter" in hers.content.decode()
    assert "was joined with this one" in hers.content.decode()
    assert client.get(url(one)).headers["Location"] == url(other)

    client.post(url(other, "undo/"), {"step": str(Rearrangement.objects.get().pk)})
    apart = alice.get(f"/s/{world.harbour.ref}/cases/{other.ref}/").content.decode()
    assert "The first letter" not in apart
    assert alice.get(f"/s/{world.harbour.ref}/cases/{one.ref}/").status_code == 200


def test_a_closed_case_is_offered_and_becomes_part_of_the_living_one(world: World) -> None:
    closed = answer(world, open_case(world, body="The first letter"), outcome=Outcome.RESOLVE)
    one, client = open_case(world, body="The second letter"), world.as_(world.sam)

    offered = client.get(url(one, "merge/")).content.decode()
    assert f'value="in:{closed.ref}"' in offered
    assert f"It is closed, so it becomes part of {one.ref}" in offered
    page = client.post(url(one, "merge/"), {"into": f"in:{closed.ref}"}, follow=True)

    assert page.redirect_chain[-1][0] == url(one)
    assert "The first letter" in page.content.decode()
    assert Case.objects.get(pk=closed.pk).merged_into_id == one.pk


def test_beside_the_look_alikes_every_living_case_of_the_seller_can_be_named_by_what_it_is_about(world: World) -> None:
    case = open_case(world)
    other = open_case(world, category="account_settings.tax", subject="A form of another country")
    over = answer(world, open_case(world, subject="Long over"), outcome=Outcome.RESOLVE)

    page = world.as_(world.sam).get(url(case, "merge/")).content.decode()
    named = page[page.index("<datalist") : page.index("</datalist>")]

    assert f'value="{other.ref}">A form of another country' in named
    assert over.ref not in named


def test_of_two_closed_cases_none_is_offered_and_the_page_says_why(world: World) -> None:
    one, other = (answer(world, open_case(world), outcome=Outcome.RESOLVE) for _ in range(2))
    before = happenings()

    page = world.as_(world.sam).get(url(one, "merge/")).content.decode()
    refused = world.as_(world.sam).post(url(one, "merge/"), {"into": f"in:{other.ref}"})

    assert other.ref not in page
    assert "Reopen one of them first" in page
    assert refused.status_code == 409
    assert happenings() == before


def test_the_seller_is_written_to_when_cases_are_joined(world: World) -> None:
    one, other = open_case(world), open_case(world)
    world.work_off()

    actions.merge(actor=world.sam.actor, ref=one.ref, into=other.ref, reason="", at=world.now)
    world.work_off()

    mail = Mail.objects.get(key__startswith="case-rearranged")
    assert one.ref in mail.subject
    assert f"Everything said stands in {other.ref}" in " ".join(mail.text.split())


def test_messages_become_a_case_of_their_own(world: World) -> None:
    case = open_case(world, body="About the parcel")
    actions.add_message(actor=world.alice.actor, ref=case.ref, reply=Reply("And about the fee"), at=world.now)
    client = world.as_(world.sam)

    assert "And about the fee" in client.get(url(case, "split/")).content.decode()
    page = client.post(url(case, "split/"), {"messages": ["2"], "subject": "The fee of October"}, follow=True)

    new = Case.objects.exclude(pk=case.pk).get()
    assert page.redirect_chain[-1][0] == url(new)
    assert "About the parcel" not in page.content.decode()
    assert CaseLink.objects.filter(case=new, kind="case", ref=case.ref).exists()
    hers = world.as_(world.alice).get(f"/s/{world.harbour.ref}/cases/{case.ref}/").content.decode()
    assert new.ref in hers


@pytest.mark.parametrize(
    "data", [{"subject": "x"}, {"messages": ["1", "2"], "subject": "x"}, {"messages": ["9"], "subject": "x"}]
)
def test_a_split_of_nothing_or_everything_is_refused(world: World, data: dict[str, object]) -> None:
    case = open_case(world)
    actions.add_message(actor=world.alice.actor, ref=case.ref, reply=Reply("More"), at=world.now)
    before = happenings()

    page = world.as_(world.sam).post(url(case, "split/"), data)

    assert page.status_code == 409
    assert happenings() == before


@pytest.mark.parametrize("shelf", ["spam", "trash"])
def test_a_case_is_put_away_and_brought_back(world: World, shelf: str) -> None:
    case = open_case(world)
    client = world.as_(world.sam)
    before = Case.objects.values().get()

    client.post(url(case, "shelf/"), {"shelf": shelf, "reason": "Advertising"})
    hers = world.as_(world.alice).get(f"/s/{world.harbour.ref}/cases/{case.ref}/").content.decode()
    assert "It was closed on" in hers
    assert "Advertising" not in hers
    assert case.ref in client.get(f"/console/cases/?shelf={shelf}").content.decode()
    assert case.ref not in client.get("/console/cases/").content.decode()

    client.post(url(case, "undo/"), {"step": str(Rearrangement.objects.get().pk)})
    assert Case.objects.values().get() == before


def test_a_link_is_taken_back(world: World) -> None:
    case, other = open_case(world), open_case(world)
    client = world.as_(world.sam)
    client.post(url(case, "links/"), {"kind": "case", "to": other.ref})

    client.post(url(case, "links/removal/"), {"kind": "case", "to": other.ref})

    assert not CaseLink.objects.exists()


def test_what_was_unlinked_is_linked_again_with_one_click(world: World) -> None:
    case, other = open_case(world), open_case(world)
    client = world.as_(world.sam)
    client.post(url(case, "links/"), {"kind": "case", "to": other.ref})

    page = client.post(
        url(case, "links/removal/?owner=all"), {"kind": "case", "to": other.ref}, follow=True
    ).content.decode()

    assert 'id="link" open' in page
    assert f'name="to" maxlength="64" value="{other.ref}"' in page
    assert f'action="{url(case, "links/")}?owner=all"' in page, "only the queue's filters go along"


def test_programs_join_split_and_take_back(world: World) -> None:
    one, other = open_case(world), open_case(world)
    program = machine("support", Scope.CASES_READ, Scope.CASES_WRITE).client

    def send(path: str, data: dict[str, object]) -> object:
        return program.post(f"/api/v1/cases/{path}", data, content_type="application/json")

    assert send(f"{one.ref}/merge", {"into": other.ref}).json()["ref"] == other.ref  # type: ignore[attr-defined]
    listed = program.get(f"/api/v1/cases/{one.ref}/rearrangements").json()
    assert listed["merged_into"] == other.ref
    new = send(f"{other.ref}/split", {"messages": [1], "subject": "Apart"})
    assert new.status_code == 201  # type: ignore[attr-defined]
    first, last = Rearrangement.objects.order_by("pk")
    assert send(f"{one.ref}/rearrangements/{first.pk}/undo", {}).status_code == 409  # type: ignore[attr-defined]
    assert send(f"{other.ref}/rearrangements/{last.pk}/undo", {}).status_code == 200  # type: ignore[attr-defined]
    assert send(f"{one.ref}/rearrangements/{first.pk}/undo", {}).status_code == 200  # type: ignore[attr-defined]
