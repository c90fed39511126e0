"""What associates do to cases beyond answering: join and split them, put them away, and take that back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router
from ninja.responses import Status
from pydantic import Field

from goodstanding.api.auth import actor_of, caller, needs
from goodstanding.api.repeats import repeatable
from goodstanding.api.v1.case_shapes import CaseDetail, Thing
from goodstanding.api.v1.cases import CaseId, locked, shown
from goodstanding.api.v1.shapes import Given, IfMatch, Shown
from goodstanding.base.tokens.scopes import Scope
from goodstanding.systems.cases import actions, policies, queries
from goodstanding.systems.cases.marking import TAG_LIMIT
from goodstanding.systems.cases.rules import (
    BODY_LIMIT,
    NEEDS_AT_ONCE,
    REASON_LIMIT,
    SUBJECT_LIMIT,
    WHAT_LIMIT,
    WHO_LIMIT,
)
from goodstanding.systems.cases.states import Outcome, Rearranging
from goodstanding.systems.desk import actions as desk
from goodstanding.systems.desk.actions import Later

router = Router(tags=["Cases at the desk"])

Step = Annotated[int, Path(ge=1, le=2**31 - 1, description="Its id, as listed.", examples=[7])]


class MergeIn(Given):
    """With which case of the same seller it is joined."""

    into: str = Field(max_length=12, description="The Case ID under which both go on.", examples=["5M8-3RX"])
    reason: str = Field("", max_length=REASON_LIMIT, examples=["The same parcel"])


class SplitIn(Given):
    """Which messages become a case of their own."""

    messages: list[int] = Field(
        min_length=1, max_length=500, description="Their numbers in the thread.", examples=[[2]]
    )
    subject: str = Field(max_length=SUBJECT_LIMIT, examples=["A second matter: the fee of October"])
    category: str = Field("", max_length=65, description="Empty: the same as here.", examples=[""])


class ShelfIn(Given):
    """Where a case is put away, and why."""

    shelf: Literal["spam", "trash"] = Field(examples=["spam"])
    reason: str = Field(max_length=REASON_LIMIT, examples=["Advertising"])


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
    actor = actor_of(request)
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
    actor, at = caller(request)
    going_on = actions.merge(actor=actor, ref=ref, into=payload.into, reason=payload.reason, at=at)
    return shown(request, going_on.ref)


@router.post("/cases/{ref}/split", response={201: CaseDetail}, auth=needs(Scope.CASES_WRITE), operation_id="splitCase")
@repeatable
def split_case(request: HttpRequest, ref: CaseId, payload: SplitIn, if_match: IfMatch = None) -> HttpResponse:
    """Let messages become a case of their own; answers with the new case."""
    locked(request, ref)
    actor, at = caller(request)
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
    actor, at = caller(request)
    actions.put_away(actor=actor, ref=ref, shelf=Rearranging(payload.shelf), reason=payload.reason, at=at)
    return shown(request, ref)


@router.post(
    "/cases/{ref}/rearrangements/{step}/undo", response={200: CaseDetail}, auth=needs(Scope.CASES_WRITE),
    operation_id="undoRearrangement",
)  # fmt: skip
@repeatable
def undo_rearrangement(request: HttpRequest, ref: CaseId, step: Step) -> HttpResponse:
    """Take a joining, a splitting or a putting away back: the case stands as before."""
    actor, at = caller(request)
    actions.undo(actor=actor, ref=ref, step=step, at=at)
    return shown(request, ref)


class SnoozeIn(Given):
    """Until when a case is laid aside."""

    until: datetime | None = Field(description="Null has it back now.", examples=["2026-11-24T08:00:00Z"])


class LaterIn(Given):
    """An answer that is sent later, and what it leaves behind."""

    body: str = Field(max_length=BODY_LIMIT, examples=["The bank confirms: paid today."])
    outcome: Outcome = Field(examples=["resolve"])
    what: str = Field("", max_length=WHAT_LIMIT, description="For what the case waits then.", examples=[""])
    who: str = Field("", max_length=WHO_LIMIT, description="For which third party it waits then.", examples=[""])
    needs: list[Thing] = Field(
        default_factory=list, max_length=NEEDS_AT_ONCE, description="As in an answer.", examples=[[]]
    )
    send_at: datetime = Field(examples=["2026-11-24T08:00:00Z"])
    macro: str = Field("", max_length=12, description="A macro: its steps are done when it is sent.", examples=[""])
    files: list[str] = Field(default_factory=list, max_length=10, description="Files from uploadFile.", examples=[[]])
    seen: int | None = Field(None, ge=0, le=2**31 - 1, description="The newest message read.", examples=[2])


class LaterOut(Shown):
    """An answer that waits to be sent."""

    id: int = Field(examples=[3])
    send_at: datetime
    state: str = Field(examples=["waiting"])


class TagsOut(Shown):
    """The tags of a case. Sellers never see them."""

    data: list[str] = Field(examples=[["carrier-dispute"]])


class TagIn(Given):
    """A tag for a case."""

    name: str = Field(max_length=TAG_LIMIT, examples=["carrier-dispute"])
    remove: bool = Field(False, description="Take it away instead.")


class FieldsIn(Given):
    """Fields of the case's category, by code; an empty value clears one."""

    values: dict[str, str] = Field(max_length=60, examples=[{"root_cause": "our_fault"}])


