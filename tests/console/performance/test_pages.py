import pytest

from goodstanding.systems.performance import actions
from goodstanding.systems.performance.models import PerformanceNotification, PlanReview
from goodstanding.systems.performance.states import Decision, NotificationState
from goodstanding.systems.sellers.states import Standing
from tests.factories import notifications as make
from tests.world import World, happenings


def address(ref: str, *parts: str) -> str:
    return "/".join(["/console/performance/notifications", ref, *parts, ""])


@pytest.fixture
def version(world: World):  # type: ignore[no-untyped-def]  # a submitted plan's version
    return make.submitted(
        make.issued(world.harbour, world.now), world.alice, world.now, immediate_actions="We will do something soon."
    )


def rejection(**changes: object) -> dict[str, object]:
    return {
        "version": 1, "decision": "reject", "reason": "The actions lie in the future.", "fail_INSUFFICIENT_DETAIL": "on",
        "why_INSUFFICIENT_DETAIL": "Nothing is said to be done.",
    } | changes  # fmt: skip


def test_the_queue_counts_and_leads_to_the_plan(world: World, version) -> None:  # type: ignore[no-untyped-def]
    page = world.as_(world.tess).get("/console/performance/").content.decode()

    assert "One plan waits for a decision" in page
    assert "Harbour Lane Ceramics" in page
    assert address(version.plan.notification.ref) in page


@pytest.mark.parametrize(("person", "status"), [("sam", 403), ("alice", 404)])
def test_who_does_not_see_the_queue(world: World, person: str, status: int) -> None:
    assert world.as_(getattr(world, person)).get("/console/performance/").status_code == status


def test_an_empty_queue_says_so(world: World) -> None:
    assert "The queue is empty" in world.as_(world.tess).get("/console/performance/").content.decode()


def test_the_review_page_shows_facts_plan_and_checks(world: World, version) -> None:  # type: ignore[no-untyped-def]
    page = world.as_(world.tess).get(address(version.plan.notification.ref)).content.decode()

    assert "Take it for review" in page
    assert "We will do something soon." in page
    assert "this sentence is about the future" in page
    assert "L-0000" in page


def test_support_reads_but_does_not_decide(world: World, version) -> None:  # type: ignore[no-untyped-def]
    page = world.as_(world.sam).get(address(version.plan.notification.ref)).content.decode()

    assert "Take it for review" not in page
    assert world.as_(world.sam).post(address(version.plan.notification.ref, "review")).status_code == 403


def test_from_taking_to_accepting(world: World, version) -> None:  # type: ignore[no-untyped-def]
    client, ref = world.as_(world.tess), version.plan.notification.ref
    client.post(address(ref, "review"))

    client.post(address(ref, "decision"), {"version": 1, "decision": "accept", "reason": "The cause is clear."})

    world.harbour.refresh_from_db()
    assert PlanReview.objects.get().decision == Decision.ACCEPT
    assert world.harbour.standing == Standing.NORMAL


def test_a_rejection_through_the_door(world: World, version) -> None:  # type: ignore[no-untyped-def]
    client, ref = world.as_(world.tess), version.plan.notification.ref
    client.post(address(ref, "review"))

    client.post(address(ref, "decision"), rejection())

    assert PlanReview.objects.get().failed == [{"code": "INSUFFICIENT_DETAIL", "reason": "Nothing is said to be done."}]


def test_a_rejection_without_a_check_keeps_what_was_written(world: World, version) -> None:  # type: ignore[no-untyped-def]
    client, ref = world.as_(world.tess), version.plan.notification.ref
    client.post(address(ref, "review"))
    before = happenings()

    answer = client.post(address(ref, "decision"), rejection(fail_INSUFFICIENT_DETAIL="", why_INSUFFICIENT_DETAIL=""))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "names at least one check" in page
    assert "The actions lie in the future." in page
    assert happenings() == before


def test_the_second_of_two_reviewers_is_told_what_happened(world: World, version) -> None:  # type: ignore[no-untyped-def]
    ref = version.plan.notification.ref
    world.as_(world.tess).post(address(ref, "review"))
    world.as_(world.tess).post(address(ref, "decision"), {"version": 1, "decision": "accept", "reason": "Clear."})
    before = happenings()

    answer = world.as_(world.tom).post(address(ref, "decision"), rejection())

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Tess accepted this plan" in page
    assert "The actions lie in the future." in page
    assert happenings() == before


def test_the_issuer_sees_why_she_may_not_decide(world: World) -> None:
    version = make.submitted(make.by_hand(world.harbour, world.tess, world.now), world.alice, world.now)

    page = world.as_(world.tess).get(address(version.plan.notification.ref)).content.decode()

    assert "You issued this notification" in page
    assert "Take it for review" not in page


def test_a_notification_by_hand(world: World) -> None:
    written = {
        "seller": world.harbour.ref, "kind": "SAFETY_INCIDENT", "subject": "Kettle caught fire", "detection": "notice",
        "facts": "On 20 November a buyer reported that the kettle HL-KETTLE-01 caught fire.", "affected": "HL-KETTLE-01",
    }  # fmt: skip

    answer = world.as_(world.tess).post("/console/performance/notifications/new/", written)

    notification = PerformanceNotification.objects.get()
    assert answer["Location"] == address(notification.ref)
    assert notification.affected == ["HL-KETTLE-01"]


def test_an_unknown_seller_is_said_in_place(world: World) -> None:
    written = {
        "seller": "NOB-ODY",
        "kind": "SAFETY_INCIDENT",
        "subject": "Kettle",
        "detection": "notice",
        "facts": "On 20 November it burned.",
    }

    answer = world.as_(world.tess).post("/console/performance/notifications/new/", written)

    assert answer.status_code == 422
    assert "no such seller account" in answer.content.decode()
    assert not PerformanceNotification.objects.exists()


def test_taking_back_through_the_door(world: World) -> None:
    notification = make.issued(world.harbour, world.now)

    assert "What that does" in world.as_(world.tess).get(address(notification.ref, "withdrawal")).content.decode()
    world.as_(world.tess).post(address(notification.ref, "withdrawal"), {"reason": "The carrier was on strike."})

    notification.refresh_from_db()
    assert notification.state == NotificationState.WITHDRAWN


def test_reviewers_download_evidence(world: World) -> None:
    notification = make.issued(world.harbour, world.now)
    plan = make.drafted(notification, world.alice, world.now)
    evidence = actions.attach_evidence(
        actor=world.alice.actor, plan_ref=plan.ref, upload=make.receipt(), about=actions.EvidenceFacts(), at=world.now
    )

    got = world.as_(world.tess).get(address(notification.ref, "evidence", str(evidence.pk)))

    assert b"".join(got.streaming_content).startswith(b"Second carrier")


def test_all_notifications_are_listed_for_associates(world: World) -> None:
    notification = make.issued(world.harbour, world.now)

    page = world.as_(world.sam).get("/console/performance/notifications/").content.decode()

    assert notification.ref in page
