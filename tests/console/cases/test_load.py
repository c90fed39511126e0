"""Colleagues called by name, who has how much, and an absent colleague's cases."""

from __future__ import annotations

import pytest

from goodstanding.base.clock import reading
from goodstanding.base.mailroom.models import Mail
from goodstanding.systems.cases import actions, mentions
from goodstanding.systems.cases.actions import Reply
from goodstanding.systems.cases.models import Case, Mention
from tests.factories.cases import open_case
from tests.world import World


@pytest.fixture(autouse=True)
def _now(world: World) -> None:
    reading.move_to(world.now)


def test_a_colleague_called_in_a_note_finds_it_at_home_and_by_mail_without_its_text(world: World) -> None:
    case = open_case(world)
    note = Reply("@tess please look. Smells of fraud, ask @nobody and sam@market.example")
    actions.add_internal_note(actor=world.sam.actor, ref=case.ref, note=note, at=world.now)
    world.work_off()

    assert [one.user for one in Mention.objects.all()] == [world.tess.user]
    mail = Mail.objects.get(key__startswith="case-mentioned")
    assert mail.to_address == "tess@market.example"
    assert "fraud" not in f"{mail.subject}{mail.text}{mail.html}"
    assert "Sam mentioned you" in world.as_(world.tess).get("/console/").content.decode()
    assert "mentioned you" not in world.as_(world.tom).get("/console/").content.decode()


def test_what_was_read_is_no_longer_shown(world: World) -> None:
    case = open_case(world)
    for n in range(2):
        actions.add_internal_note(actor=world.sam.actor, ref=case.ref, note=Reply(f"@tess {n}"), at=world.now)
    tess = world.as_(world.tess)

    tess.post(f"/console/cases/{case.ref}/company/", {"seen": "1"})
    assert "mentioned you" not in tess.get("/console/").content.decode()
    actions.add_internal_note(actor=world.sam.actor, ref=case.ref, note=Reply("@Tess."), at=world.now)
    assert "mentioned you" in tess.get("/console/").content.decode()
    tess.post("/console/cases/mentions/")
    assert "mentioned you" not in tess.get("/console/").content.decode()


def test_nobody_on_the_sellers_side_is_called(world: World) -> None:
    case = open_case(world)

    actions.add_internal_note(actor=world.sam.actor, ref=case.ref, note=Reply("@alice @sam"), at=world.now)

    assert not Mention.objects.exists()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@tess.", {"tess"}),
        ("a@b.example", set()),
        ("(@Ann.Lee)", {"ann.lee"}),
        ("@@x @_y", set()),
        ("@a1, @b-c", {"a1", "b-c"}),
    ],
)
def test_who_is_meant_by_a_name(text: str, found: set[str]) -> None:
    assert mentions.handles_in(text) == found


def test_an_absent_associates_cases_go_to_whoever_owes_least(world: World) -> None:
    mine = [open_case(world, subject=f"Matter {n}") for n in range(3)]
    for case in mine:
        actions.take(actor=world.tess.actor, ref=case.ref, at=world.now)
    actions.take(actor=world.sam.actor, ref=open_case(world).ref, at=world.now)
    client = world.as_(world.sam)

    page = client.get("/console/cases/workload/").content.decode()
    assert "Hand over 3 cases" in page
    client.post("/console/cases/workload/", {"from": str(world.tess.user.pk), "to": ""})

    assert not Case.objects.filter(assignee=world.tess.user).exists()
    held = [Case.objects.filter(assignee=person.user).count() for person in (world.sam, world.tom, world.ada)]
    assert sorted(held) == [1, 1, 2]


def test_the_cases_of_somebody_who_works_here_no_more_stand_out_until_they_are_handed_over(world: World) -> None:
    case = open_case(world)
    actions.take(actor=world.tess.actor, ref=case.ref, at=world.now)
    client = world.as_(world.ada)
    before = client.get("/console/cases/workload/").content.decode()

    said = client.post(f"/console/people/{world.tess.user.pk}/dismissal/", follow=True).content.decode()
    after = client.get("/console/cases/workload/").content.decode()
    client.post("/console/cases/workload/", {"from": str(world.tess.user.pk), "to": str(world.sam.user.pk)})
    at_last = client.get("/console/cases/workload/").content.decode()

    assert "stay until they are handed over" in said
    assert [page.count("works here no more") for page in (before, after, at_last)] == [0, 1, 0]
    case.refresh_from_db()
    assert case.assignee == world.sam.user


def test_the_page_says_who_owes_least(world: World) -> None:
    case = open_case(world)
    actions.take(actor=world.sam.actor, ref=case.ref, at=world.now)

    page = world.as_(world.sam).get(f"/console/cases/{case.ref}/beside/").content.decode()

    assert "Tess (0 due)" in page
    assert "Sam (1 due)" in page


def test_a_note_says_whom_it_called_and_which_name_is_nobodys(world: World) -> None:
    case = open_case(world)

    page = world.as_(world.sam).post(f"/console/cases/{case.ref}/notes/", {"body": "@tess or @tesss?"}, follow=True)

    assert f"Called: {world.tess.user.name}." in page.content.decode()
    assert "Nobody else is called @tesss" in page.content.decode()


def test_every_number_of_the_workload_leads_to_its_cases_by_person_and_by_queue(world: World) -> None:
    taken, free = open_case(world, subject="One that tess has"), open_case(world, subject="One that waits")
    actions.take(actor=world.tess.actor, ref=taken.ref, at=world.now)
    client = world.as_(world.sam)

    page = client.get("/console/cases/workload/").content.decode()
    hers = client.get(
        "/console/cases/", {"owner": "all", "q": f'assignee:"{world.tess.user.name}" status:open,pending'}
    )

    assert "assignee%3A%22Tess%22+status%3Aopen%2Cpending" in page
    assert f"queue={free.queue}" in page
    assert taken.ref in hers.content.decode()
    assert free.ref not in hers.content.decode()


def test_whoever_is_called_from_another_queue_can_say_something_to_it_and_cannot_answer(world: World) -> None:
    case, fred = open_case(world), world.as_(world.fred)
    world.as_(world.sam).post(f"/console/cases/{case.ref}/notes/", {"body": "@fred did the bank pay?"})

    page = fred.get(f"/console/cases/{case.ref}/").content.decode()
    kept = fred.post(f"/console/cases/{case.ref}/notes/", {"body": "It did, on Monday."}, follow=True).content.decode()

    assert 'id="note"' in page
    assert 'id="answer"' not in page
    assert "This case is answered by those who work in" in page
    assert "It did, on Monday." in kept
    assert (
        "It did, on Monday."
        not in world.as_(world.alice).get(f"/s/{world.harbour.ref}/cases/{case.ref}/").content.decode()
    )
