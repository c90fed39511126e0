"""One cause with many cases: previewed, answered one by one, gone on with after a crash; no seller learns who else."""

from __future__ import annotations

import pytest

from goodstanding.base.clock import reading
from goodstanding.systems.cases import actions
from goodstanding.systems.cases.actions import Decision, Reply
from goodstanding.systems.cases.models import Case, CaseMessage, Problem, ProblemAnswer, ProblemAnswerCase
from goodstanding.systems.cases.states import Outcome
from tests.factories.cases import answer, open_case
from tests.world import World, happenings


@pytest.fixture
def problem(world: World) -> Problem:
    """The bank is late, for alice and for mallory."""
    reading.move_to(world.now)
    found = actions.open_problem(
        actor=world.sam.actor, title="Bank late", cause="Batch 7 failed", said="The bank was late.", at=world.now
    )
    for case in (
        open_case(world, subject="Where is my money"),
        open_case(world, by=world.mallory, subject="No payout"),
    ):
        actions.add_to_problem(actor=world.sam.actor, ref=found.ref, case_ref=case.ref, at=world.now)
    return found


def url(problem: Problem, path: str = "") -> str:
    return f"/console/cases/problems/{problem.ref}/{path}"


def test_the_answer_is_previewed_then_given_to_each_case_with_its_verdict(world: World, problem: Problem) -> None:
    client = world.as_(world.sam)
    said = {"body": "It is paid now.", "outcome": "resolve"}
    closed = answer(world, Case.objects.get(seller=world.rival), outcome=Outcome.RESOLVE)

    preview = client.post(url(problem, "answers/"), said).content.decode()
    assert "It is closed." in preview
    assert CaseMessage.objects.count() == 3
    refs = [case.ref for case in Case.objects.all()]
    client.post(url(problem, "answers/"), {**said, "confirmed": "1", "cases": refs})
    world.work_off()

    hers = Case.objects.get(seller=world.harbour)
    assert hers.status == "resolved"
    assert CaseMessage.objects.get(case=hers, number=2).body == "It is paid now."
    verdicts = dict(ProblemAnswerCase.objects.values_list("case__ref", "verdict"))
    assert verdicts == {hers.ref: "sent", closed.ref: "held"}
    assert "1 answered, 1 held back" in client.get(url(problem)).content.decode()


def test_a_worker_that_died_is_gone_on_with_and_nobody_is_answered_twice(world: World, problem: Problem) -> None:
    refs = [case.ref for case in Case.objects.all()]
    begun = actions.answer_problem(
        actor=world.sam.actor, ref=problem.ref, reply=Reply("Paid."), decision=Decision(Outcome.KEEP_OPEN), refs=refs,
        at=world.now,
    )  # fmt: skip
    first = ProblemAnswerCase.objects.order_by("pk")[0]
    actions.give_answers(answer_id=begun.pk, at=world.now)
    ProblemAnswerCase.objects.filter(pk=first.pk).update(verdict="waiting")

    actions.give_answers(answer_id=begun.pk, at=world.later(minutes=5))
    actions.give_answers(answer_id=begun.pk, at=world.later(minutes=6))

    assert CaseMessage.objects.filter(body="Paid.").count() == 2
    assert set(ProblemAnswerCase.objects.values_list("verdict", flat=True)) == {"sent"}
    assert ProblemAnswer.objects.get().finished_at is not None


def test_a_case_in_which_more_was_said_is_held_back(world: World, problem: Problem) -> None:
    refs = [case.ref for case in Case.objects.all()]
    begun = actions.answer_problem(
        actor=world.sam.actor, ref=problem.ref, reply=Reply("Paid."), decision=Decision(Outcome.RESOLVE), refs=refs,
        at=world.now,
    )  # fmt: skip
    hers = Case.objects.get(seller=world.harbour)
    actions.add_message(actor=world.alice.actor, ref=hers.ref, reply=Reply("And another thing"), at=world.now)

    actions.give_answers(answer_id=begun.pk, at=world.now)

    held = ProblemAnswerCase.objects.get(case=hers)
    assert held.verdict == "held"
    assert held.why.startswith("Something was written in the case after this answer was.")
    hers.refresh_from_db()
    assert hers.label == "open"


def test_a_seller_learns_that_others_report_it_but_not_who(world: World, problem: Problem) -> None:
    hers = Case.objects.get(seller=world.harbour)

    page = world.as_(world.alice).get(f"/s/{world.harbour.ref}/cases/{hers.ref}/").content.decode()
    assert "Others report the same thing" in page
    assert "The bank was late." in page
    for secret in ("Batch 7", "Rival", "No payout", problem.ref, "Bank late"):
        assert secret not in page

    actions.close_problem(actor=world.sam.actor, ref=problem.ref, at=world.now)
    page = world.as_(world.alice).get(f"/s/{world.harbour.ref}/cases/{hers.ref}/").content.decode()
    assert "Others report the same thing" not in page


def test_a_case_has_one_problem_at_most(world: World, problem: Problem) -> None:
    other = actions.open_problem(actor=world.sam.actor, title="Other", cause="", said="", at=world.now)
    hers = Case.objects.get(seller=world.harbour)
    before = happenings()

    page = world.as_(world.sam).post(url(other, "cases/"), {"case": hers.ref})

    assert page.status_code == 409
    assert problem.ref in page.content.decode()
    assert happenings() == before


def test_many_cases_are_added_at_once_and_those_that_stay_out_are_named_with_why(
    world: World, problem: Problem
) -> None:
    more = [open_case(world, subject=f"Another payout {n}") for n in range(3)]
    closed = answer(world, more[2], outcome=Outcome.RESOLVE)
    typed = f"{more[0].ref.lower()}, {more[1].ref}\n{closed.ref} 0AA-000"

    page = world.as_(world.sam).post(url(problem, "cases/"), {"case": typed}).content.decode()

    assert Case.objects.filter(problem_link__problem=problem).count() == 4
    assert f"Not added: {closed.ref}:" in page
    assert "0AA-000: There is no case with this number." in page


@pytest.mark.parametrize("typed", ["", " ,; ", " ".join(f"0AA-{n:03}" for n in range(101))])
def test_no_number_and_too_many_numbers_are_refused(world: World, problem: Problem, typed: str) -> None:
    before = happenings()

    refused = world.as_(world.sam).post(url(problem, "cases/"), {"case": typed})

    assert refused.status_code == 422
    assert happenings() == before


def test_a_case_leads_to_the_problems_and_goes_behind_an_open_or_a_new_one(world: World, problem: Problem) -> None:
    client, one, other = world.as_(world.sam), open_case(world, subject="A third"), open_case(world, subject="A fourth")

    beside = client.get(f"/console/cases/{one.ref}/beside/").content.decode()
    page = client.get(f"/console/cases/problems/?case={one.ref}").content.decode()
    client.post(url(problem, "cases/"), {"case": one.ref})
    client.post("/console/cases/problems/", {"title": "Bank gone", "cause": "", "said": "", "case": other.ref})

    assert f"/console/cases/problems/?case={one.ref}" in beside
    assert f"Put {one.ref} behind it" in page
    assert one.problem_link.problem == problem
    assert other.problem_link.problem.title == "Bank gone"


def test_a_new_problem_is_not_opened_for_a_case_that_is_over(world: World) -> None:
    reading.move_to(world.now)
    over = answer(world, open_case(world), outcome=Outcome.RESOLVE)
    before = happenings()

    refused = world.as_(world.sam).post("/console/cases/problems/", {"title": "Bank late", "case": over.ref})

    assert refused.status_code == 409
    assert happenings() == before
    assert not Problem.objects.exists()
