"""Erasing a person: the cases stay readable, she is nowhere any more, and only administrators do it."""

from __future__ import annotations

import pytest

from goodstanding.base.clock import reading
from goodstanding.base.files.models import StoredFile
from goodstanding.base.timeline.models import Entry
from goodstanding.systems.cases import actions, queries
from goodstanding.systems.cases.actions import Reply
from goodstanding.systems.cases.models import Case, CaseMessage, ReplyDraft, SellerNote
from tests.factories.cases import open_case
from tests.factories.pictures import png
from tests.world import World, happenings


@pytest.fixture
def case(world: World) -> Case:
    reading.move_to(world.now)
    case = open_case(world, by=world.sue, subject="Sue asks again", body="I am Sue, sue@example.com. Suede boots.")
    actions.add_seller_note(actor=world.sue.actor, ref=case.ref, note=Reply("Call Sue"), at=world.now)
    actions.add_message(actor=world.alice.actor, ref=case.ref, reply=Reply("Sue is right."), at=world.now)
    actions.save_reply_draft(actor=world.sue.actor, ref=case.ref, kind="reply", body="Sue", data={}, at=world.now)
    return case


def leave(world: World) -> None:
    world.sue.user.memberships.all().delete()  # type: ignore[attr-defined]


def test_nothing_names_her_and_the_case_stays_readable(world: World, case: Case) -> None:
    leave(world)
    client = world.as_(world.ada)

    preview = client.get("/console/cases/erasure/?email=sue@example.com").content.decode()
    assert "Messages: text" in preview
    assert CaseMessage.objects.filter(body__contains="sue@example.com").exists()
    client.post("/console/cases/erasure/", {"person": str(world.sue.user.pk), "reason": "She asked for it"})

    bodies = [*CaseMessage.objects.order_by("pk").values_list("body", flat=True), SellerNote.objects.get().body]
    assert bodies == [
        "I am [a former member of the team], [a former member of the team]. Suede boots.",
        "[a former member of the team] is right.", "Call [a former member of the team]",
    ]  # fmt: skip
    case.refresh_from_db()
    assert case.requester_name == "A former member of the team"
    assert "Sue" not in case.subject
    assert not ReplyDraft.objects.exists()
    assert not Entry.objects.filter(actor_name="Sue").exists()
    world.sue.user.refresh_from_db()
    assert (world.sue.user.is_active, world.sue.user.name) == (False, "A former member of the team")
    assert Entry.objects.get(verb="person.erased").data["message.body"] == 2
    page = world.as_(world.alice).get(f"/s/{world.harbour.ref}/cases/{case.ref}/").content.decode()
    assert "A former member of the team" in page


def test_what_is_counted_before_is_what_changes(world: World, case: Case) -> None:
    other = open_case(world, by=world.sue, subject="Again Sue", body="The same, Sue.")
    merged = actions.merge(actor=world.sam.actor, ref=other.ref, into=case.ref, reason="Sue asked twice", at=world.now)
    actions.save_reply_draft(actor=world.sue.actor, ref=merged.ref, kind="reply", body="Me", data={}, at=world.now)
    leave(world)

    before = queries.traces_of(world.ada.actor, world.sue.user)
    after = actions.erase_person(actor=world.ada.actor, user_id=world.sue.user.pk, reason="Asked", at=world.now)

    assert before["rearranged"] == 1
    assert {name: number for name, number in after.items() if number} == before


def test_who_still_works_in_a_team_is_not_erased(world: World, case: Case) -> None:
    before = happenings()

    page = world.as_(world.ada).post("/console/cases/erasure/", {"person": str(world.sue.user.pk), "reason": "x"})

    assert page.status_code == 409
    assert happenings() == before


def test_the_page_says_before_that_she_still_works_in_a_team(world: World, case: Case) -> None:
    client = world.as_(world.ada)

    seller = client.get("/console/cases/erasure/?email=sue@example.com").content.decode()
    associate = client.get("/console/cases/erasure/?email=sam@market.example").content.decode()
    leave(world)
    gone = client.get("/console/cases/erasure/?email=sue@example.com").content.decode()

    assert "Harbour Lane Ceramics</a>" in seller and "takes this person out" in seller
    assert "The marketplace</b>: an administrator ends the access" in associate
    assert "Erase this person" not in seller + associate
    assert "Erase this person" in gone


def test_a_refusal_keeps_the_person_and_what_was_typed(world: World, case: Case) -> None:
    leave(world)
    longer_than_a_reason = "She asked for it by letter. " * 20

    page = world.as_(world.ada).post(
        "/console/cases/erasure/?email=sue@example.com",
        {"person": str(world.sue.user.pk), "reason": longer_than_a_reason},
    )

    assert page.status_code == 422
    assert "Erase this person" in page.content.decode()
    assert f'value="{longer_than_a_reason}"' in page.content.decode()


def test_in_the_place_of_an_erased_picture_stands_that_it_was_erased_with_its_sum(world: World, case: Case) -> None:
    sent = Reply("Here it is.", uploads=[png("sue.png")])
    actions.add_message(actor=world.sue.actor, ref=case.ref, reply=sent, at=world.now)
    file = StoredFile.objects.get(owner_kind="case")
    leave(world)
    asked = {"person": str(world.sue.user.pk), "reason": "She asked for it", "files": "1"}
    world.as_(world.ada).post("/console/cases/erasure/", asked)

    seller = world.as_(world.alice).get(f"/s/{world.harbour.ref}/cases/{case.ref}/").content.decode()
    associate = world.as_(world.sam).get(f"/console/cases/{case.ref}/").content.decode()

    for page in (seller, associate):
        assert f"erased, its SHA-256 was {file.sha256}" in page
        assert f'{file.ref}/" alt=' not in page
        assert "<img src=" not in page


def test_only_administrators_erase(world: World, case: Case) -> None:
    leave(world)
    before = happenings()

    assert world.as_(world.sam).get("/console/cases/erasure/").status_code == 403
    assert world.as_(world.sam).post("/console/cases/erasure/", {"person": str(world.sue.user.pk)}).status_code == 403
    assert happenings() == before
