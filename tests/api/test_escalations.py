"""A case escalated, followed and decided by programs."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from goodstanding.base.clock import reading
from goodstanding.systems.escalation.bundle import bundle_file
from goodstanding.systems.escalation.models import Escalation
from tests.factories.escalations import REASONS, accepted, answered_case, escalated, specialist
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


def test_a_look_shows_what_the_next_level_would_read_and_sends_nothing(world: World, alice: Program) -> None:
    path = f"/cases/{answered_case(world).ref}/escalation"
    before = happenings()

    drawn = alice.post(f"{path}/preview", PARTS)
    lacking = alice.post(f"{path}/preview", PARTS | {"tried": ""})

    assert drawn.json()["summary"] == PARTS["summary"]
    assert drawn.json()["level"] == "Specialist team: Payments"
    assert "1,840.50" in drawn.json()["stake"]
    assert (lacking.status_code, lacking.json()["code"]) == (422, "escalation_incomplete")
    assert (alice.get(path).json()["escalation"], happenings()) == (None, before)


def test_an_escalation_takes_its_evidence_along(world: World, alice: Program) -> None:
    case = answered_case(world)
    scan = SimpleUploadedFile("trace.txt", b"No trace.", "text/plain")
    file = alice.upload("/sellers/harbour/uploads", {"file": scan}).json()["ref"]

    alice.post(f"/cases/{case.ref}/escalation", PARTS | {"files": [file]})

    said = alice.get(f"/cases/{case.ref}").json()["thread"][-1]
    assert [one["name"] for one in said["files"]] == ["trace.txt"]


def test_everything_to_hand_over_comes_as_one_pdf(world: World, alice: Program, finn: Program) -> None:
    escalation = escalated(world)
    path = f"/cases/{escalation.case.ref}/escalation/bundle"

    answered = alice.get(path)
    document = bundle_file(world.alice.actor, escalation.case, world.now, language="en")

    assert (answered["Content-Type"], answered.content[:5]) == ("application/pdf", b"%PDF-")
    assert [part.title for part in document.parts] == [
        "What was asked", "What was decided", "Log of the escalation", "Conversation", "What happened", "Documents",
    ]  # fmt: skip
    assert PARTS["unresolved"] in [entry.text for entry in document.parts[0].entries]
    assert finn.get(path).status_code == 200
    assert program_of(world.mallory).get(path).status_code == 404
    assert alice.get(f"/cases/{answered_case(world).ref}/escalation/bundle").status_code == 404


def test_the_queue_of_escalations_is_narrowed_and_counted(world: World, alice: Program, finn: Program) -> None:
    first, second = escalated(world), escalated(world)
    accepted(world, first, specialist(world, "gina"))
    finn.post(f"/escalations/{second.ref}/acceptance", {})
    finn.post(f"/escalations/{second.ref}/decision", {"verdict": "changed", "reasons": REASONS})

    def listed(query: str) -> list[str]:
        return [one["ref"] for one in finn.get(f"/escalations?{query}").json()["data"]]

    assert listed("owner=mine") == []
    assert (listed("over=true"), listed("level=2"), listed("level=3")) == ([second.ref], [first.ref], [])
    assert listed(f"q={first.case.ref}") == [first.ref]
    report = finn.get("/desk/escalation-report?days=30").json()["data"]
    assert [(one["level"], one["answered"], one["changed"]) for one in report] == [(2, 1, 1)]
    assert alice.get("/desk/escalation-report").status_code == 404
