"""What associates keep about cases and share out among themselves by program: problems behind many cases, answers for later,
an absent colleague's cases, how much everybody has, and how cases ended. The seller's word on an end is here too."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Path, Query, Router, Status
from pydantic import Field

from goodstanding.api.auth import actor_of, caller, moment_of, needs
from goodstanding.api.repeats import repeatable
from goodstanding.api.v1.case_shapes import Thing
from goodstanding.api.v1.cases import CaseId
from goodstanding.api.v1.desk_shapes import DeskCaseOut, desk_case
from goodstanding.api.v1.shapes import Given, Shown
from goodstanding.base.tokens.scopes import Scope
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import NotAllowed
from goodstanding.systems.cases import actions, policies, queries
from goodstanding.systems.cases.models import Problem
from goodstanding.systems.cases.rules import BODY_LIMIT, NEEDS_AT_ONCE, WHAT_LIMIT, WHO_LIMIT
from goodstanding.systems.cases.states import Outcome, Verdict
from goodstanding.systems.desk import actions as desk

router = Router(tags=["The desk's tools"])

READ, WRITE = needs(Scope.CASES_READ), needs(Scope.CASES_WRITE)
BIGGEST = 2**31 - 1
Settled = Literal["yes", "partly", "no"]

ProblemRef = Annotated[str, Path(description="The problem's reference.", examples=["7M3-9PX"])]
CaseInIt = Annotated[str, Path(description="The Case ID.", examples=["4K7-2QX"])]
Scheduled = Annotated[int, Path(ge=1, le=BIGGEST, description="Its id, as listed with the case.", examples=[3])]
Closed = Annotated[bool, Query(description="Those that were found and mended, instead of the open ones.")]
Days = Annotated[int, Query(ge=1, le=366, description="Cases that ended in so many days, up to now.")]


class ProblemIn(Given):
    """One cause behind several cases."""

    title: str = Field(max_length=160, description="For associates.", examples=["The bank pays late"])
    cause: str = Field("", max_length=20_000, description="What is known, for associates.", examples=[""])
    said: str = Field(
        "", max_length=300, description="What sellers read of it in their cases.", examples=["We look into it."]
    )


class ProblemCaseIn(Given):
    """A case that the problem is behind."""

    case: str = Field(max_length=12, description="The Case ID.", examples=["4K7-2QX"])


class ProblemAnswerIn(Given):
    """One answer for many cases, a message in each."""

    body: str = Field(max_length=BODY_LIMIT, examples=["The bank has paid today."])
    outcome: Outcome = Field(examples=["resolve"])
    what: str = Field("", max_length=WHAT_LIMIT, description="For what the cases wait then.", examples=[""])
    who: str = Field("", max_length=WHO_LIMIT, description="For which third party they wait then.", examples=[""])
    needs: list[Thing] = Field(
        default_factory=list, max_length=NEEDS_AT_ONCE, examples=[[]],
        description="Things that each seller is asked for, one by one: with 'wait_for_seller' alone.",
    )  # fmt: skip
    cases: list[str] | None = Field(None, max_length=2_000, description="Case IDs; null: all of the problem's.")


class ProblemOut(Shown):
    """One cause behind several cases."""

    ref: str = Field(examples=["7M3-9PX"])
    title: str = Field(examples=["The bank pays late"])
    cause: str = Field(examples=[""])
    said: str = Field(examples=["We look into it."])
    opened_by: str = Field(examples=["Sam"])
    opened_at: datetime
    closed_at: datetime | None


class CountedProblem(ProblemOut):
    """A problem with the number of its cases."""

    cases: int = Field(examples=[12])


class ProblemsOut(Shown):
    """Problems, the newest first, at most 200."""

    data: list[CountedProblem]


class VerdictOut(Shown):
    """What became of an answer in one case."""

    case: str = Field(examples=["4K7-2QX"])
    verdict: str = Field(description="'waiting', 'sent' or 'held'.", examples=["sent"])
    why: str = Field(description="Why it was held back.", examples=[""])


class ProblemAnswerOut(Shown):
    """An answer to the cases of a problem."""

    by: str = Field(examples=["Sam"])
    body: str = Field(examples=["The bank has paid today."])
    outcome: Outcome
    needs: list[str] = Field(description="What each seller was asked for with it.", examples=[[]])
    at: datetime
    finished_at: datetime | None
    verdicts: dict[str, int] = Field(description="How many cases have which verdict.", examples=[{"sent": 12}])


class ProblemDetail(ProblemOut):
    """A problem with its cases (at most 200), its answers, and the verdicts of the newest answer, those held first."""

    cases: list[DeskCaseOut]
    answers: list[ProblemAnswerOut] = Field(description="The newest first, at most ten.")
    verdicts: list[VerdictOut]


class ScheduledOut(Shown):
    """An answer that waits to be sent, or was held back."""

    id: int = Field(examples=[3])
    by: str = Field(examples=["Sam"])
    body: str = Field(examples=["The bank confirms: paid today."])
    outcome: Outcome
    send_at: datetime
    state: str = Field(description="'waiting', 'held' or 'stopped'.", examples=["waiting"])
    why: str = Field(description="Why it was held back.", examples=[""])


class DeskSideOut(Shown):
    """What associates keep about a case among themselves."""

    tags: list[str] = Field(examples=[["carrier-dispute"]])
    fields: dict[str, str] = Field(description="What is filled in, by code.", examples=[{"root_cause": "our_fault"}])
    snoozed_until: datetime | None
    problem: ProblemOut | None
    scheduled: list[ScheduledOut]


class HandOverIn(Given):
    """Whose cases go to whom."""

    absent: int = Field(ge=1, le=BIGGEST, description="The associate who is away, as in the workload.", examples=[7])
    colleague: int | None = Field(
        None,
        ge=1,
        le=BIGGEST,
        description="Who gets them; null: each goes to whoever may and owes least.",
        examples=[8],
    )


class HandedOut(Shown):
    """What came of handing over."""

    handed: int = Field(description="How many cases went; the others stay.", examples=[4])


class RatingIn(Given):
    """Whether a closed case is settled."""

    verdict: Settled = Field(examples=["yes"])
    comment: str = Field("", max_length=1_000, examples=["Quick and clear."])


class RatingOut(Shown):
    """What was said about an end."""

    verdict: Settled
    comment: str = Field(examples=["Quick and clear."])
    at: datetime


class LoadOut(Shown):
    """What one associate has."""

    associate: int | None = Field(description="Null: what nobody has.", examples=[7])
    name: str = Field(examples=["Sam"])
    living: int = Field(examples=[12])
    due: int = Field(description="Those that owe a word.", examples=[5])
    late: int = Field(examples=[1])


class WorkloadOut(Shown):
    """Everybody who works on cases, the most due first; what nobody has, last."""

    data: list[LoadOut]


class OutcomeLine(Shown):
    """How the cases of one queue ended."""

    queue: str = Field(examples=["payments"])
    closed: int = Field(examples=[40])
    reopened: int = Field(description="Those that came back.", examples=[3])
    overturned: int = Field(description="Those in which a decision was changed then.", examples=[1])
    rated: int = Field(description="Those that the seller said something about.", examples=[20])
    yes: int = Field(examples=[15])
    partly: int = Field(examples=[3])
    no: int = Field(examples=[2])


class OutcomesOut(Shown):
    """How cases ended, by queue."""

    since: datetime
    data: list[OutcomeLine]


@router.get("/desk/problems", response=ProblemsOut, auth=READ, operation_id="listProblems")
def list_problems(request: HttpRequest, closed: Closed = False) -> ProblemsOut:
    """Causes behind several cases, with how many cases each has. For associates."""
    found = queries.problems(actor_of(request), closed=closed)
    return ProblemsOut(data=[CountedProblem(**_problem_out(one).model_dump(), cases=n) for one, n in found])


@router.post("/desk/problems", response={201: ProblemDetail}, auth=WRITE, operation_id="openProblem")
@repeatable
def open_problem(request: HttpRequest, payload: ProblemIn) -> Status[ProblemDetail]:
    """Begin to look into one cause. For associates with the right to."""
    actor, at = caller(request)
    made = actions.open_problem(actor=actor, title=payload.title, cause=payload.cause, said=payload.said, at=at)
    return Status(201, _detail(actor, made.ref))


@router.get("/desk/problems/{problem}", response=ProblemDetail, auth=READ, operation_id="getProblem")
def get_problem(request: HttpRequest, problem: ProblemRef) -> ProblemDetail:
    """A problem, its cases, and what became of its newest answer in each."""
    return _detail(actor_of(request), problem)


@router.put("/desk/problems/{problem}", response=ProblemDetail, auth=WRITE, operation_id="describeProblem")
@repeatable
def describe_problem(request: HttpRequest, problem: ProblemRef, payload: ProblemIn) -> ProblemDetail:
    """Say anew what it is and what sellers read of it."""
    actor, at = caller(request)
    ref = queries.problem_for(actor, problem).ref
    actions.describe_problem(actor=actor, ref=ref, title=payload.title, cause=payload.cause, said=payload.said, at=at)
    return _detail(actor, ref)


@router.post("/desk/problems/{problem}/cases", response=ProblemDetail, auth=WRITE, operation_id="addToProblem")
@repeatable
def add_to_problem(request: HttpRequest, problem: ProblemRef, payload: ProblemCaseIn) -> ProblemDetail:
    """Put a case behind a problem. The same one again changes nothing."""
    actor, at = caller(request)
    ref = queries.problem_for(actor, problem).ref
    actions.add_to_problem(actor=actor, ref=ref, case_ref=payload.case, at=at)
    return _detail(actor, ref)


@router.api_operation(
    ["DELETE"], "/desk/problems/{problem}/cases/{case}", response=ProblemDetail, auth=WRITE,
    operation_id="takeFromProblem",
)  # fmt: skip
@repeatable
def take_from_problem(request: HttpRequest, problem: ProblemRef, case: CaseInIt) -> ProblemDetail:
    """Take a case out of a problem. One that is not in it is no matter."""
    actor, at = caller(request)
    ref = queries.problem_for(actor, problem).ref
    actions.take_from_problem(actor=actor, ref=ref, case_ref=case, at=at)
    return _detail(actor, ref)


@router.post(
    "/desk/problems/{problem}/answers", response={202: ProblemDetail}, auth=WRITE, operation_id="answerProblem"
)
@repeatable
def answer_problem(request: HttpRequest, problem: ProblemRef, payload: ProblemAnswerIn) -> Status[ProblemDetail]:
    """Answer its cases with one message each, in the background. A case in which more is said before its turn is held back."""
    actor, at = caller(request)
    found = queries.problem_for(actor, problem)
    refs = queries.refs_of_problem(actor, found) if payload.cases is None else payload.cases
    actions.answer_problem(
        actor=actor, ref=found.ref, reply=actions.Reply(payload.body, channel="api"), refs=refs,
        decision=actions.Decision(payload.outcome, what=payload.what, who=payload.who, needs=payload.needs), at=at,
    )  # fmt: skip
    return Status(202, _detail(actor, found.ref))


@router.post("/desk/problems/{problem}/closing", response=ProblemDetail, auth=WRITE, operation_id="closeProblem")
@repeatable
def close_problem(request: HttpRequest, problem: ProblemRef) -> ProblemDetail:
    """It is found and mended: sellers read of it no more. The cases stay as they are."""
    actor, at = caller(request)
    ref = queries.problem_for(actor, problem).ref
    actions.close_problem(actor=actor, ref=ref, at=at)
    return _detail(actor, ref)


@router.get("/cases/{ref}/desk", response=DeskSideOut, auth=READ, operation_id="getDeskSide")
def get_desk_side(request: HttpRequest, ref: CaseId) -> DeskSideOut:
    """What associates keep about a case among themselves: tags, fields, its problem, answers for later."""
    actor = actor_of(request)
    case = queries.case_for(actor, ref)
    if not policies.can_see_internal(actor):
        raise NotAllowed("This is for the marketplace's associates.")
    problem = queries.problem_of(actor, case)
    scheduled = [
        ScheduledOut(
            id=one.pk, by=one.user.name, body=one.body, outcome=Outcome(one.outcome), send_at=one.send_at, state=one.state,
            why=one.why,
        )
        for one in queries.scheduled_of(actor, case)
    ]  # fmt: skip
    return DeskSideOut(
        tags=list(queries.tags_of(actor, case)), fields=queries.fields_of(case), snoozed_until=case.snoozed_until,
        problem=_problem_out(problem) if problem else None, scheduled=scheduled,
    )  # fmt: skip


@router.api_operation(
    ["DELETE"], "/cases/{ref}/scheduled-answers/{scheduled}", response={204: None}, auth=WRITE,
    operation_id="stopScheduledAnswer",
)  # fmt: skip
@repeatable
def stop_scheduled_answer(request: HttpRequest, ref: CaseId, scheduled: Scheduled) -> Status[None]:
    """Stop an answer that waits or was held back; its text becomes one's draft."""
    actor, at = caller(request)
    desk.stop_later(actor=actor, ref=ref, scheduled=scheduled, at=at)
    return Status(204, None)


