"""Escalations: offered or refused, written, followed up and answered by sellers; worked by the levels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Status

from goodstanding.api import paging
from goodstanding.api.auth import actor_of, caller, moment_of, needs
from goodstanding.api.repeats import repeatable
from goodstanding.api.v1.cases import CaseId
from goodstanding.api.v1.escalation_shapes import (
    CaseEscalationOut,
    EscalationIn,
    EscalationOut,
    EscalationPage,
    FollowUpIn,
    HandingUpIn,
    QuestionIn,
    RefusingIn,
    RulingIn,
    WordIn,
    escalation_out,
    offer_out,
    written,
)
from goodstanding.api.v1.shapes import CursorParam, Limit
from goodstanding.base.tokens.scopes import Scope
from goodstanding.systems.cases import queries as cases
from goodstanding.systems.escalation import actions, queries
from goodstanding.systems.escalation.actions import Ruling
from goodstanding.systems.escalation.models import Escalation

router = Router(tags=["Escalations"])

EscalationId = Annotated[str, Path(description="The reference of the escalation.", examples=["8Q2-7MX"])]

Whose = Annotated[Literal["", "mine", "free"], Query(description="'mine', or 'free' for those nobody has.")]
OfLevel = Annotated[int, Query(ge=0, le=99, description="Only one level, by its number.")]
OfRoute = Annotated[str, Query(max_length=32, description="Only one route, by its code.")]
Ended = Annotated[bool, Query(description="Those that wait for the seller or ended, the newest first.")]
Named = Annotated[
    str, Query(max_length=100, description="A reference, a Case ID, or the beginning of a seller's name.")
]


@router.get(
    "/cases/{ref}/escalation", response=CaseEscalationOut, auth=needs(Scope.CASES_READ), operation_id="getEscalation"
)
def get_escalation(request: HttpRequest, ref: CaseId) -> CaseEscalationOut:
    """Whether a case may be escalated now, with the reasons and the date; and where its newest escalation is."""
    return _of_case(request, ref)


@router.post(
    "/cases/{ref}/escalation", response={201: CaseEscalationOut}, auth=needs(Scope.CASES_WRITE),
    operation_id="escalateCase",
)  # fmt: skip
@repeatable
def escalate_case(request: HttpRequest, ref: CaseId, payload: EscalationIn) -> Status[CaseEscalationOut]:
    """Ask others to look at a case anew. Refused with the date where waiting helps."""
    actor, at = caller(request)
    actions.escalate(actor=actor, ref=ref, written=written(payload), at=at)
    return Status(201, _of_case(request, ref))


@router.post(
    "/cases/{ref}/escalation/follow-up", response=CaseEscalationOut, auth=needs(Scope.CASES_WRITE),
    operation_id="followUpEscalation",
)  # fmt: skip
@repeatable
def follow_up_escalation(request: HttpRequest, ref: CaseId, payload: FollowUpIn) -> CaseEscalationOut:
    """Ask in the case's thread how it stands, from the time that the escalation names."""
    actions.follow_up(actor=actor_of(request), ref=ref, body=payload.body, at=moment_of(request))
    return _of_case(request, ref)


@router.post(
    "/cases/{ref}/escalation/word", response=CaseEscalationOut, auth=needs(Scope.CASES_WRITE),
    operation_id="sayWhetherSettled",
)  # fmt: skip
@repeatable
def say_whether_settled(request: HttpRequest, ref: CaseId, payload: WordIn) -> CaseEscalationOut:
    """Say whether a level's decision settles it: if so the case is closed, else it goes one level up."""
    actor, at = caller(request)
    if payload.settled:
        actions.settle(actor=actor, ref=ref, at=at)
    else:
        actions.contest(actor=actor, ref=ref, reason=payload.reason, at=at)
    return _of_case(request, ref)


@router.get("/escalations", response=EscalationPage, auth=needs(Scope.CASES_READ), operation_id="listEscalations")
def list_escalations(
    request: HttpRequest,
    response: HttpResponse,
    owner: Whose = "",
    level: OfLevel = 0,
    route: OfRoute = "",
    over: Ended = False,
    q: Named = "",
    limit: Limit = paging.DEFAULT_LIMIT,
    cursor: CursorParam = "",
) -> EscalationPage:
    """The escalations that owe an answer, what is due first, or with `over` those that ended; for associates."""
    actor, at = caller(request)
    wanted = queries.Asked(owner=owner, level=level, route=route, over=over, text=q)
    page = queries.queue(actor, wanted, paging.place(request, cursor), limit=limit)
    steps = queries.steps_of_many(page.rows)
    onward = paging.onward(request, response, page.older)
    return EscalationPage(data=[escalation_out(actor, one, steps[one.pk], at) for one in page.rows], next=onward)


