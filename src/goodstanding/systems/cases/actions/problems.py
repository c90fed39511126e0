"""One cause with many cases: gather them, say what is known, and answer all of them, one message each (ADR 134)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from goodstanding.base.outbox import actions as outbox
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from goodstanding.kit.refs import new_ref
from goodstanding.systems.cases import policies, queries
from goodstanding.systems.cases.actions import asking, moving, talking
from goodstanding.systems.cases.actions.moving import Words
from goodstanding.systems.cases.actions.scheduling import writer_of
from goodstanding.systems.cases.actions.talking import Decision, Reply, require_work
from goodstanding.systems.cases.errors import why_held
from goodstanding.systems.cases.events import ProblemAnswered
from goodstanding.systems.cases.models import (
    Case,
    Problem,
    ProblemAnswer,
    ProblemAnswerCase,
    ProblemCase,
)
from goodstanding.systems.cases.states import Outcome, Permit

MOST = 2_000
AT_ONCE = 100  # put behind a problem at once
BATCH = 50


@transaction.atomic
def open_problem(*, actor: Actor, title: str, cause: str, said: str, first: str = "", at: datetime) -> Problem:
    """Begin to look into one cause behind several cases, with the first of them if it is named; both or neither.

    `said` is what sellers read in theirs. Needs the right `problems`. Raises what `add_to_problem` raises for the first case.
    """
    _require_right(actor, at)
    problem = Problem(ref=new_ref(), opened_by_name=actor.name, opened_at=at)
    _describe(problem, title, cause, said)
    _log(problem, "problem.opened", actor, at)
    if first:
        add_to_problem(actor=actor, ref=problem.ref, case_ref=first, at=at)
    return problem


@transaction.atomic
def describe_problem(*, actor: Actor, ref: str, title: str, cause: str, said: str, at: datetime) -> Problem:
    """Say anew what it is and what sellers read of it. Raises NotFound, NotAllowed, Invalid."""
    problem = _held(actor, ref, at)
    _describe(problem, title, cause, said)
    _log(problem, "problem.described", actor, at)
    return problem


@transaction.atomic
def add_to_problem(*, actor: Actor, ref: str, case_ref: str, at: datetime) -> ProblemCase:
    """Put a case behind a problem. The same one again changes nothing.

    Raises Conflict for a case that has another problem or is over, NotFound, NotAllowed.
    """
    problem = _held(actor, ref, at)
    case = queries.case_for(actor, case_ref, lock=True)
    require_work(actor, case, at)
    held = ProblemCase.objects.select_related("problem").filter(case=case).first()
    if held is not None and held.problem_id == problem.pk:
        return held
    if held is not None:
        raise Conflict(
            gettext("This case belongs to problem %(ref)s. Take it out of there first.") % {"ref": held.problem.ref}
        )
    policies.require_status(case, Permit.ANSWER)
    if ProblemCase.objects.filter(problem=problem).count() >= MOST:
        raise Invalid(gettext("A problem has at most %(most)s cases.") % {"most": MOST}, field="case")
    kept = ProblemCase.objects.create(problem=problem, case=case, by_name=actor.name, at=at)
    moving.log_inside(case, "case.joined_problem", actor=actor, at=at, problem=problem.ref)
    return kept


def gather(*, actor: Actor, ref: str, case_refs: Sequence[str], at: datetime) -> Sequence[tuple[str, str]]:
    """Put several cases behind a problem, each by itself; returns those that stay out, each with why.

    Raises Invalid for none or more than AT_ONCE, NotFound for a problem that is not there, NotAllowed.
    """
    queries.problem_for(actor, ref)
    _require_right(actor, at)
    wanted = list(dict.fromkeys(case_refs))
    if not wanted or len(wanted) > AT_ONCE:
        raise Invalid(gettext("Name one to %(most)s cases by their numbers.") % {"most": AT_ONCE}, field="case")
    left = []
    for case_ref in wanted:
        try:
            add_to_problem(actor=actor, ref=ref, case_ref=case_ref, at=at)
        except NotFound:
            left.append((case_ref, "There is no case with this number."))
        except (Conflict, NotAllowed) as refusal:
            left.append((case_ref, refusal.message))
    return left


@transaction.atomic
def take_from_problem(*, actor: Actor, ref: str, case_ref: str, at: datetime) -> None:
    """Take a case out of a problem. One that is not in it is no matter."""
    problem = _held(actor, ref, at)
    case = queries.case_for(actor, case_ref, lock=True)
    require_work(actor, case, at)
    gone, _ = ProblemCase.objects.filter(problem=problem, case=case).delete()
    if gone:
        moving.log_inside(case, "case.left_problem", actor=actor, at=at, problem=problem.ref)


@transaction.atomic
def close_problem(*, actor: Actor, ref: str, at: datetime) -> Problem:
    """It is found and mended: sellers read of it no more. The cases stay as they are."""
    problem = _held(actor, ref, at)
    if problem.closed_at is None:
        problem.closed_at = at
        problem.save(update_fields=["closed_at"])
        _log(problem, "problem.closed", actor, at)
    return problem


@transaction.atomic
def answer_problem(
    *, actor: Actor, ref: str, reply: Reply, decision: Decision, refs: Sequence[str], at: datetime
) -> ProblemAnswer:
    """Answer the cases named (of those previewed) with one message each, given by the worker.

    What each case's newest message was when the answer was written is kept: a case in which more is said before its turn is
    held back, not answered over. One answer at a time. Raises Conflict, Invalid, NotFound, NotAllowed.
    """
    problem = _held(actor, ref, at)
    if actor.user_id is None:
        raise NotAllowed(gettext("Only a person can answer."))
    if ProblemAnswer.objects.filter(problem=problem, finished_at__isnull=True).exists():
        raise Conflict(gettext("An answer is on its way to these cases. Wait until each has its verdict."))
    decision = asking.cleaned(decision)
    pending = talking.pending_of(decision)
    cases = list(Case.objects.filter(problem_link__problem=problem, ref__in=list(refs)).order_by("pk"))
    if not cases:
        raise Invalid(gettext("Choose the cases that are to be answered."), field="cases")
    answer = ProblemAnswer.objects.create(
        problem=problem, user_id=actor.user_id, body=moving.clean_body(Words(reply.body)), at=at,
        outcome=decision.outcome.value, what=pending.what if pending else "", who=pending.who if pending else "",
        needs=list(decision.needs),
    )  # fmt: skip
    ProblemAnswerCase.objects.bulk_create(
        [ProblemAnswerCase(answer=answer, case=case, seen=case.message_count, at=at) for case in cases]
    )
    _log(problem, "problem.answered", actor, at, cases=len(cases), outcome=answer.outcome)
    outbox.publish(ProblemAnswered(answer=answer.pk), at=at)
    return answer


def give_answers(*, answer_id: int, at: datetime) -> int:
    """Give a problem's answer to every case that still waits for it, each in its own transaction. Returns how many were given.

    May run twice, late, and after a crash: it goes on with those that have no verdict yet.
    """
    given = 0
    while keys := queries.cases_waiting_for(answer_id, limit=BATCH):
        given += sum(_give(key, at) for key in keys)
    ProblemAnswer.objects.filter(pk=answer_id, finished_at__isnull=True).update(finished_at=at)
    return given


@transaction.atomic
def _give(key: int, at: datetime) -> bool:
    one = ProblemAnswerCase.objects.select_for_update(of=("self",)).select_related("answer__user", "case").get(pk=key)
    if one.verdict != "waiting":
        return False
    answer, one.at = one.answer, at
    decision = Decision(Outcome(answer.outcome), what=answer.what, who=answer.who, seen=one.seen, needs=answer.needs)
    reply = Reply(answer.body, request_key=f"problem:{answer.pk}")
    try:
        with transaction.atomic():
            talking.answer(actor=writer_of(answer.user), ref=one.case.ref, reply=reply, decision=decision, at=at)
    except (Refusal, IntegrityError) as refusal:
        one.verdict, one.why = "held", (why_held(refusal) if isinstance(refusal, Refusal) else str(refusal))[:300]
    else:
        one.verdict = "sent"
    one.save()
    return one.verdict == "sent"


def _held(actor: Actor, ref: str, at: datetime) -> Problem:
    _require_right(actor, at)
    problem = Problem.objects.select_for_update().filter(ref=ref).first()
    if problem is None:
        raise NotFound(gettext("There is no such problem."))
    return problem


def _describe(problem: Problem, title: str, cause: str, said: str) -> None:
    problem.title = moving.clean_line(title, field="title", limit=160, what=gettext("A title"))
    problem.cause = cause.replace("\x00", "").strip()[:20_000]
    line = " ".join(said.replace("\x00", "").split())
    if len(line) > 300:
        raise Invalid(gettext("What sellers read may have at most 300 characters."), field="said")
    problem.said = line
    problem.save()


def _require_right(actor: Actor, at: datetime) -> None:
    policies.require_right(actor, queries.house_catalogue(at).may("problems"))


def _log(problem: Problem, verb: str, actor: Actor, at: datetime, **data: object) -> None:
    moving.log_thing("problem", problem.ref, verb, actor=actor, at=at, **data)