class FieldsOut(Shown):
    """What is filled in."""

    data: dict[str, str] = Field(examples=[{"root_cause": "our_fault"}])


@router.post(
    "/cases/{ref}/snooze", response={200: CaseDetail}, auth=needs(Scope.CASES_WRITE), operation_id="snoozeCase"
)
@repeatable
def snooze_case(request: HttpRequest, ref: CaseId, payload: SnoozeIn) -> HttpResponse:
    """Lay a case aside until a time before our answer is due, or have it back. No clock stops."""
    actor, at = caller(request)
    if payload.until is None:
        actions.wake_up(actor=actor, ref=ref, at=at)
    else:
        actions.snooze(actor=actor, ref=ref, until=_aware(payload.until), at=at)
    return shown(request, ref)


@router.post(
    "/cases/{ref}/scheduled-answers", response={201: LaterOut}, auth=needs(Scope.CASES_WRITE),
    operation_id="scheduleAnswer",
)  # fmt: skip
@repeatable
def schedule_answer(request: HttpRequest, ref: CaseId, payload: LaterIn) -> Status[LaterOut]:
    """Have an answer sent later; it is held back when something newer is said before. A macro's steps are done when it goes."""
    actor, at = caller(request)
    made = desk.answer_later(
        actor=actor, ref=ref, reply=actions.Reply(payload.body, file_refs=payload.files, channel="api"),
        decision=actions.Decision(
            payload.outcome, what=payload.what, who=payload.who, seen=payload.seen, needs=payload.needs
        ),
        later=Later(send_at=_aware(payload.send_at), macro=payload.macro), at=at,
    )  # fmt: skip
    return Status(201, LaterOut(id=made.pk, send_at=made.send_at, state=made.state))


@router.post("/cases/{ref}/tags", response={200: TagsOut}, auth=needs(Scope.CASES_WRITE), operation_id="tagCase")
@repeatable
def tag_case(request: HttpRequest, ref: CaseId, payload: TagIn) -> TagsOut:
    """Put a tag on a case, or take one away. For associates."""
    actor, at = caller(request)
    if payload.remove:
        actions.untag(actor=actor, ref=ref, name=payload.name, at=at)
    else:
        actions.tag(actor=actor, ref=ref, name=payload.name, at=at)
    return TagsOut(data=list(queries.tags_of(actor, queries.case_for(actor, ref))))


@router.post("/cases/{ref}/fields", response={200: FieldsOut}, auth=needs(Scope.CASES_WRITE), operation_id="fillInCase")
@repeatable
def fill_in_case(request: HttpRequest, ref: CaseId, payload: FieldsIn) -> FieldsOut:
    """Fill in the fields that the rulebook asks of the case's category. For associates."""
    actor, at = caller(request)
    case = actions.fill_in(actor=actor, ref=ref, values=payload.values, at=at)
    return FieldsOut(data=queries.fields_of(case))


def _aware(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)