@router.post("/cases/{ref}/rating", response={201: RatingOut}, auth=WRITE, operation_id="rateCase")
@repeatable
def rate_case(request: HttpRequest, ref: CaseId, payload: RatingIn) -> Status[RatingOut]:
    """Say, as its seller, whether a closed case is settled. Once for each time it ends."""
    actor, at = caller(request)
    kept = actions.rate(actor=actor, ref=ref, verdict=Verdict(payload.verdict), comment=payload.comment, at=at)
    return Status(201, RatingOut(verdict=payload.verdict, comment=kept.comment, at=at))


@router.get("/desk/workload", response=WorkloadOut, auth=READ, operation_id="getWorkload")
def get_workload(request: HttpRequest) -> WorkloadOut:
    """Who has how many living cases, how many owe a word, and how many are late."""
    actor, at = caller(request)
    people = queries.associates([role.value for role in policies.WORKING_ROLES])
    loads = queries.workload(actor, at, people=people)
    return WorkloadOut(
        data=[
            LoadOut(associate=one.user_id, name=one.name, living=one.living, due=one.due, late=one.late)
            for one in loads
        ]
    )


@router.post("/desk/hand-overs", response=HandedOut, auth=WRITE, operation_id="handOver")
@repeatable
def hand_over(request: HttpRequest, payload: HandOverIn) -> HandedOut:
    """Hand an absent associate's living cases over, to one colleague or to whoever may and owes least."""
    actor, at = caller(request)
    policies.require_work(actor, ())
    return HandedOut(handed=actions.hand_over(actor=actor, from_id=payload.absent, to_id=payload.colleague, at=at))


