from datetime import date

import pytest

from goodstanding.base.files.models import StoredFile
from goodstanding.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from goodstanding.systems.performance import actions, queries
from goodstanding.systems.performance.errors import DraftMovedOn, NothingToAnswer, OutOfTime, PlanIncomplete
from goodstanding.systems.performance.models import PlanOfAction, PlanVersion
from goodstanding.systems.performance.states import Decision, NotificationKind, NotificationState
from goodstanding.systems.sellers.states import Standing
from tests.factories import notifications as make
from tests.world import World, happenings


def test_the_first_reading_is_kept(world: World) -> None:
    notification = make.issued(world.harbour, world.now)

    actions.note_read(actor=world.alice.actor, ref=notification.ref, at=world.later(hours=1))
    actions.note_read(actor=world.sue.actor, ref=notification.ref, at=world.later(hours=2))

    notification.refresh_from_db()
    assert notification.read_at == world.later(hours=1)


def test_an_associate_reading_is_not_the_seller_reading(world: World) -> None:
    notification = make.issued(world.harbour, world.now)

    actions.note_read(actor=world.tess.actor, ref=notification.ref, at=world.now)

    notification.refresh_from_db()
    assert notification.read_at is None


def test_acknowledging_a_warning_settles_it(world: World) -> None:
    notification = make.by_hand(world.harbour, world.tess, world.now, kind=NotificationKind.POLICY_WARNING)

    actions.acknowledge(actor=world.alice.actor, ref=notification.ref, at=world.now)

    notification.refresh_from_db()
    assert notification.state == NotificationState.RESOLVED


def test_acknowledging_does_not_stand_in_for_a_plan(world: World) -> None:
    notification = make.issued(world.harbour, world.now)

    actions.acknowledge(actor=world.alice.actor, ref=notification.ref, at=world.now)
    actions.acknowledge(actor=world.alice.actor, ref=notification.ref, at=world.later(hours=1))

    notification.refresh_from_db()
    assert notification.state == NotificationState.OPEN
    assert notification.acknowledged_at == world.now


def test_a_plan_starts_from_the_facts(world: World) -> None:
    notification = make.issued(world.harbour, world.now)

    plan = actions.start_plan(actor=world.alice.actor, ref=notification.ref, at=world.now)

    assert "6 of 100 orders between 24 October 2026 and 22 November 2026" in plan.draft.root_cause
    assert "Carrier Northpost: 6 of 6 counted orders" in plan.draft.root_cause
    assert "[" in plan.draft.preventive_measures


def test_starting_twice_is_one_plan(world: World) -> None:
    notification = make.issued(world.harbour, world.now)

    first = actions.start_plan(actor=world.alice.actor, ref=notification.ref, at=world.now)
    second = actions.start_plan(actor=world.sue.actor, ref=notification.ref, at=world.now)

    assert first.pk == second.pk
    assert PlanOfAction.objects.count() == 1


@pytest.mark.parametrize(("person", "refusal"), [("bob", NotAllowed), ("mallory", NotFound), ("sam", NotAllowed)])
def test_who_may_not_answer(world: World, person: str, refusal: type[Exception]) -> None:
    notification = make.issued(world.harbour, world.now)
    before = happenings()

    with pytest.raises(refusal):
        actions.start_plan(actor=getattr(world, person).actor, ref=notification.ref, at=world.now)

    assert happenings() == before


def test_one_window_saves_again_and_again(world: World) -> None:
    plan = actions.start_plan(actor=world.alice.actor, ref=make.issued(world.harbour, world.now).ref, at=world.now)
    mark = actions.DraftMark(base=0, window="one")

    for text in ("We", "We were", "We were late"):
        actions.save_draft(
            actor=world.alice.actor,
            plan_ref=plan.ref,
            words=actions.DraftWords(root_cause=text),
            mark=mark,
            at=world.now,
        )

    draft = queries.plan_for(world.alice.actor, plan.ref).draft
    assert (draft.root_cause, draft.saves) == ("We were late", 3)


def test_two_windows_do_not_overwrite_each_other(world: World) -> None:
    plan = actions.start_plan(actor=world.alice.actor, ref=make.issued(world.harbour, world.now).ref, at=world.now)
    actions.save_draft(
        actor=world.sue.actor,
        plan_ref=plan.ref,
        words=actions.DraftWords(root_cause="Sue's"),
        mark=actions.DraftMark(0, "two"),
        at=world.now,
    )

    with pytest.raises(DraftMovedOn, match="Sue"):
        actions.save_draft(
            actor=world.alice.actor,
            plan_ref=plan.ref,
            words=actions.DraftWords(root_cause="Alice's"),
            mark=actions.DraftMark(0, "one"),
            at=world.now,
        )

    assert queries.plan_for(world.alice.actor, plan.ref).draft.root_cause == "Sue's"