@router.get(
    "/escalations/{ref}", response=EscalationOut, auth=needs(Scope.CASES_READ), operation_id="getEscalationByRef"
)
def get_escalation_by_ref(request: HttpRequest, ref: EscalationId) -> EscalationOut:
    """One escalation with its course."""
    return _shown(request, queries.escalation_for(actor_of(request), ref))


@router.post(
    "/escalations/{ref}/acceptance", response=EscalationOut, auth=needs(Scope.CASES_WRITE),
    operation_id="acceptEscalation",
)  # fmt: skip
@repeatable
def accept_escalation(request: HttpRequest, ref: EscalationId) -> EscalationOut:
    """Take it up, for somebody of the level who has not answered or decided in the case before."""
    return _done(request, ref, lambda actor, at: actions.accept(actor=actor, ref=ref, at=at))


@router.post(
    "/escalations/{ref}/question", response=EscalationOut, auth=needs(Scope.CASES_WRITE), operation_id="askInEscalation"
)
@repeatable
def ask_in_escalation(request: HttpRequest, ref: EscalationId, payload: QuestionIn) -> EscalationOut:
    """Ask the seller for something; the level's clock stands still until she answers."""
    return _done(
        request, ref, lambda actor, at: actions.ask(actor=actor, ref=ref, body=payload.body, what=payload.what, at=at)
    )  # fmt: skip


@router.post(
    "/escalations/{ref}/decision",
    response=EscalationOut,
    auth=needs(Scope.CASES_WRITE),
    operation_id="decideEscalation",
)
@repeatable
def decide_escalation(request: HttpRequest, ref: EscalationId, payload: RulingIn) -> EscalationOut:
    """Decide about the earlier answer, with reasons."""
    ruling = Ruling(payload.verdict, payload.reasons)
    return _done(request, ref, lambda actor, at: actions.decide(actor=actor, ref=ref, ruling=ruling, at=at))


@router.post(
    "/escalations/{ref}/handing-up", response=EscalationOut, auth=needs(Scope.CASES_WRITE),
    operation_id="handUpEscalation",
)  # fmt: skip
@repeatable
def hand_up_escalation(request: HttpRequest, ref: EscalationId, payload: HandingUpIn) -> EscalationOut:
    """Hand it to the next level, with a reason that the seller reads."""
    return _done(request, ref, lambda actor, at: actions.hand_up(actor=actor, ref=ref, reason=payload.reason, at=at))


@router.post(
    "/escalations/{ref}/refusal", response=EscalationOut, auth=needs(Scope.CASES_WRITE), operation_id="refuseEscalation"
)
@repeatable
def refuse_escalation(request: HttpRequest, ref: EscalationId, payload: RefusingIn) -> EscalationOut:
    """Not take it up, for one of the rulebook's reasons."""
    return _done(
        request, ref,
        lambda actor, at: actions.refuse(actor=actor, ref=ref, code=payload.code, reason=payload.reason, at=at),
    )  # fmt: skip


def _done(request: HttpRequest, ref: str, act: Callable[..., object]) -> EscalationOut:
    actor = actor_of(request)
    act(actor, moment_of(request))
    return _shown(request, queries.escalation_for(actor, ref))


def _of_case(request: HttpRequest, ref: str) -> CaseEscalationOut:
    actor, at = caller(request)
    case = cases.case_for(actor, ref)
    latest = queries.latest_of(case)
    steps = list(queries.steps_of(latest)) if latest else []
    return CaseEscalationOut(
        offer=offer_out(queries.offer_for(case, latest, at)),
        escalation=escalation_out(actor, latest, steps, at) if latest else None,
    )


def _shown(request: HttpRequest, one: Escalation) -> EscalationOut:
    actor, at = caller(request)
    return escalation_out(actor, one, list(queries.steps_of(one)), at)
