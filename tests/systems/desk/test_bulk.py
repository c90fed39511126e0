"""Bulk changes: tried before they are done, done case by case, taken back exactly, and never over somebody's later decision."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from goodstanding.base.timeline.models import Entry
from goodstanding.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from goodstanding.systems.cases import actions as cases_actions
from goodstanding.systems.cases import queries as case_queries
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.states import Outcome, Priority
from goodstanding.systems.desk import actions, queries
from goodstanding.systems.desk.actions import Wish, Work, try_out
from goodstanding.systems.desk.models import BulkChange
from goodstanding.systems.desk.rules import Step, steps_of
from goodstanding.systems.desk.states import BulkState, ItemState, StepKind
from tests.factories import cases
from tests.world import Person, World, happenings

EVERYTHING = [("priority", "urgent"), ("queue", "payments"), ("tag", "wave")]


def begun(
    world: World, refs: list[str], *steps: tuple[str, str], by: Person | None = None, key: str = "k1"
) -> BulkChange:
    wish = Wish(refs=refs, steps=steps or EVERYTHING, request_key=key)
    return actions.begin(actor=(by or world.sam).actor, wish=wish, at=world.now)


def states(change: BulkChange) -> list[str]:
    return list(change.items.order_by("pk").values_list("state", flat=True))


def look_of(world: World, ref: str) -> dict[str, Any]:
    case = Case.objects.get(ref=ref)
    return {
        "priority": case.priority, "queue": case.queue, "assignee": case.assignee_id, "status": case.status,
        "snoozed": case.snoozed_until, "tags": case_queries.tags_of(world.sam.actor, case), "due": case.due_at,
    }  # fmt: skip


def test_every_case_gets_the_steps_and_taking_back_restores_each(world: World) -> None:
    refs = [cases.open_case(world, subject=f"Case number {n}").ref for n in range(3)]
    cases_actions.take(actor=world.sam.actor, ref=refs[0], at=world.now)
    cases_actions.tag(actor=world.sam.actor, ref=refs[1], name="wave", at=world.now)
    before = [look_of(world, ref) for ref in refs]

    change = begun(world, refs)
    world.work_off()
    change.refresh_from_db()
    assert change.state == BulkState.DONE
    assert {look_of(world, ref)["queue"] for ref in refs} == {"payments"}

    actions.take_back(actor=world.sam.actor, ref=change.ref, at=world.now)
    world.work_off()
    change.refresh_from_db()

    assert change.state == BulkState.UNDONE
    assert [look_of(world, ref) for ref in refs] == before


@pytest.mark.parametrize("step", [("spam", ""), ("trash", ""), ("untag", "old"), ("assign", "me")])
def test_each_step_is_taken_back_exactly(world: World, step: tuple[str, str]) -> None:
    case = cases.open_case(world)
    cases_actions.tag(actor=world.ada.actor, ref=case.ref, name="old", at=world.now)
    before = look_of(world, case.ref)

    change = begun(world, [case.ref], step, by=world.ada)
    world.work_off()
    assert look_of(world, case.ref) != before, "the step did something"
    actions.take_back(actor=world.ada.actor, ref=change.ref, at=world.now)
    world.work_off()

    after = look_of(world, case.ref)
    assert {**after, "due": before["due"]} == before


def test_a_case_that_waits_for_the_seller_is_snoozed_and_woken_again(world: World) -> None:
    case = cases.answer(world, cases.open_case(world), outcome=Outcome.WAIT_FOR_SELLER)
    change = begun(world, [case.ref], ("snooze", "2"))
    world.work_off()
    assert look_of(world, case.ref)["snoozed"] is not None

    actions.take_back(actor=world.sam.actor, ref=change.ref, at=world.now)
    world.work_off()

    assert look_of(world, case.ref)["snoozed"] is None


def test_a_colleagues_later_decision_is_not_overruled(world: World) -> None:
    case = cases.open_case(world)
    change = begun(world, [case.ref], ("priority", "urgent"))
    world.work_off()
    cases_actions.prioritise(actor=world.tess.actor, ref=case.ref, priority=Priority.LOW, at=world.now)

    actions.take_back(actor=world.sam.actor, ref=change.ref, at=world.now)
    world.work_off()

    assert look_of(world, case.ref)["priority"] == "low"
    assert states(change) == [ItemState.STAYS]


def test_a_case_that_refuses_says_why_and_hinders_no_other(world: World) -> None:
    closed = cases.answer(world, cases.open_case(world, subject="One that is over"), outcome=Outcome.RESOLVE)
    open_one = cases.open_case(world, subject="One that goes on")

    change = begun(world, [closed.ref, open_one.ref], ("tag", "wave"), ("snooze", "1"))
    world.work_off()

    refused, changed = change.items.order_by("pk")
    assert (refused.state, changed.state) in {
        (ItemState.REFUSED, ItemState.CHANGED),
        (ItemState.REFUSED, ItemState.REFUSED),
    }
    assert refused.said == "This case is closed. Reopen it first."
    assert case_queries.tags_of(world.sam.actor, closed) == [], "all steps or none"


def test_what_is_so_already_counts_as_unchanged(world: World) -> None:
    case = cases.open_case(world)
    change = begun(world, [case.ref], ("priority", case.priority))
    world.work_off()

    assert states(change) == [ItemState.UNCHANGED]


def test_trying_out_changes_nothing_and_says_what_would_hinder(world: World) -> None:
    closed = cases.answer(world, cases.open_case(world), outcome=Outcome.RESOLVE)
    open_one = cases.open_case(world, subject="One that goes on")
    before, looks = happenings(), [look_of(world, one.ref) for one in (closed, open_one)]
    steps = [Step(StepKind.PRIORITY, "urgent"), Step(StepKind.TAG, "wave")]

    said = [try_out(Work([*steps, Step(StepKind.TRASH)]), actor=world.sam.actor, ref=one.ref, why="x", at=world.now)
            for one in (closed, open_one)]  # fmt: skip

    assert said[1] == ""
    assert (happenings(), [look_of(world, one.ref) for one in (closed, open_one)]) == (before, looks)


def test_the_same_request_twice_is_one_change(world: World) -> None:
    case = cases.open_case(world)

    assert begun(world, [case.ref]).pk == begun(world, [case.ref]).pk
    assert BulkChange.objects.count() == 1


def test_a_lost_task_is_picked_up_where_it_stood(world: World) -> None:
    refs = [cases.open_case(world, subject=f"Case number {n}").ref for n in range(2)]
    change = begun(world, refs, ("tag", "wave"))
    later = world.now + timedelta(minutes=6)
    assert queries.stalled_bulk(before=later) == [change.pk]

    actions.carry_on(change.pk, at=later)

    assert states(change) == [ItemState.CHANGED] * 2
    assert queries.stalled_bulk(before=later) == []
    actions.carry_on(change.pk, at=later)  # again: nothing is left to do
    assert Entry.objects.filter(verb="case.tagged").count() == 2


def test_it_is_refused_before_anything_is_written(world: World) -> None:
    case = cases.open_case(world)
    before = happenings()

    for wish, error in [
        (Wish(refs=[], steps=EVERYTHING, request_key="a"), Invalid),
        (Wish(refs=[case.ref, "NOT-THERE"], steps=EVERYTHING, request_key="b"), NotFound),
        (Wish(refs=[case.ref], steps=[("note", "x")], request_key="c"), Invalid),
    ]:
        with pytest.raises(error):
            actions.begin(actor=world.sam.actor, wish=wish, at=world.now)
    for person in (world.alice, world.mallory):
        with pytest.raises(NotAllowed):
            begun(world, [case.ref], by=person)

    assert (happenings(), BulkChange.objects.count()) == (before, 0)


def test_only_its_writer_and_administrators_take_it_back_and_only_for_a_day(world: World) -> None:
    change = begun(world, [cases.open_case(world).ref])
    with pytest.raises(Conflict):
        actions.take_back(actor=world.sam.actor, ref=change.ref, at=world.now)
    world.work_off()

    for person in (world.alice, world.mallory):
        with pytest.raises(NotFound):
            queries.bulk_for(person.actor, change.ref)
    assert queries.bulk_for(world.tess.actor, change.ref) == change
    with pytest.raises(NotAllowed, match="Sam"):
        actions.take_back(actor=world.tess.actor, ref=change.ref, at=world.now)
    with pytest.raises(Invalid, match="over"):
        actions.take_back(actor=world.sam.actor, ref=change.ref, at=world.now + timedelta(hours=24, seconds=1))


def test_steps_survive_being_kept(world: World) -> None:
    change = begun(world, [cases.open_case(world).ref])

    assert [(s.kind.value, s.value) for s in steps_of(change.steps)] == EVERYTHING
