"""The mail of a case by program: the whole of one that came in, and those that went out with where each stands."""

from __future__ import annotations

from typing import Any

import pytest

from goodstanding.base.clock import reading
from goodstanding.systems.cases import actions
from goodstanding.systems.cases.actions import Reply
from tests.factories import cases
from tests.factories.mails import HOME, drop, letter, reply_address
from tests.factories.tokens import Program, program_of
from tests.world import World


@pytest.fixture(autouse=True)
def _mail_in(world: World, settings: Any) -> None:
    settings.MAIL_IN_ADDRESS = HOME
    reading.move_to(world.now)


@pytest.fixture
def sam(world: World) -> Program:
    return program_of(world.sam)


def test_the_whole_mail_behind_a_message_is_read_by_both_sides_and_nobody_else(world: World, sam: Program) -> None:
    case = cases.open_case(world)
    body = "Here it is.\n\nOn Monday the marketplace wrote:\n> Please send the scan.\n"
    drop(world, letter(sender="alice@example.com", to=reply_address(world, case, world.alice), body=body))
    path = f"/cases/{case.ref}/messages/2/mail"

    read = [program.get(path).json() for program in (sam, program_of(world.alice))]

    assert [("> Please send the scan." in one["whole"], one["from_address"]) for one in read] == [
        (True, "alice@example.com")
    ] * 2
    assert program_of(world.mallory).get(path).status_code == 404
    assert sam.get(f"/cases/{case.ref}/messages/1/mail").status_code == 404


def test_the_mails_of_a_case_say_where_each_stands(world: World, sam: Program) -> None:
    case = cases.open_case(world)
    cases.answer(world, case)
    world.work_off()
    path = f"/cases/{case.ref}/mails"

    first = sam.get(f"{path}?limit=1").json()
    rest = sam.get(first["next"]).json()
    one = sam.get(f"{path}/{first['data'][0]['id']}").json()

    assert (len(first["data"]), rest["next"]) == (1, None)
    assert {mail["to_address"] for mail in first["data"] + rest["data"]} == {"alice@example.com"}
    assert {mail["state"] for mail in first["data"] + rest["data"]} == {"kept"}  # no mail server is set
    assert "We have asked the carrier for the scan." in one["text"]


def test_sellers_see_no_list_of_mails_and_no_case_shows_anothers(world: World, sam: Program) -> None:
    case, other = cases.open_case(world), cases.open_case(world, by=world.mallory)
    world.work_off()
    mail = sam.get(f"/cases/{other.ref}/mails").json()["data"][0]["id"]
    alice = program_of(world.alice)

    assert [alice.get(f"/cases/{case.ref}/mails{tail}").status_code for tail in ("", f"/{mail}")] == [404, 404]
    assert sam.get(f"/cases/{case.ref}/mails/{mail}").status_code == 404


def test_a_call_from_a_note_is_no_mail_of_the_case(world: World, sam: Program) -> None:
    case = cases.open_case(world)
    actions.add_internal_note(actor=world.ada.actor, ref=case.ref, note=Reply("@sam the secret word"), at=world.now)
    world.work_off()

    found = sam.get(f"/cases/{case.ref}/mails").json()["data"]

    assert found
    assert {mail["to_name"] for mail in found} == {"Alice"}


def test_who_may_not_read_mails_sees_masked_addresses_and_no_words(world: World, sam: Program) -> None:
    case = cases.open_case(world)
    world.work_off()
    tess = program_of(world.tess)

    found = tess.get(f"/cases/{case.ref}/mails").json()["data"]

    assert all("alice@" not in mail["to_address"] for mail in found)
    assert tess.get(f"/cases/{case.ref}/mails/{found[0]['id']}").status_code == 403
