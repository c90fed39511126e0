"""What is promised on a case, through the cases' own verbs: kept, missed, standing still, announced, re-applied."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from goodstanding.base.mailroom.models import Mail
from goodstanding.base.outbox.models import StoredFact
from goodstanding.kit.errors import NotAllowed, NotFound
from goodstanding.systems.cases import actions as cases
from goodstanding.systems.cases.actions import CloseReason, Reply
from goodstanding.systems.cases.actions.shelving import SHELVES
from goodstanding.systems.cases.models import Case, Rearrangement
from goodstanding.systems.cases.queries.foreseeing import foresee
from goodstanding.systems.cases.states import Outcome, Priority, Rearranging
from goodstanding.systems.service import actions, queries
from goodstanding.systems.service.errors import NobodyIsLeftOut, StillUsed
from goodstanding.systems.service.models import Edition, Promise
from goodstanding.systems.service.states import Kind, Side, Verdict
from goodstanding.systems.service.tasks import watch_promises
from goodstanding.systems.service.terms import PolicyTerms
from tests.factories.cases import answer, open_case
from tests.world import World, happenings

H = 3600


def open_promises(case: Case) -> dict[str, Promise]:
    return {one.kind: one for one in Promise.objects.filter(subject_ref=case.ref, ended_at__isnull=True)}


def verdicts(case: Case) -> list[tuple[str, str]]:
    rows = Promise.objects.filter(subject_ref=case.ref, ended_at__isnull=False).order_by("pk")
    return [(one.kind, one.verdict) for one in rows]


def writes(world: World, case: Case, at: datetime) -> None:
    cases.add_message(actor=world.alice.actor, ref=case.ref, reply=Reply("More of it."), at=at)
    case.refresh_from_db()


def test_a_new_case_is_promised_a_first_reply_and_an_end(world: World) -> None:
    case = open_case(world)

    held = open_promises(case)

    assert {kind: one.target_seconds for kind, one in held.items()} == {"first_reply": 8 * H, "resolution": 40 * H}
    assert (case.due_at, case.due_promise) == (world.later(hours=8), Kind.FIRST_REPLY)
    assert (held["first_reply"].store, held["first_reply"].queue, held["first_reply"].priority) == (
        "us",
        case.queue,
        "normal",
    )


def test_an_answer_keeps_the_first_reply_and_the_seller_is_owed_nothing_while_it_is_her_turn(world: World) -> None:
    case = open_case(world)

    answer(world, case, outcome=Outcome.WAIT_FOR_SELLER, at=world.later(hours=2))

    assert verdicts(case) == [("first_reply", "kept")]
    assert (case.due_at, case.due_promise) == (None, "")
    assert open_promises(case)["resolution"].paused_since == world.later(hours=2)
    first = Promise.objects.get(kind=Kind.FIRST_REPLY)
    assert (first.met_at, first.used_seconds, first.assignee_id) == (world.later(hours=2), 2 * H, world.sam.user.pk)


def test_a_late_answer_is_a_missed_promise_decided_when_it_was_due(world: World) -> None:
    case = open_case(world)

    answer(world, case, at=world.later(hours=9))

    first = Promise.objects.get(kind=Kind.FIRST_REPLY)
    assert (first.verdict, first.decided_at, first.broken_at) == ("missed", world.later(hours=8), world.later(hours=8))
    assert first.met_at == world.later(hours=9)


def test_the_time_with_the_seller_never_counts_against_us(world: World) -> None:
    case = open_case(world)
    answer(world, case, outcome=Outcome.WAIT_FOR_SELLER, at=world.later(hours=1))

    writes(world, case, world.later(hours=100))

    held = open_promises(case)
    assert held["next_reply"].due_at == world.later(hours=108)
    assert held["resolution"].due_at == world.later(hours=139)
    assert case.due_promise == Kind.NEXT_REPLY


def test_an_answer_that_goes_on_promises_an_update_and_a_message_meanwhile_a_reply(world: World) -> None:
    case = open_case(world)
    answer(world, case, outcome=Outcome.KEEP_OPEN, at=world.later(hours=1))
    assert (case.due_at, case.due_promise) == (world.later(hours=25), Kind.UPDATE)

    writes(world, case, world.later(hours=5))

    assert (case.due_at, case.due_promise) == (world.later(hours=13), Kind.NEXT_REPLY)
    answer(world, case, outcome=Outcome.RESOLVE, at=world.later(hours=6))
    assert sorted(verdicts(case)) == [
        ("first_reply", "kept"), ("next_reply", "kept"), ("resolution", "kept"), ("update", "kept"),
    ]  # fmt: skip
    assert case.due_at is None


def test_while_a_third_party_is_asked_news_is_owed_and_an_end_stands_still(world: World) -> None:
    case = open_case(world)

    answer(world, case, outcome=Outcome.WAIT_FOR_THIRD_PARTY, at=world.later(hours=1))

    held = open_promises(case)
    assert (case.due_at, case.due_promise) == (world.later(hours=121), Kind.THIRD_PARTY_UPDATE)
    assert held["resolution"].due_at is None
    answer(world, case, outcome=Outcome.WAIT_FOR_SELLER, at=world.later(hours=3))
    assert case.due_at is None
    assert ("third_party_update", "kept") in verdicts(case)


def test_a_policy_that_does_not_pause_for_third_parties_lets_the_end_run_on_meanwhile(world: World) -> None:
    everybody = queries.terms_now(world.now).policies[-1]
    draft = replace(everybody, pauses=frozenset({Side.SELLER}))
    actions.save_policy(actor=world.ada.actor, draft=draft, new=False, at=world.now)
    case = open_case(world)

    answer(world, case, outcome=Outcome.WAIT_FOR_THIRD_PARTY, at=world.later(hours=1))

    assert case.clock_side == "third_party"
    assert open_promises(case)["resolution"].due_at == world.later(hours=40)
    assert (case.due_at, case.due_promise) == (world.later(hours=40), Kind.RESOLUTION)


@pytest.mark.parametrize(
    ("reason", "reply", "end"),
    [(CloseReason.SOLVED, Verdict.MOOT, Verdict.KEPT), (CloseReason.NOT_NEEDED, Verdict.MOOT, Verdict.MOOT)],
)
def test_what_a_seller_ends_herself_is_not_needed_any_more(
    world: World, reason: CloseReason, reply: Verdict, end: Verdict
) -> None:
    case = open_case(world)

    cases.close_by_seller(actor=world.alice.actor, ref=case.ref, reason=reason, words="", at=world.later(hours=1))

    assert verdicts(case) == [("resolution", end), ("first_reply", reply)]


def test_reopening_owes_a_reply_but_begins_no_second_resolution(world: World) -> None:
    case = open_case(world)
    answer(world, case, outcome=Outcome.RESOLVE, at=world.later(hours=1))

    cases.reopen(actor=world.alice.actor, ref=case.ref, reason="Again", at=world.later(hours=10))

    case.refresh_from_db()
    assert set(open_promises(case)) == {"next_reply"}
    assert case.due_at == world.later(hours=18)


def test_another_priority_applies_to_the_time_used(world: World) -> None:
    case = open_case(world, at=world.now - timedelta(hours=3))

    cases.prioritise(actor=world.sam.actor, ref=case.ref, priority=Priority.HIGH, at=world.now)

    case.refresh_from_db()
    assert case.due_at == world.later(hours=1)
    assert open_promises(case)["resolution"].target_seconds == 24 * H


def test_promises_follow_queue_and_assignee_for_the_report(world: World) -> None:
    case = open_case(world)

    cases.hand_to_queue(actor=world.sam.actor, ref=case.ref, queue="payments", at=world.now)
    cases.take(actor=world.sam.actor, ref=case.ref, at=world.now)

    assert {(one.queue, one.assignee_id) for one in open_promises(case).values()} == {("payments", world.sam.user.pk)}


def test_a_warning_then_a_breach_are_announced_once_each(world: World) -> None:
    case = open_case(world)
    for hours in (1, 6.1, 7, 9, 10):
        world.at(world.now + timedelta(hours=hours) - (world.now - case.opened_at))
        watch_promises.func()
        watch_promises.func()

    facts = list(
        StoredFact.objects.filter(name__startswith="Promise").order_by("pk").values_list("name", "payload__kind")
    )

    assert facts == [("PromiseNear", "first_reply"), ("PromiseBroken", "first_reply")]
    first = open_promises(case)["first_reply"]
    assert (first.verdict, first.broken_at) == ("missed", case.due_at)


def test_whoever_has_it_is_warned_and_the_leads_are_told_of_a_breach(world: World) -> None:
    case = open_case(world)
    cases.take(actor=world.sam.actor, ref=case.ref, at=world.now)
    actions.set_leads(actor=world.ada.actor, queue=case.queue, user_ids=[world.tess.user.pk], at=world.now)
    world.work_off()
    Mail.objects.all().delete()

    for hours in (6.1, 3):
        world.at(world.later(hours=hours))
        watch_promises.func()
        world.work_off()

    sent = list(Mail.objects.order_by("pk").values_list("to_address", "subject"))
    assert [to for to, _ in sent] == ["sam@market.example", "sam@market.example", "tess@market.example"]
    assert all(f"[{case.ref}]" in subject for _, subject in sent)
    assert "Due soon: First reply" in sent[0][1]
    assert "Late: First reply" in sent[1][1]


def test_a_calendar_of_the_store_is_applied_to_what_is_open(world: World) -> None:
    case = open_case(world)  # on a Sunday
    before = case.due_at

    actions.set_store_calendar(actor=world.ada.actor, store="us", code="weekdays", at=world.now)
    world.work_off()

    case.refresh_from_db()
    assert before == world.later(hours=8)
    assert case.due_at == datetime.fromisoformat("2026-11-23T17:00:00+00:00")
    assert open_promises(case)["first_reply"].calendar == "weekdays"
    assert open_promises(case)["first_reply"].edition == 1


def test_what_a_change_would_do_is_told_before_it_is_saved(world: World) -> None:
    old = open_case(world, at=world.now - timedelta(hours=3), subject="Waits for three hours")
    new = open_case(world, subject="Just opened")
    terms = queries.terms_now(world.now)
    standard = terms.policies[0]
    stricter = {**standard.targets, Kind.FIRST_REPLY: {"urgent": H, "high": H, "normal": 2 * H, "low": H}}
    draft = PolicyTerms(code="standard", name="Standard", targets=stricter)

    found = foresee(world.ada.actor, queries.with_policy(terms, draft), world.now)

    assert (found.looked_at, found.moved, found.earlier, found.no_longer_late) == (2, 2, 2, 0)
    assert [move.case.ref for move in found.become_late] == [old.ref]
    new.refresh_from_db()
    assert new.due_at == world.later(hours=8)
    assert not Edition.objects.exists()


def test_all_that_become_late_are_counted_though_only_some_are_shown(world: World) -> None:
    for number in range(12):
        open_case(world, at=world.now - timedelta(hours=3), subject=f"Waits for three hours, number {number}")
    terms = queries.terms_now(world.now)
    stricter = {**terms.policies[0].targets, Kind.FIRST_REPLY: {"urgent": H, "high": H, "normal": 2 * H, "low": H}}
    draft = PolicyTerms(code="standard", name="Standard", targets=stricter)

    found = foresee(world.ada.actor, queries.with_policy(terms, draft), world.now)

    assert (found.moved, len(found.become_late), len(found.rows)) == (12, 12, 10)


def test_what_was_foreseen_is_what_comes_about(world: World) -> None:
    case = open_case(world, at=world.now - timedelta(hours=30))
    answer(world, case, outcome=Outcome.WAIT_FOR_SELLER, at=world.now - timedelta(hours=28))
    writes(world, case, world.now - timedelta(hours=2))
    terms = queries.terms_now(world.now)
    weekdays = terms.calendars["weekdays"]
    draft = PolicyTerms(code="standard", name="Standard", targets=terms.policies[0].targets, calendar=weekdays.code)
    foreseen = foresee(world.ada.actor, queries.with_policy(terms, draft), world.now)

    actions.save_policy(actor=world.ada.actor, draft=draft, new=False, at=world.now)
    world.work_off()

    case.refresh_from_db()
    assert [move.after for move in foreseen.rows] == [case.due_at]


def test_a_breach_may_raise_the_priority(world: World) -> None:
    case = open_case(world)
    standard = queries.terms_now(world.now).policies[0]
    draft = PolicyTerms(code="standard", name="Standard", targets=standard.targets, bump=True)
    actions.save_policy(actor=world.ada.actor, draft=draft, new=False, at=world.now)

    world.at(world.later(hours=9))
    watch_promises.func()
    world.work_off()

    case.refresh_from_db()
    assert case.priority == Priority.HIGH


def test_only_administrators_change_what_is_promised(world: World) -> None:
    standard = queries.terms_now(world.now).policies[0]
    calendar = queries.terms_now(world.now).calendars["weekdays"]
    before = happenings()

    for person, refused in ((world.sam, NotAllowed), (world.tess, NotAllowed), (world.alice, NotFound)):
        with pytest.raises(refused):
            actions.save_policy(actor=person.actor, draft=standard, new=False, at=world.now)
        with pytest.raises(refused):
            actions.save_calendar(actor=person.actor, draft=calendar, new=False, at=world.now)
        with pytest.raises(refused):
            actions.set_leads(actor=person.actor, queue="support", user_ids=[], at=world.now)
        with pytest.raises(refused):
            actions.set_store_calendar(actor=person.actor, store="us", code="weekdays", at=world.now)

    assert happenings() == before


def test_the_last_policy_takes_everything_whatever_is_done(world: World) -> None:
    targets = queries.terms_now(world.now).policies[0].targets
    strict = PolicyTerms(code="strict", name="Strict", queues=frozenset({"payments"}), targets=targets)
    actions.save_policy(actor=world.ada.actor, draft=strict, new=True, at=world.now)

    assert [one.code for one in queries.terms_now(world.now).policies] == ["strict", "standard"]
    with pytest.raises(NobodyIsLeftOut):
        actions.move_policy(actor=world.ada.actor, code="strict", up=False, at=world.now)
    with pytest.raises(NobodyIsLeftOut):
        actions.remove_policy(actor=world.ada.actor, code="standard", at=world.now)
    with pytest.raises(NobodyIsLeftOut):
        filtered = PolicyTerms(code="standard", name="S", queues=frozenset({"x"}), targets=targets)
        actions.save_policy(actor=world.ada.actor, draft=filtered, new=False, at=world.now)


def test_a_calendar_in_use_is_not_removed(world: World) -> None:
    actions.set_store_calendar(actor=world.ada.actor, store="us", code="weekdays", at=world.now)

    with pytest.raises(StillUsed):
        actions.remove_calendar(actor=world.ada.actor, code="weekdays", at=world.now)


@pytest.mark.parametrize("shelf", list(SHELVES))
def test_what_is_put_away_owes_nothing_and_brought_back_it_owes_what_it_did(world: World, shelf: Rearranging) -> None:
    case = open_case(world)
    cases.put_away(actor=world.ada.actor, ref=case.ref, shelf=shelf, reason="Spam", at=world.later(hours=1))
    assert dict(verdicts(case)) == {"first_reply": "moot", "resolution": "moot"}
    step = Rearrangement.objects.get().pk

    cases.undo(actor=world.ada.actor, ref=case.ref, step=step, at=world.later(hours=2))

    case.refresh_from_db()
    assert set(open_promises(case)) == {"first_reply", "resolution"}
    assert (case.due_at, case.due_promise) == (world.later(hours=8), Kind.FIRST_REPLY)


def test_a_withdrawn_case_owes_nothing(world: World) -> None:
    case = open_case(world)

    cases.close_by_seller(
        actor=world.alice.actor, ref=case.ref, reason=CloseReason.MISTAKE, words="", at=world.later(hours=9)
    )

    assert dict(verdicts(case))["first_reply"] == "missed"  # it was broken before it was withdrawn
    assert dict(verdicts(case))["resolution"] == "moot"
