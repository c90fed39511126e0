import pytest

from goodstanding.kit.errors import Conflict, Invalid, NotAllowed
from goodstanding.systems.performance import actions
from goodstanding.systems.performance.errors import AlreadyReviewed, NotImpartial
from goodstanding.systems.performance.models import PlanReview, Statement
from goodstanding.systems.performance.states import Decision, NotificationState
from goodstanding.systems.sellers.models import Membership
from goodstanding.systems.sellers.states import Standing
from tests.factories import notifications as make
from tests.world import World, happenings

REJECTED = ("MISSING_ROOT_CAUSE",)


def test_an_accepted_plan_brings_the_seller_back(world: World) -> None:
    notification = make.issued(world.harbour, world.now)
    version = make.submitted(notification, world.alice, world.now)

    make.decided(version, world.tess, Decision.ACCEPT, world.later(hours=5))

    notification.refresh_from_db()
    world.harbour.refresh_from_db()
    assert notification.state == NotificationState.RESOLVED
    assert world.harbour.standing == Standing.NORMAL


def test_asking_for_more_starts_a_new_clock(world: World) -> None:
    notification = make.issued(world.harbour, world.now)
    version = make.submitted(notification, world.alice, world.later(hours=70))

    make.decided(version, world.tess, Decision.MORE_INFORMATION, world.later(hours=100))

    notification.refresh_from_db()
    assert notification.state == NotificationState.OPEN
    assert notification.response_due_at == world.later(hours=172)


def test_a_rejection_names_failed_checks_with_reasons(world: World) -> None:
    version = make.submitted(make.issued(world.harbour, world.now), world.alice, world.now)

    review = make.decided(version, world.tess, Decision.REJECT, world.now, failed=REJECTED)

    assert review.failed == [{"code": "MISSING_ROOT_CAUSE", "reason": "It does not name the step that failed."}]
    assert version.plan.rejections == 0
    version.plan.refresh_from_db()
    assert (version.plan.state, version.plan.rejections) == ("rejected", 1)


@pytest.mark.parametrize(
    ("failed", "reason"),
    [
        ([], "Not good enough."),
        ([actions.Failed("NO_SUCH_CHECK", "Why")], "Not good enough."),
        ([actions.Failed("MISSING_ROOT_CAUSE", " ")], "Not good enough."),
        ([actions.Failed("MISSING_ROOT_CAUSE", "Why")], " "),
    ],
)
def test_a_rejection_without_its_reasons_is_refused(world: World, failed: list[actions.Failed], reason: str) -> None:
    version = make.submitted(make.issued(world.harbour, world.now), world.alice, world.now)
    actions.start_review(actor=world.tess.actor, plan_ref=version.plan.ref, at=world.now)
    before = happenings()

    with pytest.raises(Invalid):
        ruling = actions.Ruling(version=1, decision=Decision.REJECT, reason=reason, failed=failed)
        actions.decide(actor=world.tess.actor, plan_ref=version.plan.ref, ruling=ruling, at=world.now)

    assert happenings() == before
    assert not PlanReview.objects.exists()


def test_the_issuer_does_not_judge_the_answer(world: World) -> None:
    version = make.submitted(make.by_hand(world.harbour, world.tess, world.now), world.alice, world.now)
    before = happenings()

    with pytest.raises(NotImpartial, match="issued"):
        actions.start_review(actor=world.tess.actor, plan_ref=version.plan.ref, at=world.now)

    assert happenings() == before


def test_nobody_judges_her_own_account(world: World) -> None:
    Membership.objects.create(account=world.harbour.account, user=world.tess.user, role="owner", since=world.now)
    version = make.submitted(make.issued(world.harbour, world.now), world.alice, world.now)

    with pytest.raises(NotImpartial, match="team"):
        actions.start_review(actor=world.tess.actor, plan_ref=version.plan.ref, at=world.now)


@pytest.mark.parametrize("person", ["alice", "sam", "fred"])
def test_only_reviewers_review(world: World, person: str) -> None:
    version = make.submitted(make.issued(world.harbour, world.now), world.alice, world.now)
    before = happenings()

    with pytest.raises(NotAllowed):
        actions.start_review(actor=getattr(world, person).actor, plan_ref=version.plan.ref, at=world.now)

    assert happenings() == before


def test_the_second_reviewer_hears_who_was_first(world: World) -> None:
    version = make.submitted(make.issued(world.harbour, world.now), world.alice, world.now)
    actions.start_review(actor=world.tess.actor, plan_ref=version.plan.ref, at=world.now)

    with pytest.raises(AlreadyReviewed, match="Tess"):
        actions.start_review(actor=world.tom.actor, plan_ref=version.plan.ref, at=world.now)


def test_deciding_after_somebody_else_changes_nothing(world: World) -> None:
    version = make.submitted(make.issued(world.harbour, world.now), world.alice, world.now)
    make.decided(version, world.tess, Decision.ACCEPT, world.now)
    before = happenings()

    with pytest.raises(AlreadyReviewed, match="Tess accepted"):
        ruling = actions.Ruling(
            version=1, decision=Decision.REJECT, reason="No.", failed=[actions.Failed("GENERIC_TEXT", "All of it.")]
        )
        actions.decide(actor=world.tom.actor, plan_ref=version.plan.ref, ruling=ruling, at=world.now)

    assert happenings() == before


