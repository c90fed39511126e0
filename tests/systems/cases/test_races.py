"""Two at once: the same thing sent twice, and two people at one case. Each ends as if one had come after the other."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import Conflict, NotFound, Refusal
from goodstanding.systems.cases import actions
from goodstanding.systems.cases.actions import CloseReason, Decision, NewCase, Reply, opening
from goodstanding.systems.cases.errors import CannotUndo, CaseMovedOn, StatusForbids
from goodstanding.systems.cases.models import Case, CaseMessage, Rearrangement, ReplyDraft, ScheduledAnswer, Turn
from goodstanding.systems.cases.states import Outcome, Rearranging, Status
from goodstanding.systems.service.models import Promise
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


def test_a_request_that_opened_a_case_is_that_case_whatever_is_wrong_with_it_later(world: World) -> None:
    opened = open_case(world, request_key="same")
    strangers = NewCase(category=opened.category, subject=opened.subject, words=Reply("Mine?", request_key="same"))

    again = open_case(world, request_key="same", subject="", category="no.such.category")

    assert again == opened
    with pytest.raises(Refusal):
        open_case(world, request_key="another", subject="", category="no.such.category")
    with pytest.raises(NotFound):
        actions.open_case(actor=world.mallory.actor, seller=world.harbour, new=strangers, at=world.now)
    assert Case.objects.get() == opened


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


@pytest.mark.django_db(transaction=True)
def test_an_answer_clicked_twice_is_sent_once() -> None:
    world = World()
    case = open_case(world)
    decision = Decision(Outcome.WAIT_FOR_SELLER, what="proof", seen=1)
    reply = Reply("Please send the scan.", request_key="one click")

    found = at_once(*[lambda: actions.answer(actor=world.sam.actor, ref=case.ref, reply=reply, decision=decision,
                                             at=world.now)] * 2)  # fmt: skip

    assert {one.number for one in found if isinstance(one, CaseMessage)} == {2}
    assert CaseMessage.objects.filter(case=case).count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("crosswise", [False, True])
def test_of_two_merges_at_once_one_counts(crosswise: bool) -> None:
    world = World()
    one, other = open_case(world), open_case(world, subject="The same parcel")

    def merge(actor: Actor, source: Case, target: Case) -> Callable[[], object]:
        return lambda: actions.merge(actor=actor, ref=source.ref, into=target.ref, reason="Same matter", at=world.now)

    mine = merge(world.ada.actor, one, other)
    found = at_once(mine, merge(world.sam.actor, *((other, one) if crosswise else (one, other))))

    assert sum(isinstance(done, Case) for done in found) == 1
    assert sum(isinstance(done, StatusForbids) for done in found) == 1
    assert Case.objects.filter(status=Status.MERGED).count() == Rearrangement.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_case_assigned_while_it_is_closed_is_both() -> None:
    world = World()
    case = open_case(world)

    found = at_once(
        lambda: actions.assign(actor=world.ada.actor, ref=case.ref, user_id=world.tess.user.pk, at=world.now),
        lambda: answer(world, case, outcome=Outcome.RESOLVE, at=world.now),
    )

    case.refresh_from_db()
    assert [type(one) for one in found] == [Case, Case]
    assert (case.status, case.assignee_id) == (Status.RESOLVED, world.tess.user.pk)


@pytest.mark.django_db(transaction=True)
def test_of_answering_and_throwing_away_at_once_one_happens() -> None:
    world = World()
    case = open_case(world)
    decision = Decision(Outcome.WAIT_FOR_SELLER, what="proof", seen=1)

    found = at_once(
        lambda: actions.answer(
            actor=world.sam.actor, ref=case.ref, reply=Reply("Please send it."), decision=decision, at=world.now
        ),
        lambda: actions.put_away(
            actor=world.ada.actor, ref=case.ref, shelf=Rearranging.TRASH, reason="Twice", at=world.now
        ),
    )

    case.refresh_from_db()
    trashed = case.status == Status.TRASHED
    answered = CaseMessage.objects.filter(case=case).count() == 2
    assert [isinstance(one, Refusal) for one in found] == [trashed and not answered, not trashed]


@pytest.mark.django_db(transaction=True)
def test_taken_back_twice_at_once_is_taken_back_once() -> None:
    world = World()
    one, other = open_case(world), open_case(world, subject="The same parcel")
    actions.merge(actor=world.ada.actor, ref=one.ref, into=other.ref, reason="Same matter", at=world.now)
    step = Rearrangement.objects.get()

    found = at_once(*[lambda: actions.undo(actor=world.ada.actor, ref=other.ref, step=step.pk, at=world.now)] * 2)

    assert sorted(type(done).__name__ for done in found) == sorted([CannotUndo.__name__, Rearrangement.__name__])
    assert set(Case.objects.values_list("status", "merged_into")) == {(Status.NEW, None)}
    assert set(CaseMessage.objects.filter(shown_in=None).values_list("case", flat=True)) == {one.pk, other.pk}


def _later(world: World, case: Case, body: str = "It is on its way.") -> ScheduledAnswer:
    """Sam has an answer sent in an hour."""
    decision = Decision(Outcome.WAIT_FOR_SELLER, what="proof", seen=1)
    return actions.schedule_answer(
        actor=world.sam.actor,
        ref=case.ref,
        reply=Reply(body),
        decision=decision,
        send_at=world.later(hours=1),
        at=world.now,
    )


@pytest.mark.django_db(transaction=True)
def test_send_later_clicked_twice_waits_once() -> None:
    world = World()
    case = open_case(world)

    found = at_once(*[lambda: _later(world, case)] * 2)

    assert {one.pk for one in found if isinstance(one, ScheduledAnswer)} == {ScheduledAnswer.objects.get().pk}
    assert [type(one) for one in found] == [ScheduledAnswer] * 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_what_waited_once() -> None:
    world = World()
    case = open_case(world)
    _later(world, case)

    at_once(*[lambda: actions.send_due(at=world.later(hours=2))] * 2)

    assert ScheduledAnswer.objects.get().state == "sent"
    assert CaseMessage.objects.filter(case=case).count() == 2


@pytest.mark.django_db(transaction=True)
def test_an_answer_stopped_while_it_goes_out_is_sent_or_a_draft_and_never_both() -> None:
    world = World()
    case = open_case(world)
    waiting = _later(world, case)
    after = world.later(hours=2)

    stopped, looked_at = at_once(
        lambda: actions.stop_scheduled(actor=world.sam.actor, ref=case.ref, scheduled=waiting.pk, at=after),
        lambda: actions.send_due(at=after),
    )

    waiting.refresh_from_db()
    sent = CaseMessage.objects.filter(case=case).count() == 2
    assert looked_at in (0, 1)
    assert isinstance(stopped, Conflict) is sent
    assert (waiting.state, ReplyDraft.objects.count()) == (("sent", 0) if sent else ("stopped", 1))


def test_a_case_id_that_somebody_has_is_left_for_the_next(world: World) -> None:
    taken, opened = open_case(world).ref, []

    def under(ref: str) -> Case:
        opened.append(ref)
        new = NewCase(category="orders_shipping.templates", subject="Days", words=Reply("Wrong days.", request_key="k"))
        return opening._open(world.alice.actor, world.harbour, new, ref, world.now)

    case = opening.open_under(
        [taken, "7QX-2MN"], under, world.harbour, NewCase(category="", subject="", words=Reply(""))
    )

    assert (case.ref, opened) == ("7QX-2MN", [taken, "7QX-2MN"])
    assert Promise.objects.filter(subject_ref=taken).count() == Promise.objects.filter(subject_ref="7QX-2MN").count()
