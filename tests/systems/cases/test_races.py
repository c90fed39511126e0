"""Two at once: the same case sent twice, two associates answering, a seller writing while the case is closed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from goodstanding.kit.errors import Conflict
from goodstanding.systems.cases import actions
from goodstanding.systems.cases.actions import CloseReason, Decision, Reply
from goodstanding.systems.cases.errors import CaseMovedOn
from goodstanding.systems.cases.models import Case, CaseMessage, Turn
from goodstanding.systems.cases.states import Outcome
from tests.factories.cases import answer, open_case
from tests.world import World


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run all in threads that start together; results and exceptions, in order."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        start.wait()
        try:
            return act()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.mark.django_db(transaction=True)
def test_the_same_case_sent_twice_at_once_is_one_case() -> None:
    world = World()

    found = at_once(*[lambda: open_case(world, request_key="same")] * 4)

    assert {case.ref for case in found if isinstance(case, Case)} == {Case.objects.get().ref}
    assert len([case for case in found if isinstance(case, Case)]) == 4
    assert CaseMessage.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_is_sent() -> None:
    world = World()
    case = open_case(world)

    def reply(actor: object) -> Callable[[], object]:
        decision = Decision(Outcome.WAIT_FOR_SELLER, what="proof", seen=1)
        return lambda: actions.answer(
            actor=actor,
            ref=case.ref,
            reply=Reply("Mine"),
            decision=decision,
            at=world.now,  # type: ignore[arg-type]
        )

    found = at_once(reply(world.sam.actor), reply(world.tess.actor))

    assert sorted(type(one).__name__ for one in found) == [CaseMessage.__name__, CaseMovedOn.__name__]
    assert CaseMessage.objects.filter(case=case).count() == 2
    assert Turn.objects.filter(case=case, ended_at__isnull=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_messages_at_once_are_numbered_without_gap() -> None:
    world = World()
    case = answer(world, open_case(world), at=world.now)

    at_once(*[lambda: actions.add_message(actor=world.sue.actor, ref=case.ref, reply=Reply("x"), at=world.now)] * 4)

    assert list(CaseMessage.objects.filter(case=case).order_by("number").values_list("number", flat=True)) == [
        *range(1, 7)
    ]


@pytest.mark.django_db(transaction=True)
def test_of_closing_twice_at_once_one_is_refused() -> None:
    world = World()
    case = open_case(world)

    found = at_once(
        *[lambda: actions.close_by_seller(
            actor=world.alice.actor, ref=case.ref, reason=CloseReason.SOLVED, words="", at=world.now
        )] * 2
    )  # fmt: skip

    assert sum(isinstance(one, Case) for one in found) == 1
    assert sum(isinstance(one, Conflict) for one in found) == 1


@pytest.mark.django_db(transaction=True)
def test_of_taking_at_once_one_gets_it() -> None:
    world = World()
    case = open_case(world)

    found = at_once(
        lambda: actions.take(actor=world.sam.actor, ref=case.ref, at=world.now),
        lambda: actions.take(actor=world.tess.actor, ref=case.ref, at=world.now),
    )

    assert sum(isinstance(one, Case) for one in found) == 1
    assert sum(isinstance(one, Conflict) for one in found) == 1