def test_a_plan_can_be_given_back(world: World) -> None:
    version = make.submitted(make.issued(world.harbour, world.now), world.alice, world.now)
    actions.start_review(actor=world.tess.actor, plan_ref=version.plan.ref, at=world.now)

    actions.release_review(actor=world.tom.actor, plan_ref=version.plan.ref, at=world.now)

    assert (
        actions.start_review(actor=world.tom.actor, plan_ref=version.plan.ref, at=world.now).reviewer_id
        == world.tom.user.pk
    )


def test_a_first_plan_is_not_rejected_for_good(world: World) -> None:
    version = make.submitted(make.issued(world.harbour, world.now), world.alice, world.now)
    actions.start_review(actor=world.tess.actor, plan_ref=version.plan.ref, at=world.now)

    with pytest.raises(Conflict, match="ordinary rejection"):
        ruling = actions.Ruling(1, Decision.REJECT_FINALLY, "No.", [actions.Failed("GENERIC_TEXT", "All of it.")])
        actions.decide(actor=world.tess.actor, plan_ref=version.plan.ref, ruling=ruling, at=world.now)


def test_a_final_rejection_takes_two_reviewers(world: World) -> None:
    version = _second_version(world)

    make.decided(version, world.tess, Decision.REJECT_FINALLY, world.now, failed=REJECTED)

    version.plan.refresh_from_db()
    world.harbour.refresh_from_db()
    assert (version.plan.state, version.plan.needs_second_reader) == ("submitted", True)
    assert world.harbour.standing == Standing.AT_RISK
    with pytest.raises(NotImpartial, match="second reviewer"):
        actions.start_review(actor=world.tess.actor, plan_ref=version.plan.ref, at=world.now)


def test_the_second_reviewer_makes_it_final(world: World) -> None:
    version = _second_version(world)
    make.decided(version, world.tess, Decision.REJECT_FINALLY, world.now, failed=REJECTED)

    make.decided(version, world.tom, Decision.REJECT_FINALLY, world.later(hours=1), failed=REJECTED)

    version.plan.notification.refresh_from_db()
    world.harbour.refresh_from_db()
    assert version.plan.notification.state == NotificationState.REFUSED
    assert world.harbour.standing == Standing.RESTRICTED
    assert Statement.objects.get().automated_decision == "not_automated"


def test_the_second_reviewer_may_see_it_otherwise(world: World) -> None:
    version = _second_version(world)
    make.decided(version, world.tess, Decision.REJECT_FINALLY, world.now, failed=REJECTED)

    make.decided(version, world.tom, Decision.ACCEPT, world.later(hours=1))

    world.harbour.refresh_from_db()
    assert world.harbour.standing == Standing.NORMAL


def test_a_severe_matter_rejected_for_good_suspends(world: World) -> None:
    notification = make.by_hand(world.harbour, world.ada, world.now)
    version = make.submitted(notification, world.alice, world.now)

    make.decided(version, world.tess, Decision.REJECT_FINALLY, world.now, failed=REJECTED)
    make.decided(version, world.tom, Decision.REJECT_FINALLY, world.now, failed=REJECTED)

    world.harbour.refresh_from_db()
    assert world.harbour.standing == Standing.SUSPENDED


def test_an_appeal_goes_to_somebody_else_and_leads_back(world: World) -> None:
    version = _second_version(world)
    make.decided(version, world.tess, Decision.REJECT_FINALLY, world.now, failed=REJECTED)
    make.decided(version, world.tom, Decision.REJECT_FINALLY, world.now, failed=REJECTED)
    appeal = actions.submit_plan(actor=world.alice.actor, plan_ref=version.plan.ref, saves=2, at=world.later(days=3))

    with pytest.raises(NotImpartial, match="appeal"):
        actions.start_review(actor=world.tom.actor, plan_ref=appeal.plan.ref, at=world.later(days=3))
    make.decided(appeal, world.ada, Decision.ACCEPT, world.later(days=4))

    world.harbour.refresh_from_db()
    assert world.harbour.standing == Standing.REINSTATED
    assert Statement.objects.get().lifted_at == world.later(days=4)


def test_a_newer_version_must_be_read_first(world: World) -> None:
    version = _second_version(world)
    actions.start_review(actor=world.tess.actor, plan_ref=version.plan.ref, at=world.now)

    with pytest.raises(AlreadyReviewed, match="newer version"):
        ruling = actions.Ruling(version=1, decision=Decision.ACCEPT, reason="Fine.")
        actions.decide(actor=world.tess.actor, plan_ref=version.plan.ref, ruling=ruling, at=world.now)


def _second_version(world: World):  # type: ignore[no-untyped-def]  # a PlanVersion
    version = make.submitted(make.issued(world.harbour, world.now), world.alice, world.now)
    make.decided(version, world.tess, Decision.REJECT, world.now, failed=REJECTED)
    plan = version.plan
    mark = actions.DraftMark(base=1, window="test")
    actions.save_draft(
        actor=world.alice.actor,
        plan_ref=plan.ref,
        words=make.words(root_cause=make.ROOT_CAUSE + " We missed it."),
        mark=mark,
        at=world.now,
    )
    return actions.submit_plan(actor=world.alice.actor, plan_ref=plan.ref, saves=2, at=world.now)
