"""The course of an escalation: levels, clocks, different people, one at a time, and what the case shows of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from goodstanding.base.mailroom.models import Mail
from goodstanding.base.timeline.models import Entry
from goodstanding.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from goodstanding.systems.cases import actions as case_actions
from goodstanding.systems.cases.actions import CloseReason, Reply
from goodstanding.systems.cases.errors import EscalatedElsewhere
from goodstanding.systems.cases.models import CaseMessage
from goodstanding.systems.cases.states import Outcome, Status
from goodstanding.systems.escalation import actions, queries
from goodstanding.systems.escalation.errors import Incomplete, NotImpartial, NotNow, NotOffered, TooSoon
from goodstanding.systems.escalation.models import Escalation, Step
from goodstanding.systems.escalation.states import State, StepKind, Verdict
from goodstanding.systems.escalation.tasks import watch_clocks
from goodstanding.systems.service import actions as service_actions
from goodstanding.systems.service import queries as service
from tests.factories import cases
from tests.factories.escalations import (
    WRITTEN,
    accepted,
    answered_case,
    contested,
    decided,
    escalated,
    specialist,
)
from tests.world import Person, World, happenings

pytestmark = pytest.mark.django_db


@pytest.fixture
def finn(world: World) -> Person:
    """A specialist who has not answered before."""
    return specialist(world)


def near(found: datetime | None, wanted: datetime) -> bool:
    """Tasks read a clock that runs: to the minute is enough."""
    return found is not None and abs(found - wanted) < timedelta(minutes=1)


def kinds(escalation: Escalation) -> list[str]:
    return list(Step.objects.filter(escalation=escalation).order_by("pk").values_list("kind", flat=True))


def test_escalating_goes_to_the_next_level_in_the_same_case(world: World) -> None:
    escalation = escalated(world)

    case = escalation.case
    message = CaseMessage.objects.get(case=case, number=escalation.message)
    assert (escalation.level, escalation.route, escalation.due_at) == (2, "payments", world.later(hours=24))
    assert (case.level, case.due_at, case.status) == (2, world.later(hours=24), Status.OPEN)
    assert message.kind == "escalation"
    assert "1,840.50" in message.body
    assert kinds(escalation) == [StepKind.OPENED]


def test_the_same_request_escalates_once(world: World) -> None:
    case = answered_case(world)

    first = escalated(world, case, request_key="k1")
    again = escalated(world, case, request_key="k1")

    assert first.pk == again.pk


def test_a_case_never_has_two_open_escalations(world: World) -> None:
    escalation = escalated(world)
    before = happenings()

    with pytest.raises(NotOffered):
        escalated(world, escalation.case)

    assert happenings() == before


def test_it_is_refused_before_the_first_answer_is_due_with_the_date(world: World) -> None:
    case = cases.open_case(world, category="payments.reserve")
    before = happenings()

    with pytest.raises(NotOffered) as refusal:
        escalated(world, case)

    assert refusal.value.possible_at == case.due_at
    assert happenings() == before


@pytest.mark.parametrize(
    ("parts", "refusal"),
    [
        ({"summary": ""}, Incomplete),
        ({"amount": "much"}, Invalid),
        ({"amount": "-3"}, Invalid),
        ({"prior_cases": "ABC-DEF"}, Invalid),
    ],
)
def test_what_cannot_be_used_is_refused(world: World, parts: dict[str, Any], refusal: type[Invalid]) -> None:
    case = answered_case(world)
    before = happenings()

    with pytest.raises(refusal):
        escalated(world, case, **parts)

    assert happenings() == before


def test_strangers_and_readers_cannot_escalate(world: World) -> None:
    case = answered_case(world)
    before = happenings()

    with pytest.raises(NotFound):
        escalated(world, case, by=world.mallory)
    with pytest.raises(NotAllowed):
        escalated(world, case, by=world.bob)

    assert happenings() == before


def test_prior_cases_are_the_sellers_own(world: World) -> None:
    earlier = cases.open_case(world)
    foreign = cases.open_case(world, by=world.mallory)
    case = answered_case(world)

    with pytest.raises(Invalid):
        escalated(world, case, prior_cases=foreign.ref)
    escalation = escalated(world, case, prior_cases=f"{earlier.ref.lower()}, {case.ref}")

    assert escalation.prior_cases == [earlier.ref]


def test_whoever_answered_does_not_decide(world: World, finn: Person) -> None:
    escalation = escalated(world)
    before = happenings()

    with pytest.raises(NotImpartial):
        accepted(world, escalation, world.fred)
    with pytest.raises(NotAllowed):
        accepted(world, escalation, world.sam)
    assert happenings() == before

    assert accepted(world, escalation, finn).handler_id == finn.user.pk
    with pytest.raises(Conflict):
        accepted(world, escalation, specialist(world, "fay2"))


def test_whoever_decided_below_does_not_decide_above(world: World, finn: Person) -> None:
    both = world._associate("rita", *[*finn.actor.staff_roles, *world.tess.actor.staff_roles])
    escalation = contested(
        world, decided(world, escalated(world), both, at=world.later(hours=1)), at=world.later(hours=2)
    )

    with pytest.raises(NotImpartial):
        accepted(world, escalation, both)

    assert accepted(world, escalation, world.tess).level == 3


def test_asking_stops_the_clock_and_an_answer_starts_it_again(world: World, finn: Person) -> None:
    escalation = accepted(world, escalated(world), finn)

    actions.ask(actor=finn.actor, ref=escalation.ref, body="Which bank?", what="The bank", at=world.later(hours=4))
    asked = queries.escalation_for(world.system, escalation.ref)
    assert (asked.state, asked.due_at, asked.case.status) == (State.ASKED, None, Status.PENDING_SELLER)
    case_actions.add_message(
        actor=world.alice.actor, ref=asked.case.ref, reply=Reply("Harbour Bank."), at=world.later(hours=40)
    )
    world.at(world.later(hours=40))
    world.work_off()

    resumed = queries.escalation_for(world.system, escalation.ref)
    assert (resumed.state, near(resumed.due_at, world.later(hours=20))) == (State.IN_HAND, True)
    assert resumed.case.due_at == resumed.due_at


def test_a_decision_waits_for_the_sellers_word_and_satisfied_closes(world: World, finn: Person) -> None:
    escalation = decided(world, escalated(world), finn, verdict=Verdict.CHANGED)
    assert escalation.case.status == Status.PENDING_SELLER

    actions.settle(actor=world.alice.actor, ref=escalation.case.ref, at=world.later(hours=1))

    ended = queries.escalation_for(world.system, escalation.ref)
    assert (ended.state, ended.case.status, ended.case.level) == (State.SETTLED, Status.RESOLVED, 0)


def test_the_seller_reads_the_role_and_not_the_name(world: World, finn: Person) -> None:
    escalation = decided(world, escalated(world), finn)

    message = CaseMessage.objects.filter(case=escalation.case).latest("number")
    entry = Entry.objects.get(verb="escalation.answered")
    assert message.author_name == entry.actor_name == "Specialist team: Payments"
    assert (message.author_user_id, entry.actor_user_id) == (finn.user.pk, finn.user.pk)


def test_not_satisfied_goes_up_until_every_level_has_decided(world: World, finn: Person) -> None:
    escalation = escalated(world)
    for level, person in ((2, finn), (3, world.tess), (4, world.ada)):
        assert escalation.level == level
        escalation = contested(world, decided(world, escalation, person))

    ended = queries.escalation_for(world.system, escalation.ref)
    assert (ended.state, ended.case.status, ended.case.level) == (State.EXHAUSTED, Status.RESOLVED, 0)
    with pytest.raises(NotOffered):
        escalated(world, ended.case)


def test_a_missed_clock_goes_up_by_itself_and_both_sides_are_told(world: World, finn: Person) -> None:
    escalation = escalated(world)
    world.work_off()
    Mail.objects.all().delete()

    world.at(world.later(hours=24, minutes=1))
    watch_clocks.call()
    watch_clocks.call()
    world.work_off()

    found = queries.escalation_for(world.system, escalation.ref)
    assert (found.level, near(found.due_at, world.later(hours=48))) == (3, True)
    assert kinds(found) == [StepKind.OPENED, StepKind.CLOCK_MISSED]
    told = set(Mail.objects.values_list("to_address", flat=True))
    assert {"alice@example.com", "tess@market.example", "tom@market.example"} <= told
    assert "fred@market.example" not in told


def test_the_first_level_keeps_the_business_hours_of_the_store(world: World, finn: Person) -> None:
    service_actions.set_store_calendar(actor=world.ada.actor, store=world.store.code, code="weekdays", at=world.now)
    service.forget()

    escalation = accepted(world, escalated(world), finn)

    # Sunday noon: Monday to Wednesday are three working days of eight hours.
    assert world.now.strftime("%a") == "Sun"
    local = escalation.due_at.astimezone(world.store.zone) if escalation.due_at else None
    assert local is not None
    assert f"{local:%a %H:%M}" == "Wed 17:00"
    above = actions.hand_up(actor=finn.actor, ref=escalation.ref, reason="Beyond our limit.", at=world.later(hours=2))
    assert above.due_at == world.later(hours=50)


def test_whoever_owes_the_answer_is_warned_once_before_the_clock_is_missed(world: World, finn: Person) -> None:
    escalation = escalated(world)
    world.work_off()
    Mail.objects.all().delete()
    assert escalation.warns_at == world.later(hours=18)

    for minutes in (1, 2, 3):
        world.at(world.later(hours=18 if minutes == 1 else 0, minutes=1))
        watch_clocks.call()
        world.work_off()

    told = list(Mail.objects.values_list("to_address", flat=True))
    assert len(told) == len(set(told))
    assert "finn@market.example" in told
    assert {"alice@example.com", "fred@market.example"}.isdisjoint(told)
    assert queries.escalation_for(world.system, escalation.ref).warns_at is None
    assert all("goes up by itself" in text for text in Mail.objects.values_list("text", flat=True))


def test_a_clock_that_stands_still_warns_nobody(world: World, finn: Person) -> None:
    escalation = accepted(world, escalated(world), finn)
    actions.ask(actor=finn.actor, ref=escalation.ref, body="Which bank?", what="The bank", at=world.later(hours=4))
    asked = queries.escalation_for(world.system, escalation.ref)
    assert (asked.warns_at, asked.left_seconds) == (None, 20 * 3_600)

    case_actions.add_message(
        actor=world.alice.actor, ref=asked.case.ref, reply=Reply("Harbour Bank."), at=world.later(hours=40)
    )
    world.at(world.later(hours=40))
    world.work_off()

    assert near(queries.escalation_for(world.system, escalation.ref).warns_at, world.later(hours=14))


def test_at_the_top_a_missed_clock_is_told_once_and_stays_owed(world: World) -> None:
    escalation = escalated(world)
    for hours in (24, 48, 72, 1):
        world.at(world.later(hours=hours, minutes=1))
        watch_clocks.call()

    found = queries.escalation_for(world.system, escalation.ref)
    assert (found.level, found.missed, found.state) == (4, True, State.WAITING)
    assert kinds(found).count(StepKind.CLOCK_MISSED) == 3


def test_a_decision_that_nobody_contests_settles_by_itself(world: World, finn: Person) -> None:
    escalation = decided(world, escalated(world), finn)

    world.at(world.later(days=10, minutes=1))
    watch_clocks.call()

    assert queries.escalation_for(world.system, escalation.ref).state == State.SETTLED


def test_following_up_has_its_time(world: World) -> None:
    escalation = escalated(world, at=world.now)
    ref = escalation.case.ref
    Escalation.objects.filter(pk=escalation.pk).update(level=4)
    before = happenings()

    with pytest.raises(TooSoon):
        actions.follow_up(actor=world.alice.actor, ref=ref, body="Any news?", at=world.later(hours=47))
    assert happenings() == before
    again = actions.follow_up(actor=world.alice.actor, ref=ref, body="Any news?", at=world.later(hours=48))

    assert again.follow_up_at == world.later(hours=96)
    assert CaseMessage.objects.filter(case__ref=ref, kind="escalation").count() == 2


def test_our_lateness_does_not_put_off_when_the_seller_may_ask(world: World) -> None:
    escalation = escalated(world, at=world.now)
    first = escalation.follow_up_at
    world.at(world.later(hours=24, minutes=1))
    watch_clocks.call()

    moved = queries.escalation_for(world.system, escalation.ref)
    asked = actions.follow_up(actor=world.alice.actor, ref=escalation.case.ref, body="Any news?", at=first)

    assert (moved.level, moved.follow_up_at) == (3, first)
    assert asked.follow_up_at > first


def test_refusing_has_a_reason_of_the_rules_and_starts_the_cooldown(world: World, finn: Person) -> None:
    escalation = escalated(world)
    with pytest.raises(Invalid):
        actions.refuse(actor=finn.actor, ref=escalation.ref, code="mood", reason="No.", at=world.now)

    actions.refuse(actor=finn.actor, ref=escalation.ref, code="not_clear", reason="Which payout?", at=world.now)

    ended = queries.escalation_for(world.system, escalation.ref)
    assert (ended.state, ended.case.level, ended.case.status) == (State.REFUSED, 0, Status.OPEN)
    with pytest.raises(NotOffered) as refusal:
        escalated(world, ended.case, at=world.later(hours=1))
    assert refusal.value.possible_at == world.later(hours=48)
    assert escalated(world, ended.case, at=world.later(hours=48)).level == 2


def test_handing_up_needs_a_reason_and_another_person_next(world: World, finn: Person) -> None:
    escalation = accepted(world, escalated(world), finn)

    with pytest.raises(Invalid):
        actions.hand_up(actor=finn.actor, ref=escalation.ref, reason=" ", at=world.now)
    above = actions.hand_up(actor=finn.actor, ref=escalation.ref, reason="Beyond our limit.", at=world.later(hours=2))

    assert (above.level, above.handler_id, above.due_at) == (3, None, world.later(hours=50))


def test_the_last_level_neither_hands_up_nor_refuses(world: World) -> None:
    escalation = escalated(world)
    Escalation.objects.filter(pk=escalation.pk).update(level=4)

    with pytest.raises(NotNow):
        actions.hand_up(actor=world.ada.actor, ref=escalation.ref, reason="Up.", at=world.now)
    with pytest.raises(NotNow):
        actions.refuse(actor=world.ada.actor, ref=escalation.ref, code="not_clear", reason="No.", at=world.now)


def test_the_first_line_may_write_but_not_end_an_escalated_case(world: World) -> None:
    escalation = escalated(world)
    before = happenings()

    with pytest.raises(EscalatedElsewhere):
        cases.answer(world, escalation.case, by=world.fred, outcome=Outcome.RESOLVE)
    assert happenings() == before

    assert cases.answer(world, escalation.case, by=world.fred).message_count == 4


def test_a_case_that_ends_takes_its_escalation_along(world: World) -> None:
    escalation = escalated(world)

    case_actions.close_by_seller(
        actor=world.alice.actor, ref=escalation.case.ref, reason=CloseReason.NOT_NEEDED, words="", at=world.now
    )
    world.work_off()

    ended = queries.escalation_for(world.system, escalation.ref)
    assert (ended.state, ended.case.level) == (State.WITHDRAWN, 0)


def test_associates_of_other_sides_see_nothing(world: World) -> None:
    escalation = escalated(world)

    with pytest.raises(NotFound):
        queries.escalation_for(world.mallory.actor, escalation.ref)
    with pytest.raises(NotFound):
        queries.queue(world.alice.actor, queries.Asked(), None)


def test_the_report_counts_what_each_level_changed(world: World, finn: Person) -> None:
    contested(world, decided(world, escalated(world), finn, verdict=Verdict.PARTLY))

    since, until = world.now - timedelta(days=1), world.later(days=1)
    two = queries.report(world.ada.actor, since=since, until=until)[0]

    assert (two.level, two.answered, two.partly, two.contested, two.overturned_bps) == (2, 1, 1, 1, 10_000)


def test_steps_outside_follow_the_country_and_the_store(world: World) -> None:
    assert queries.outside_of(world.store, world.now) == []
    world.store.country = "DE"
    assert [one.rule.code for one in queries.outside_of(world.store, world.now)] == [
        "internal_complaint", "mediator", "dispute_body",
    ]  # fmt: skip

    turn = actions.Turn(enabled=False)
    actions.set_outside(actor=world.ada.actor, store=world.store, code="mediator", turn=turn, at=world.now)
    with pytest.raises(NotAllowed):
        actions.set_outside(actor=world.sam.actor, store=world.store, code="mediator", turn=turn, at=world.now)

    assert "mediator" not in {one.rule.code for one in queries.outside_of(world.store, world.now)}


def test_a_draft_is_kept_for_its_writer_and_gone_once_sent(world: World) -> None:
    case = answered_case(world)
    actions.save_draft(actor=world.alice.actor, ref=case.ref, fields={"summary": "Half"}, at=world.now)

    assert queries.draft_of(world.sue.actor, case) is None
    kept = queries.draft_of(world.alice.actor, case)
    assert kept is not None and kept.fields == {"summary": "Half"}
    actions.escalate(actor=world.alice.actor, ref=case.ref, written=WRITTEN, at=world.now)
    assert queries.draft_of(world.alice.actor, case) is None
