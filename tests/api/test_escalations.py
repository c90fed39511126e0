"""A case escalated, followed and decided by programs."""

from __future__ import annotations

import pytest

from goodstanding.base.clock import reading
from goodstanding.systems.escalation.models import Escalation
from tests.factories.escalations import REASONS, answered_case, escalated, specialist
from tests.factories.tokens import Program, program_of
from tests.world import World, happenings

PARTS = {
    "ground": "payment",
    "summary": "The payout of 14 November has not arrived. The report shows it as sent.",
    "amount": "1840.50",
    "tried": "The bank searched for it twice and found nothing.",
    "unresolved": "Both answers repeat that it was sent, and name no trace.",
    "wish": "payment",
}


@pytest.fixture
def alice(world: World) -> Program:
    reading.move_to(world.now)
    return program_of(world.alice)


@pytest.fixture
def finn(world: World) -> Program:
    return program_of(specialist(world))


def test_it_goes_from_the_offer_to_the_next_level(world: World, alice: Program, finn: Program) -> None:
    path = f"/cases/{answered_case(world).ref}/escalation"

    offer = alice.get(path).json()["offer"]
    sent = alice.post(path, PARTS)
    ref = sent.json()["escalation"]["ref"]
    listed = finn.get("/escalations").json()["data"]
    finn.post(f"/escalations/{ref}/acceptance", {})
    decided = finn.post(f"/escalations/{ref}/decision", {"verdict": "upheld", "reasons": REASONS})
    up = alice.post(f"{path}/word", {"settled": False, "reason": "The trace belongs to another payout."})

    assert (offer["offered"], offer["grounds"]) == (True, ["payment"])
    assert sent.status_code == 201
    assert [one["ref"] for one in listed] == [ref]
    assert decided.json()["state"] == "answered"
    assert (up.json()["escalation"]["level"], up.json()["escalation"]["state"]) == (3, "waiting")
    by = {one["kind"]: one["by"] for one in up.json()["escalation"]["steps"]}
    assert by["answered"] == "Specialist team: Payments"


def test_a_refusal_names_the_reason_and_missing_parts_their_place(world: World, alice: Program) -> None:
    escalation = escalated(world)
    again = alice.post(f"/cases/{escalation.case.ref}/escalation", PARTS)
    case = answered_case(world)
    before = happenings()
    missing = alice.post(f"/cases/{case.ref}/escalation", {**PARTS, "unresolved": ""})

    assert (again.status_code, again.json()["code"]) == (409, "escalation_not_offered")
    assert (missing.status_code, missing.json()["code"]) == (422, "escalation_incomplete")
    assert happenings() == before


def test_a_follow_up_waits_for_its_time(world: World, alice: Program) -> None:
    escalation = escalated(world)
    Escalation.objects.filter(pk=escalation.pk).update(level=4)
    path = f"/cases/{escalation.case.ref}/escalation/follow-up"

    early = alice.post(path, {"body": "Any news?"})
    reading.move_to(world.later(hours=49))
    late = alice.post(path, {"body": "Any news?"})

    assert (early.status_code, early.json()["code"]) == (409, "follow_up_too_soon")
    assert late.status_code == 200


def test_sellers_find_no_queue_and_strangers_no_escalation(world: World, alice: Program) -> None:
    escalation = escalated(world)
    mallory = program_of(world.mallory)

    assert alice.get("/escalations").status_code == 404
    assert mallory.get(f"/escalations/{escalation.ref}").status_code == 404
    assert mallory.get(f"/cases/{escalation.case.ref}/escalation").status_code == 404
    assert alice.post(f"/escalations/{escalation.ref}/acceptance", {}).status_code == 404
