"""Two at once at bulk changes: sent twice, and two workers at one. Each ends as if one had come after the other."""

from __future__ import annotations

import pytest

from goodstanding.base.timeline.models import Entry
from goodstanding.systems.cases.models import ScheduledAnswer
from goodstanding.systems.desk import actions
from goodstanding.systems.desk.actions import Wish
from goodstanding.systems.desk.models import BulkChange
from goodstanding.systems.desk.rules import Letter
from goodstanding.systems.desk.states import BulkState, ItemState
from tests.factories.cases import open_case
from tests.systems.cases.test_races import at_once
from tests.world import World

LETTER = Letter(body="It is mended.", outcome="keep_open")
CASES = 6


def wish_of(world: World) -> Wish:
    refs = [open_case(world, subject=f"Case number {n}").ref for n in range(CASES)]
    return Wish(refs=refs, steps=[("tag", "wave")], request_key="once", letter=LETTER)


@pytest.mark.django_db(transaction=True)
def test_the_same_bulk_change_sent_twice_at_once_is_one() -> None:
    world = World()
    wish = wish_of(world)

    found = at_once(*[lambda: actions.begin(actor=world.sam.actor, wish=wish, at=world.now)] * 4)

    assert found == [BulkChange.objects.get()] * 4


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_one_change_do_each_case_once_and_it_is_still_taken_back() -> None:
    world = World()
    change = actions.begin(actor=world.sam.actor, wish=wish_of(world), at=world.now)

    at_once(*[lambda: actions.carry_on(change.pk, at=world.now)] * 3)

    done = BulkChange.objects.get()
    assert (done.state, {item.state for item in done.items.all()}) == (BulkState.DONE, {ItemState.CHANGED})
    assert Entry.objects.filter(verb="case.tagged").count() == CASES
    assert ScheduledAnswer.objects.filter(state="waiting").count() == CASES

    actions.take_back(actor=world.sam.actor, ref=change.ref, at=world.now)
    at_once(*[lambda: actions.carry_on(change.pk, at=world.now)] * 3)

    back = BulkChange.objects.get()
    assert (back.state, {item.state for item in back.items.all()}) == (BulkState.UNDONE, {ItemState.TAKEN_BACK})
    assert ScheduledAnswer.objects.filter(state="waiting").count() == 0