@router.get("/desk/outcomes", response=OutcomesOut, auth=READ, operation_id="getOutcomes")
def get_outcomes(request: HttpRequest, days: Days = 30) -> OutcomesOut:
    """How cases ended by queue: how many came back, where a decision was changed, and what sellers said."""
    since = moment_of(request) - timedelta(days=days)
    lines = queries.outcomes(actor_of(request), since=since)
    return OutcomesOut(since=since, data=[OutcomeLine.model_validate(dict(line)) for line in lines])


def _problem_out(problem: Problem) -> ProblemOut:
    return ProblemOut(
        ref=problem.ref, title=problem.title, cause=problem.cause, said=problem.said, opened_by=problem.opened_by_name,
        opened_at=problem.opened_at, closed_at=problem.closed_at,
    )  # fmt: skip


def _detail(actor: Actor, ref: str) -> ProblemDetail:
    problem = queries.problem_for(actor, ref)
    answers = queries.answers_of_problem(actor, problem)
    newest = queries.verdicts_of(actor, answers[0][0]) if answers else []
    return ProblemDetail(
        **_problem_out(problem).model_dump(),
        cases=[desk_case(case) for case in queries.cases_of_problem(actor, problem)],
        answers=[
            ProblemAnswerOut(
                by=one.user.name, body=one.body, outcome=Outcome(one.outcome), needs=one.needs, at=one.at,
                finished_at=one.finished_at, verdicts=counts,
            )
            for one, counts in answers
        ],
        verdicts=[VerdictOut(case=one.case.ref, verdict=one.verdict, why=one.why) for one in newest],
    )  # fmt: skip
