"""The page of the mail that came in: what became of each, why, and what to do about it."""

from __future__ import annotations

from typing import Any

import pytest

from goodstanding.base.clock import reading
from goodstanding.base.mailroom.states import InState
from goodstanding.systems.cases.models import CaseMessage
from tests.factories.cases import open_case
from tests.factories.mails import HOME, drop, letter, reply_address
from tests.world import World


@pytest.fixture(autouse=True)
def _mail_in(world: World, settings: Any) -> None:
    settings.MAIL_IN_ADDRESS = HOME
    reading.move_to(world.now)


def test_a_refused_mail_says_why_and_is_taken_in_by_hand(world: World) -> None:
    case = open_case(world)
    mail = drop(world, letter(sender="Sue <sue@example.com>", subject="The scan", body="It was signed for.\n"))
    desk = world.as_(world.sam)

    listed = desk.get("/console/mail-in/?state=refused").content.decode()
    shown = desk.get(f"/console/mail-in/{mail.ref}/").content.decode()
    unknown = desk.post(f"/console/mail-in/{mail.ref}/case/", {"case": "000-000"})
    taken = desk.post(f"/console/mail-in/{mail.ref}/case/", {"case": case.ref.lower()}, follow=True)

    assert "One mail was refused" in listed and "Names no case" in listed
    assert "It was signed for." in shown and "sue@example.com" in shown
    assert unknown.status_code == 404 and "There is no such case here." in unknown.content.decode()
    assert f"The mail is in case {case.ref}" in taken.content.decode()
    assert CaseMessage.objects.filter(case=case, body="It was signed for.", author_name="Sue").exists()


def test_whoever_may_not_read_mails_sees_that_they_came_but_not_from_whom_nor_what(world: World) -> None:
    mail = drop(world, letter(sender="Sue Private <sue@example.com>", body="Secret words.\n"))
    desk = world.as_(world.tess)

    pages = desk.get("/console/mail-in/").content.decode() + desk.get(f"/console/mail-in/{mail.ref}/").content.decode()

    assert "s…@example.com" in pages
    assert "sue@example.com" not in pages and "Secret words" not in pages


def test_the_whole_mail_is_one_step_from_its_message_on_both_sides(world: World) -> None:
    case = open_case(world)
    body = "Signed for.\n\nOn Sun, 22 Nov 2026 at 12:00, Support <x@market.example> wrote:\n> The scan, please\n"
    mail = drop(world, letter(sender="alice@example.com", to=reply_address(world, case, world.alice), body=body))

    for person, base in (
        (world.alice, f"/s/{world.harbour.ref}/cases/{case.ref}/"),
        (world.sam, f"/console/cases/{case.ref}/"),
    ):
        client, link = world.as_(person), f"{base}messages/2/mail/"
        page = client.get(base).content.decode()
        assert link in page and "The scan, please" not in page
        assert "The scan, please" in client.get(link).content.decode()
        assert client.get(f"{base}messages/1/mail/").status_code == 404
    assert mail.state == InState.TAKEN
    assert world.as_(world.mallory).get(f"/s/{world.harbour.ref}/cases/{case.ref}/messages/2/mail/").status_code == 404


def test_what_an_associate_quoted_in_a_mail_is_for_associates(world: World, settings: Any) -> None:
    from goodstanding.systems.cases import actions
    from goodstanding.systems.cases.actions import Reply
    from tests.factories.cases import answer

    settings.MAIL_IN_ASSOCIATES = True
    case = answer(world, open_case(world), at=world.now)
    actions.add_message(actor=world.alice.actor, ref=case.ref, reply=Reply("More."), at=world.now)
    body = "We have it.\n\nOn Sun, 22 Nov 2026 at 12:00, Tess <tess@market.example> wrote:\n> between us: weak case\n"
    drop(world, letter(sender="sam@market.example", to=reply_address(world, case, world.sam), body=body))
    number = CaseMessage.objects.get(case=case, body="We have it.").number

    seller = world.as_(world.alice).get(f"/s/{world.harbour.ref}/cases/{case.ref}/messages/{number}/mail/")
    staff = world.as_(world.sam).get(f"/console/cases/{case.ref}/messages/{number}/mail/")

    assert seller.status_code == 404
    assert "weak case" in staff.content.decode()
    assert "weak case" not in world.as_(world.alice).get(f"/s/{world.harbour.ref}/cases/{case.ref}/").content.decode()


def test_without_an_address_the_page_says_what_to_set(world: World, settings: Any) -> None:
    settings.MAIL_IN_ADDRESS = ""

    page = world.as_(world.sam).get("/console/mail-in/").content.decode()

    assert "No mail is taken in" in page and "GOODSTANDING_MAIL_IN_ADDRESS" in page


def test_many_mails_cost_no_more_queries_than_few(world: World, django_assert_max_num_queries: Any) -> None:
    for n in range(30):
        drop(world, letter(sender=f"s{n}@example.com", body=f"Mail {n}\n"))
    desk = world.as_(world.sam)

    with django_assert_max_num_queries(15):
        page = desk.get("/console/mail-in/").content.decode()

    assert page.count("<tr>") == 30 + 1
