"""A notification answered and reviewed by programs, as people would on the pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from goodstanding.base.clock import reading
from goodstanding.systems.performance.models import PerformanceNotification
from tests.factories import notifications
from tests.factories.tokens import Program, machine, program_of
from tests.world import World, happenings

WORDS = {
    "root_cause": notifications.ROOT_CAUSE,
    "immediate_actions": notifications.DONE,
    "preventive_measures": notifications.MEASURES,
    "signer": "Alice Harbour",
    "acknowledged": True,
}


@pytest.fixture
def notification(world: World) -> PerformanceNotification:
    reading.move_to(world.now)
    return notifications.issued(world.harbour, world.now)


@pytest.fixture
def alice(world: World) -> Program:
    return program_of(world.alice)


def test_a_notification_says_all_it_says_on_its_page(alice: Program, notification: PerformanceNotification) -> None:
    listed = alice.get("/sellers/harbour/notifications?turn=seller").json()["data"]
    found = alice.get(f"/notifications/{notification.ref}").json()

    assert [one["ref"] for one in listed] == [notification.ref]
    assert (found["metric"], found["numerator"], found["denominator"]) == ("LATE_SHIPMENT_RATE", 6, 100)
    assert (found["from"], found["target"], found["plan"]) == ("2026-10-24", 0.04, None)
    assert len(found["orders"]) == found["orders_counted"] == 6
    assert found["orders"][0]["reason"] == "shipped_late"
    assert all(
        found[name] for name in ("facts", "required_action", "consequence", "clause", "rules", "response_due_at")
    )


def test_the_orders_behind_it_come_in_pages(alice: Program, notification: PerformanceNotification) -> None:
    first = alice.get(f"/notifications/{notification.ref}/orders?limit=4").json()
    second = alice.get(first["next"]).json()

    assert len({one["order"] for one in first["data"] + second["data"]}) == 6
    assert second["next"] is None


def test_a_plan_goes_from_draft_to_accepted(
    world: World, alice: Program, notification: PerformanceNotification
) -> None:
    path, tess = f"/notifications/{notification.ref}/plan", program_of(world.tess)
    assert alice.get(path).status_code == 404

    saved = alice.put(path, WORDS)
    proved = alice.upload(f"{path}/evidence", {"file": notifications.receipt(), "proves": "The new carrier"})
    sent = alice.post(f"{path}/submission", {})
    queued = tess.get("/reviews").json()["data"]
    tess.post(f"{path}/review", {})
    decided = tess.post(f"{path}/decision", {"version": 1, "decision": "accept", "reason": "Clear and complete."})

    assert [saved.status_code, proved.status_code, sent.status_code, decided.status_code] == [200, 201, 201, 201]
    assert saved.json()["draft"] == WORDS
    assert sent.json()["state"] == "submitted"
    assert [one["ref"] for one in queued] == [notification.ref]
    plan = alice.get(path).json()
    assert (plan["state"], plan["decisions"][0]["decision"]) == ("accepted", "accept")
    assert plan["versions"][0]["evidence"] == [plan["evidence"][0]["id"]]
    assert alice.get(f"/notifications/{notification.ref}").json()["state"] == "resolved"


def test_evidence_comes_back_as_it_was_sent_and_can_be_taken_away(
    alice: Program, notification: PerformanceNotification
) -> None:
    path = f"/notifications/{notification.ref}/plan"
    alice.put(path, WORDS)
    number = alice.upload(f"{path}/evidence", {"file": notifications.receipt()}).json()["evidence"][0]["id"]

    got = alice.get(f"{path}/evidence/{number}")
    gone = alice.client.delete(f"/api/v1{path}/evidence/{number}")

    assert b"Second carrier" in b"".join(got.streaming_content)
    assert got["Content-Disposition"].startswith("attachment")
    assert gone.status_code == 204
    assert alice.get(path).json()["evidence"] == []


def test_an_incomplete_plan_names_what_it_lacks(alice: Program, notification: PerformanceNotification) -> None:
    path = f"/notifications/{notification.ref}/plan"
    alice.put(path, {**WORDS, "root_cause": "", "acknowledged": False})

    refused = alice.post(f"{path}/submission", {})

    assert (refused.status_code, refused.json()["code"]) == (422, "plan_incomplete")
    assert {one["pointer"] for one in refused.json()["errors"]} == {"#/root_cause", "#/acknowledgement"}


def test_two_writers_do_not_overwrite_each_other_unseen(
    world: World, alice: Program, notification: PerformanceNotification
) -> None:
    path, sue = f"/notifications/{notification.ref}/plan", program_of(world.sue)
    read = alice.put(path, WORDS)["ETag"]
    sue.put(path, {**WORDS, "root_cause": "Sue's own words."}, If_Match=read)

    late = alice.put(path, WORDS, If_Match=read)

    assert (late.status_code, late.json()["code"]) == (412, "changed_meanwhile")
    assert late["ETag"] == alice.get(path)["ETag"] != read
    assert alice.get(path).json()["draft"]["root_cause"] == "Sue's own words."


def test_a_file_that_is_not_what_it_says_is_refused(alice: Program, notification: PerformanceNotification) -> None:
    path = f"/notifications/{notification.ref}/plan"
    alice.put(path, WORDS)
    before = happenings()

    answer = alice.upload(f"{path}/evidence", {"file": SimpleUploadedFile("a.pdf", b"MZ\x90\x00", "application/pdf")})

    assert answer.status_code == 422
    assert happenings() == before


def test_reviews_are_decided_by_people_with_the_role(
    world: World, alice: Program, notification: PerformanceNotification
) -> None:
    path = f"/notifications/{notification.ref}/plan"
    alice.put(path, WORDS)
    alice.upload(f"{path}/evidence", {"file": notifications.receipt()})
    alice.post(f"{path}/submission", {})
    others = [machine("administrator"), program_of(world.sam), alice]
    before = happenings()

    answers = [other.post(f"{path}/review", {}) for other in others]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert happenings() == before


def test_acknowledging_twice_changes_nothing(alice: Program, notification: PerformanceNotification) -> None:
    path = f"/notifications/{notification.ref}/acknowledgement"
    first = alice.post(path, {})
    before = happenings()

    again = alice.post(path, {})

    assert first.json()["acknowledged_at"] == again.json()["acknowledged_at"] is not None
    assert happenings() == before
