"""Two at once at bulk changes: sent twice, and two workers at one. Each ends as if one had come after the other."""

from __future__ import annotations

from threading import Event
from time import sleep

import pytest
from django.db import transaction

from goodstanding.base.timeline.models import Entry
from goodstanding.systems.cases import actions as cases
from goodstanding.systems.cases.models import Case, ScheduledAnswer
from goodstanding.systems.cases.states import Outcome
from goodstanding.systems.desk import actions
from goodstanding.systems.desk.actions import Wish
from goodstanding.systems.desk.models import BulkChange, Macro
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


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_is_being_written_anew_while_it_is_taken_back_goes() -> None:
    """Taking back waits for whoever holds the case, and sees only then that the answer is hers by now."""
    world = World()
    ref = open_case(world).ref
    change = actions.begin(
        actor=world.sam.actor, wish=Wish(refs=[ref], steps=[], request_key="once", letter=LETTER), at=world.now
    )
    actions.carry_on(change.pk, at=world.now)
    actions.take_back(actor=world.sam.actor, ref=change.ref, at=world.now)
    written = Event()

    def write_anew() -> None:
        with transaction.atomic():
            cases.schedule_answer(
                actor=world.tess.actor, ref=ref, reply=cases.Reply("Better words"), at=world.later(minutes=1),
                decision=cases.Decision(Outcome.KEEP_OPEN), send_at=world.later(hours=2),
            )  # fmt: skip
            written.set()
            sleep(0.5)  # the other one stands at the case by now

    def carry_on_meanwhile() -> None:
        written.wait(5)
        actions.carry_on(change.pk, at=world.now)

    at_once(write_anew, carry_on_meanwhile)

    waiting = ScheduledAnswer.objects.get()
    assert (waiting.state, waiting.body) == ("waiting", "Better words")
    assert change.items.get().state == ItemState.STAYS


@pytest.mark.django_db(transaction=True)
def test_stopping_while_a_worker_is_at_it_loses_no_case_and_does_none_twice() -> None:
    world = World()
    change = actions.begin(actor=world.sam.actor, wish=wish_of(world), at=world.now)

    at_once(
        lambda: actions.carry_on(change.pk, at=world.now),
        lambda: actions.stop(actor=world.sam.actor, ref=change.ref, at=world.now),
    )
    stopped = BulkChange.objects.get()
    if stopped.state == BulkState.STOPPED:
        actions.go_on(actor=world.sam.actor, ref=change.ref, at=world.now)
        actions.carry_on(change.pk, at=world.now)

    assert Entry.objects.filter(verb="case.tagged").count() == CASES
    assert {item.state for item in change.items.all()} == {ItemState.CHANGED}


@pytest.mark.django_db(transaction=True)
def test_a_first_word_sent_twice_at_once_opens_one_case_and_does_its_macro_once() -> None:
    world = World()
    words = actions.MacroDraft(name="Scan", body="Scan", steps=[("tag", "scan")])
    macro = actions.make_macro(actor=world.sam.actor, draft=words, at=world.now)
    first = cases.FirstWord(
        category="orders_shipping.templates", subject="The label", words=cases.Reply("{{case.id}}", request_key="once"),
        decision=cases.Decision(Outcome.KEEP_OPEN), assignee_id=world.sam.user.pk,
    )  # fmt: skip

    found = at_once(
        *[
            lambda: actions.write_first_with(
                actor=world.sam.actor, seller_ref=world.harbour.ref, first=first, macro=macro.ref, at=world.now
            )
        ]
        * 4
    )

    case = Case.objects.get()
    assert [one[0] for one in found if isinstance(one, tuple)] == [case] * 4
    assert case.last_beginning == case.ref
    assert Macro.objects.get().used == 1
    assert Entry.objects.filter(verb="case.tagged").count() == 1
