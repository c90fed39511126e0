"""Cases led through random lives: whatever the cast does, in any order, some things always hold."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Q
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from goodstanding.base.timeline.models import Entry
from goodstanding.kit.errors import Refusal
from goodstanding.systems.cases import actions, clocks
from goodstanding.systems.cases.actions import CloseReason, Decision, Reply
from goodstanding.systems.cases.models import Case, CaseMessage, Turn
from goodstanding.systems.cases.states import LABELS, TURNS, Label, Outcome, Priority, Side, Status
from tests.factories.cases import open_case
from tests.world import World, happenings

GAPS = st.integers(min_value=0, max_value=6 * 86_400)


class Life(RuleBasedStateMachine):
    """One case, its seller, its associates and the clock."""

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.world = World()
        self.at = self.world.now
        self.ref = open_case(self.world).ref

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @rule(gap=GAPS)
    def time_passes(self, gap: int) -> None:
        self.at += timedelta(seconds=gap)

    @rule()
    def the_seller_writes(self) -> None:
        self.attempt(
            lambda: actions.add_message(actor=self.world.sue.actor, ref=self.ref, reply=Reply("x"), at=self.at)
        )

    @rule(outcome=st.sampled_from(list(Outcome)))
    def an_associate_answers(self, outcome: Outcome) -> None:
        decision = Decision(outcome, what="proof", who="carrier")
        self.attempt(
            lambda: actions.answer(
                actor=self.world.sam.actor, ref=self.ref, reply=Reply("y"), decision=decision, at=self.at
            )
        )

    @rule(reason=st.sampled_from(list(CloseReason)))
    def the_seller_closes(self, reason: CloseReason) -> None:
        self.attempt(
            lambda: actions.close_by_seller(
                actor=self.world.alice.actor, ref=self.ref, reason=reason, words="", at=self.at
            )
        )

    @rule(by_staff=st.booleans())
    def somebody_reopens(self, by_staff: bool) -> None:
        actor = self.world.sam.actor if by_staff else self.world.alice.actor
        self.attempt(lambda: actions.reopen(actor=actor, ref=self.ref, reason="again", at=self.at))

    @rule(priority=st.sampled_from(list(Priority)))
    def priority_changes(self, priority: Priority) -> None:
        self.attempt(
            lambda: actions.prioritise(actor=self.world.sam.actor, ref=self.ref, priority=priority, at=self.at)
        )

    @rule()
    def an_internal_note_changes_nothing_for_the_seller(self) -> None:
        before = Case.objects.filter(ref=self.ref).values().get()
        actions.add_internal_note(actor=self.world.sam.actor, ref=self.ref, note=Reply("secret"), at=self.at)
        assert Case.objects.filter(ref=self.ref).values().get() == before

    @rule()
    def the_worker_wakes(self) -> None:
        case = Case.objects.get(ref=self.ref)
        if case.wakes_at is not None and case.wakes_at <= self.at:
            actions.wake(case_id=case.pk, at=self.at)

    def attempt(self, act: object) -> None:
        before = happenings()
        try:
            act()  # type: ignore[operator]
        except Refusal:
            assert happenings() == before

    @invariant()
    def exactly_one_sides_clock_runs_while_the_case_lives(self) -> None:
        case = Case.objects.get(ref=self.ref)
        running = list(Turn.objects.filter(case=case, ended_at__isnull=True).values_list("side", flat=True))
        assert case.clock_side == TURNS[Status(case.status)].value
        assert running == ([] if case.clock_side == Side.NOBODY else [case.clock_side])

    @invariant()
    def the_clocks_add_up_to_the_turns(self) -> None:
        case = Case.objects.get(ref=self.ref)
        shown = clocks.read(case.clocks, self.at)
        spent = dict.fromkeys(Side, 0)
        for turn in Turn.objects.filter(case=case):
            spent[Side(turn.side)] += int(((turn.ended_at or self.at) - turn.started_at).total_seconds())
        assert shown.marketplace_seconds == spent[Side.MARKETPLACE]
        assert shown.seller_seconds == spent[Side.SELLER]
        assert shown.third_party_seconds == spent[Side.THIRD_PARTY]

    @invariant()
    def closed_has_a_closer_and_pending_says_for_what(self) -> None:
        case = Case.objects.get(ref=self.ref)
        assert case.label == LABELS[Status(case.status)]
        assert bool(case.closed_at and case.closed_how and case.closed_by_kind) == (case.label == Label.CLOSED)
        assert bool(case.pending_what) == (case.label == Label.PENDING)
        assert (case.due_at is not None) == (case.clock_side in {Side.MARKETPLACE, Side.THIRD_PARTY})
        assert (case.seller_due_at is not None) == (case.status == Status.PENDING_SELLER)

    @invariant()
    def the_row_repeats_the_newest_message(self) -> None:
        case = Case.objects.get(ref=self.ref)
        newest = CaseMessage.objects.filter(case=case).order_by("-number")[0]
        assert (case.message_count, case.last_at, case.last_author) == (newest.number, newest.at, newest.author)

    @invariant()
    def nobody_else_is_touched(self) -> None:
        assert not Entry.objects.filter(~Q(subject_id=self.ref), subject_kind="case").exists()


@pytest.mark.django_db
def test_whatever_happens_to_a_case_some_things_always_hold() -> None:
    few = settings(max_examples=12, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck))

    run_state_machine_as_test(Life, settings=few)
