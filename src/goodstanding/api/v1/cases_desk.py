"""What associates do to cases beyond answering: join and split them, put them away, and take that back."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router
from pydantic import Field

from goodstanding.api.auth import needs
from goodstanding.api.repeats import repeatable
from goodstanding.api.v1.case_shapes import CaseDetail
from goodstanding.api.v1.cases import CaseId, locked, shown
from goodstanding.api.v1.shapes import Given, IfMatch, Shown
from goodstanding.base.tokens.scopes import Scope
from goodstanding.systems.cases import actions, policies, queries
from goodstanding.systems.cases.states import Rearranging

router = Router(tags=["Cases at the desk"])

Step = Annotated[int, Path(ge=1, le=2**31 - 1, description="Its id, as listed.", examples=[7])]


class MergeIn(Given):
    """With which case of the same seller it is joined."""

    into: str = Field(max_length=12, description="The Case ID under which both go on.", examples=["5M8-3RX"])
    reason: str = Field("", max_length=500, examples=["The same parcel"])


class SplitIn(Given):
    """Which messages become a case of their own."""

    messages: list[int] = Field(
        min_length=1, max_length=500, description="Their numbers in the thread.", examples=[[2]]
    )
    subject: str = Field(max_length=500, examples=["A second matter: the fee of October"])
    category: str = Field("", max_length=65, description="Empty: the same as here.", examples=[""])


class ShelfIn(Given):
    """Where a case is put away, and why."""

    shelf: Rearranging = Field(description="'spam' or 'trash'.", examples=["spam"])
    reason: str = Field(max_length=500, examples=["Advertising"])


class RearrangementOut(Shown):
    """A joining, a splitting or a putting away that was not taken back."""

    id: int = Field(examples=[7])
    kind: Rearranging
    case: str = Field(description="The case it was done to.", examples=["4K7-2QX"])
    other: str | None = Field(description="The case it went on as, or that was split off.", examples=["5M8-3RX"])
    by: str = Field(examples=["Sam"])
    at: datetime
    reason: str = Field(examples=[""])


class RearrangementsOut(Shown):
    """What was done to where a case stands, the newest first."""

    data: list[RearrangementOut]
    merged_into: str | None = Field(description="Where a merged case goes on.", examples=[None])


@router.get(
    "/cases/{ref}/rearrangements", response=RearrangementsOut, auth=needs(Scope.CASES_READ),
    operation_id="listRearrangements",
)  # fmt: skip
def list_rearrangements(request: HttpRequest, ref: CaseId) -> RearrangementsOut:
    """What was joined with, split from or done to a case, and where a joined case goes on."""
    actor = request.actor  # type: ignore[attr-defined]  # set by auth
    case = queries.case_for(actor, ref)
    rows = [
        RearrangementOut(
            id=one.pk, kind=Rearranging(one.kind), case=one.case.ref, other=one.other.ref if one.other else None,
            by=one.by_name, at=one.at, reason=one.reason if policies.can_see_internal(actor) else "",
        )
        for one in queries.rearrangements_of(actor, case)
    ]  # fmt: skip
    return RearrangementsOut(data=rows, merged_into=queries.landing(case).ref if case.merged_into_id else None)


@router.post("/cases/{ref}/merge", response={200: CaseDetail}, auth=needs(Scope.CASES_WRITE), operation_id="mergeCase")
@repeatable
def merge_case(request: HttpRequest, ref: CaseId, payload: MergeIn, if_match: IfMatch = None) -> HttpResponse:
    """Join a case with another one of the same seller; answers with the one that goes on. For associates with that right."""
    locked(request, ref)
    actor, at = request.actor, request.now  # type: ignore[attr-defined]  # set by auth and middleware
    going_on = actions.merge(actor=actor, ref=ref, into=payload.into, reason=payload.reason, at=at)
    return shown(request, going_on.ref)


@router.post("/cases/{ref}/split", response={201: CaseDetail}, auth=needs(Scope.CASES_WRITE), operation_id="splitCase")
@repeatable
def split_case(request: HttpRequest, ref: CaseId, payload: SplitIn, if_match: IfMatch = None) -> HttpResponse:
    """Let messages become a case of their own; answers with the new case."""
    locked(request, ref)
    actor, at = request.actor, request.now  # type: ignore[attr-defined]  # set by auth and middleware
    part = actions.Part(places=payload.messages, subject=payload.subject, category=payload.category)
    new = actions.split(actor=actor, ref=ref, part=part, at=at)
    answer = shown(request, new.ref, status=201)
    answer["Location"] = f"/api/v1/cases/{new.ref}"
    return answer


@router.post(
    "/cases/{ref}/shelf", response={200: CaseDetail}, auth=needs(Scope.CASES_WRITE), operation_id="putCaseAway"
)
@repeatable
def put_case_away(request: HttpRequest, ref: CaseId, payload: ShelfIn, if_match: IfMatch = None) -> HttpResponse:
    """Put a case on the shelf for spam or into the trash, until it is brought back or its days there are over."""
    locked(request, ref)
    actor, at = request.actor, request.now  # type: ignore[attr-defined]  # set by auth and middleware
    actions.put_away(actor=actor, ref=ref, shelf=payload.shelf, reason=payload.reason, at=at)
    return shown(request, ref)


@router.post(
    "/cases/{ref}/rearrangements/{step}/undo", response={200: CaseDetail}, auth=needs(Scope.CASES_WRITE),
    operation_id="undoRearrangement",
)  # fmt: skip
@repeatable
def undo_rearrangement(request: HttpRequest, ref: CaseId, step: Step) -> HttpResponse:
    """Take a joining, a splitting or a putting away back: the case stands as before."""
    actor, at = request.actor, request.now  # type: ignore[attr-defined]  # set by auth and middleware
    actions.undo(actor=actor, ref=ref, step=step, at=at)
    return shown(request, ref)