def test_evidence_is_attached_and_taken_away(world: World) -> None:
    plan = make.drafted(make.issued(world.harbour, world.now), world.alice, world.now)
    about = actions.EvidenceFacts("Second carrier", date(2026, 11, 14))

    evidence = actions.attach_evidence(
        actor=world.alice.actor, plan_ref=plan.ref, upload=make.receipt(), about=about, at=world.now
    )
    actions.remove_evidence(actor=world.alice.actor, plan_ref=plan.ref, evidence_id=evidence.pk, at=world.now)

    assert not queries.evidence_of(plan)
    assert StoredFile.objects.get().owner_kind == ""


def test_a_version_keeps_the_evidence_it_was_sent_with(world: World) -> None:
    notification = make.issued(world.harbour, world.now)
    plan = make.drafted(notification, world.alice, world.now)
    about = actions.EvidenceFacts("Second carrier", date(2026, 11, 14))
    evidence = actions.attach_evidence(
        actor=world.alice.actor, plan_ref=plan.ref, upload=make.receipt(), about=about, at=world.now
    )
    version = actions.submit_plan(actor=world.alice.actor, plan_ref=plan.ref, saves=plan.draft.saves, at=world.now)
    make.decided(version, world.tess, Decision.REJECT, world.now, failed=("MISSING_EVIDENCE",))

    actions.remove_evidence(
        actor=world.alice.actor, plan_ref=plan.ref, evidence_id=evidence.pk, at=world.later(hours=1)
    )

    assert not queries.evidence_of(plan)
    assert [e.pk for e in queries.versions_of(plan)[0].evidence.all()] == [evidence.pk]


def test_submitting_makes_a_version_and_stops_the_clock(world: World) -> None:
    notification = make.issued(world.harbour, world.now)

    version = make.submitted(notification, world.alice, world.later(hours=60))

    notification.refresh_from_db()
    assert version.number == 1
    assert notification.state == NotificationState.WITH_US
    assert notification.response_due_at is None
    assert notification.clock_left_s == 12 * 3600
    assert actions.expire_overdue(at=world.later(hours=500)) == 0


def test_an_outline_alone_cannot_be_sent(world: World) -> None:
    plan = actions.start_plan(actor=world.alice.actor, ref=make.issued(world.harbour, world.now).ref, at=world.now)
    before = happenings()

    with pytest.raises(PlanIncomplete) as refused:
        actions.submit_plan(actor=world.alice.actor, plan_ref=plan.ref, saves=0, at=world.now)

    assert {part for part, _why, _mend in refused.value.problems} == {
        "root_cause", "immediate_actions", "preventive_measures", "acknowledgement",
    }  # fmt: skip
    assert happenings() == before


def test_what_was_not_shown_is_not_sent(world: World) -> None:
    plan = make.drafted(make.issued(world.harbour, world.now), world.alice, world.now)

    with pytest.raises(DraftMovedOn):
        actions.submit_plan(actor=world.alice.actor, plan_ref=plan.ref, saves=plan.draft.saves - 1, at=world.now)

    assert not PlanVersion.objects.exists()


def test_a_double_submit_is_one_version(world: World) -> None:
    notification = make.issued(world.harbour, world.now)
    version = make.submitted(notification, world.alice, world.now)
    before = happenings()

    with pytest.raises(NothingToAnswer, match="with us"):
        actions.submit_plan(actor=world.alice.actor, plan_ref=version.plan.ref, saves=1, at=world.now)

    assert happenings() == before


def test_a_late_plan_is_read_after_the_missed_deadline_had_its_effect(world: World) -> None:
    notification = make.issued(world.harbour, world.now)

    version = make.submitted(notification, world.alice, world.later(hours=73))

    notification.refresh_from_db()
    world.harbour.refresh_from_db()
    assert version.late
    assert notification.state == NotificationState.WITH_US
    assert world.harbour.standing == Standing.RESTRICTED


def test_after_the_time_for_late_answers_it_is_out_of_time(world: World) -> None:
    notification = make.issued(world.harbour, world.now)
    plan = make.drafted(notification, world.alice, world.now)
    actions.expire_overdue(at=world.later(hours=73))

    with pytest.raises(OutOfTime) as refused:
        actions.submit_plan(
            actor=world.alice.actor, plan_ref=plan.ref, saves=plan.draft.saves, at=world.later(days=200)
        )

    assert refused.value.code == "OUT_OF_TIME"
    assert "Contact us" in refused.value.message


def test_a_plan_that_is_with_us_cannot_be_changed(world: World) -> None:
    version = make.submitted(make.issued(world.harbour, world.now), world.alice, world.now)

    with pytest.raises(Conflict):
        actions.save_draft(
            actor=world.alice.actor,
            plan_ref=version.plan.ref,
            words=make.words(),
            mark=actions.DraftMark(1, "test"),
            at=world.now,
        )


def test_a_part_may_be_long_but_not_endless(world: World) -> None:
    plan = actions.start_plan(actor=world.alice.actor, ref=make.issued(world.harbour, world.now).ref, at=world.now)

    with pytest.raises(Invalid) as refused:
        actions.save_draft(
            actor=world.alice.actor,
            plan_ref=plan.ref,
            words=make.words(root_cause="a" * 20_001),
            mark=actions.DraftMark(0, "x"),
            at=world.now,
        )

    assert refused.value.field == "root_cause"
