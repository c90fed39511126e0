"""An answer is one word: it keeps what was owed and promises the next, whatever it does to the case besides."""

from __future__ import annotations

from goodstanding.systems.cases import actions
from goodstanding.systems.cases.actions import Reply
from goodstanding.systems.cases.models import Case, Turn
from goodstanding.systems.cases.states import Outcome
from goodstanding.systems.service.models import Promise
from tests.factories.cases import answer, open_case
from tests.world import World


def promised(case: Case) -> list[tuple[str, str]]:
    return list(Promise.objects.filter(subject_ref=case.ref).order_by("pk").values_list("kind", "verdict"))


def test_answering_a_case_that_waited_for_the_seller_promises_news_and_counts_no_reply_of_its_own(world: World) -> None:
    case = answer(world, open_case(world), outcome=Outcome.WAIT_FOR_SELLER)

    answer(world, case, outcome=Outcome.KEEP_OPEN, at=world.later(hours=2))

    assert promised(case) == [("resolution", ""), ("first_reply", "kept"), ("update", "")]


def test_the_sellers_answer_to_a_waiting_case_begins_one_reply_and_its_turn_is_held_to_it(world: World) -> None:
    case = answer(world, open_case(world), outcome=Outcome.WAIT_FOR_SELLER)

    actions.add_message(actor=world.alice.actor, ref=case.ref, reply=Reply("Here it is."), at=world.later(hours=3))

    case.refresh_from_db()
    assert promised(case) == [("resolution", ""), ("first_reply", "kept"), ("next_reply", "")]
    turn = Turn.objects.get(case=case, ended_at__isnull=True)
    owed = Promise.objects.get(subject_ref=case.ref, kind="next_reply")
    assert owed.started_at == turn.started_at == world.later(hours=3)
    assert (turn.due_at, turn.target_seconds) == (case.due_at, owed.target_seconds)
    assert case.due_at == owed.due_at


def test_writing_in_a_resolved_case_brings_its_promises_back_and_begins_a_reply(world: World) -> None:
    case = answer(world, open_case(world), outcome=Outcome.RESOLVE)

    actions.add_message(actor=world.alice.actor, ref=case.ref, reply=Reply("It is not solved."), at=world.later(days=1))

    case.refresh_from_db()
    assert [kind for kind, verdict in promised(case) if not verdict] == ["next_reply"]
    assert case.due_promise == "next_reply"
