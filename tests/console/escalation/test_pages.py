"""Escalations through the console: the queue, everything side by side, and what each associate may do."""

from __future__ import annotations

import pytest

from goodstanding.systems.cases.models import CaseMessage
from goodstanding.systems.escalation import queries
from goodstanding.systems.escalation.models import OutsideStep
from goodstanding.systems.escalation.states import State, Verdict
from tests.factories.escalations import REASONS, accepted, contested, decided, escalated, specialist
from tests.world import World, happenings

pytestmark = pytest.mark.django_db


def test_the_queue_shows_what_is_due_and_who_may_take_it(world: World) -> None:
    escalation = escalated(world)
    finn = world.as_(specialist(world))

    page = finn.get("/console/escalation/").content.decode()

    assert "One escalation waits for an answer" in page
    assert escalation.case.ref in page
    assert "Release of a payment" in page


def test_the_queue_narrows_by_level_and_owner(world: World) -> None:
    escalation = escalated(world)
    client = world.as_(world.tess)

    assert escalation.case.ref in client.get("/console/escalation/?level=2&owner=free").content.decode()
    assert escalation.case.ref not in client.get("/console/escalation/?level=3").content.decode()
    assert escalation.case.ref not in client.get("/console/escalation/?owner=mine").content.decode()


def test_what_was_answered_before_stands_beside_what_is_asked(world: World) -> None:
    escalation = contested(world, decided(world, escalated(world), specialist(world)))

    page = world.as_(world.tess).get(f"/console/escalation/{escalation.ref}/").content.decode()

    assert "We have asked the carrier for the scan." in page
    assert REASONS in page
    assert "The trace that you name belongs to another payout." in page
    assert "Take it up" in page


def test_whoever_answered_reads_why_she_may_not_decide(world: World) -> None:
    escalation = escalated(world)
    fred = world.as_(world.fred)
    before = happenings()

    page = fred.get(f"/console/escalation/{escalation.ref}/").content.decode()
    assert "You answered or decided in this case before" in page
    assert "Take it up" not in page
    assert fred.post(f"/console/escalation/{escalation.ref}/acceptance/").status_code == 403
    assert happenings() == before


def test_taken_up_and_decided(world: World) -> None:
    escalation = escalated(world)
    finn = world.as_(specialist(world))
    at = f"/console/escalation/{escalation.ref}/"

    assert finn.post(f"{at}acceptance/").status_code == 302
    assert finn.post(f"{at}decision/", {"verdict": "", "reasons": "x"}).status_code == 422
    assert finn.post(f"{at}decision/", {"verdict": "changed", "reasons": ""}).status_code == 422
    assert finn.post(f"{at}decision/", {"verdict": "changed", "reasons": REASONS}).status_code == 302

    found = queries.escalation_for(world.system, escalation.ref)
    assert (found.state, found.verdict) == (State.ANSWERED, Verdict.CHANGED)
    assert REASONS in CaseMessage.objects.filter(case=found.case).latest("number").body


@pytest.mark.parametrize(
    ("verb", "data", "state"),
    [
        ("questions", {"what": "The bank's letter", "body": "Please attach it."}, State.ASKED),
        ("handing-up", {"reason": "Above what we may release."}, State.WAITING),
        ("refusal", {"code": "not_clear", "reason": "Which payout?"}, State.REFUSED),
    ],
)
def test_ask_hand_up_and_refuse(world: World, verb: str, data: dict[str, str], state: State) -> None:
    finn = specialist(world)
    escalation = accepted(world, escalated(world), finn)
    client = world.as_(finn)

    empty = client.post(f"/console/escalation/{escalation.ref}/{verb}/")
    assert empty.status_code == 422
    assert client.post(f"/console/escalation/{escalation.ref}/{verb}/", data).status_code == 302

    assert queries.escalation_for(world.system, escalation.ref).state == state


def test_a_seller_finds_no_escalation_in_the_console(world: World) -> None:
    escalation = escalated(world)

    assert world.as_(world.alice).get(f"/console/escalation/{escalation.ref}/").status_code == 404


def test_the_report_says_how_many_answers_were_changed(world: World) -> None:
    decided(world, escalated(world), specialist(world), verdict=Verdict.CHANGED)
    world.at(world.later(minutes=1))

    page = world.as_(world.sam).get("/console/escalation/report/").content.decode()

    assert "100" in page
    assert "of the earlier answers were changed" in page


def test_an_administrator_says_whom_to_turn_to(world: World) -> None:
    ada, at = world.as_(world.ada), "/console/escalation/outside/us/"
    data = {"step": "mediator", "enabled": "1", "name": "Mediation Centre", "email": "desk@mediation.example"}

    assert world.as_(world.sam).get(at).status_code == 403
    assert ada.post(at, {**data, "email": "nowhere"}).status_code == 422
    assert not OutsideStep.objects.exists()
    assert ada.post(at, data).status_code == 302
    assert "Mediation Centre" in ada.get(at).content.decode()


def test_at_the_end_both_sides_read_the_same_steps_outside(world: World) -> None:
    turn = {"enabled": "1", "name": "Mediation Centre", "email": "desk@mediation.example"}
    world.as_(world.ada).post("/console/escalation/outside/us/", {"step": "mediator", **turn})
    world.as_(world.ada).post("/console/escalation/outside/us/", {"step": "internal_complaint", **turn})
    one = contested(world, decided(world, escalated(world), specialist(world)))
    one = contested(world, decided(world, one, world.tess))
    before = world.as_(world.fred).get(f"/console/escalation/{one.ref}/").content.decode()
    one = contested(world, decided(world, one, world.ada))

    console = world.as_(world.fred).get(f"/console/escalation/{one.ref}/").content.decode()
    portal = world.as_(world.alice).get(f"/s/{world.harbour.ref}/cases/{one.case.ref}/escalation/").content.decode()

    assert "Mediation Centre" not in before
    for page in (console, portal):
        assert "Mediation Centre" in page
        assert "desk@mediation.example" in page
        assert "Open until" in page
        assert "the notification and its statement of reasons" not in page  # the case is about none


def test_the_steps_outside_are_one_click_away_before_the_first_escalation(world: World) -> None:
    address = 'href="/console/escalation/outside/us/"'

    assert address in world.as_(world.ada).get("/console/escalation/").content.decode()
    assert address not in world.as_(world.sam).get("/console/escalation/").content.decode()
