"""The queue by program: what is due, whose it is, how soon and what it is about; answers with a macro; who was called."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router
from pydantic import Field

from goodstanding.api import paging
from goodstanding.api.auth import actor_of, caller, needs
from goodstanding.api.repeats import repeatable
from goodstanding.api.v1.case_shapes import CaseDetail, CaseOut, Thing, case_fields
from goodstanding.api.v1.cases import CaseId, Words, locked, shown
from goodstanding.api.v1.shapes import CursorParam, Given, IfMatch, Limit, Shown
from goodstanding.base.search.words import sentence
from goodstanding.base.tokens.scopes import Scope
from goodstanding.kit.actors import Actor
from goodstanding.systems.cases import actions, queries
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.need_states import Asked
from goodstanding.systems.cases.queries import DeskMarks, Owner, QueueFilter, Shelf
from goodstanding.systems.cases.rules import (
    BODY_LIMIT,
    NEEDS_AT_ONCE,
    SUBJECT_LIMIT,
    SUMMARY_LIMIT,
    WHAT_LIMIT,
    WHO_LIMIT,
)
from goodstanding.systems.cases.states import Outcome, Priority
from goodstanding.systems.desk import actions as desk
from goodstanding.systems.desk import queries as desk_queries
from goodstanding.ui.paging import Cursor

router = Router(tags=["Cases at the desk"])

READ, WRITE = needs(Scope.CASES_READ), needs(Scope.CASES_WRITE)
BIGGEST = 2**31 - 1

Whose = Annotated[Owner, Query(description="Whose cases.")]
OnShelf = Annotated[Shelf, Query(description="'due' lists by what is due; all others the newest change first.")]
OfQueue = Annotated[str, Query(max_length=32, description="Only one queue, by its code.")]
OfPriority = Annotated[Priority | None, Query(description="Only one priority.")]
OfStore = Annotated[str, Query(max_length=32, description="Only one store, by its code.")]
WithTag = Annotated[str, Query(max_length=32, description="Only with this tag.")]
WithField = Annotated[str, Query(max_length=240, description="Only with a field filled in so, as code:value.")]
OfAsked = Annotated[
    Asked | None,
    Query(description="Only living cases that asked for things: 'open' while some are missing, 'in' once none is."),
]
LinkKind = Annotated[str, Path(description="Of what kind it is.", examples=["order"])]
LinkTo = Annotated[str, Path(description="Its ref, percent-encoded.", examples=["118-204"])]


class QueuedOut(CaseOut):
    """A case as it stands in the queue."""

    assignee: int | None = Field(description="Whose it is, as in the workload.", examples=[7])
    snoozed_until: datetime | None
    tags: list[str] = Field(examples=[["carrier-dispute"]])
    problem: str | None = Field(description="The open problem behind it.", examples=["7M3-9PX"])


class QueuePage(Shown):
    """A part of the queue."""

    data: list[QueuedOut]
    next: str | None = Field(description="The address of the next page, null at the end.")
    hints: list[str] = Field(description="What of `q` was not read as written, and what to write.")


class QueueLoadOut(Shown):
    """What stands in one queue."""

    queue: str = Field(examples=["payments"])
    living: int = Field(examples=[40])
    due: int = Field(description="Those that owe a word.", examples=[12])
    late: int = Field(examples=[2])
    nobodys: int = Field(examples=[3])
    next_due_at: datetime | None


class QueueLoadsOut(Shown):
    """Every queue with living cases, the most late first."""

    data: list[QueueLoadOut]


class AssigneeIn(Given):
    """Whose the case is to be."""

    associate: int | None = Field(ge=1, le=BIGGEST, description="As in the workload; null: nobody's.", examples=[7])


class PriorityIn(Given):
    """How soon an answer is to be due."""

    priority: Priority


class QueueIn(Given):
    """Where the case is worked on."""

    queue: str = Field(max_length=32, description="By its code.", examples=["payments"])


class DescriptionIn(Given):
    """What both sides read of the case without opening it."""

    subject: str = Field(max_length=SUBJECT_LIMIT, examples=["The disbursement of 14 November has not arrived"])
    summary: str = Field(max_length=SUMMARY_LIMIT, examples=["Sent on the 14th, not with the bank on the 20th."])


class CaseLinkIn(Given):
    """Something of the seller's that the case is about."""

    kind: str = Field(max_length=16, examples=["order"])
    ref: str = Field(max_length=64, examples=["A-1001"])


class MacroAnswerIn(Given):
    """An answer that is begun with a macro. What is left out comes from the macro."""

    macro: str = Field(max_length=12, description="The macro's reference.", examples=["4K7-2QX9M"])
    body: str | None = Field(
        None, max_length=BODY_LIMIT, description="Null: the macro's words, filled in for the case."
    )
    outcome: Outcome | None = Field(None, description="Null: the macro's; without one there the case stays open.")
    what: str | None = Field(None, max_length=WHAT_LIMIT, description="For what the case waits; null: the macro's.")
    who: str = Field(
        "", max_length=WHO_LIMIT, description="For which third party it waits; empty: the macro's.", examples=[""]
    )
    needs: list[Thing] | None = Field(
        None, max_length=NEEDS_AT_ONCE, examples=[None],
        description="Things the seller is asked for, one by one; null: the macro's, where the case waits for the seller.",
    )  # fmt: skip
    overturns: bool = Field(False, description="Whether it changes what was decided when the case last ended.")


class MacroAnswerOut(Shown):
    """The case as it stands then."""

    case: CaseDetail
    hindered: list[str] = Field(description="What of the macro's steps could not be done.", examples=[[]])


class TagCount(Shown):
    """A tag and how many cases carry it."""

    name: str = Field(examples=["carrier-dispute"])
    cases: int = Field(examples=[12])


class TagCounts(Shown):
    """Every tag by name, at most 500."""

    data: list[TagCount]


class MentionOut(Shown):
    """A colleague called in a note. The note itself is read on the case's page."""

    case: str = Field(examples=["4K7-2QX"])
    by: str = Field(examples=["Sam"])
    at: datetime


class MentionsOut(Shown):
    """The newest that were not read, at most ten."""

    data: list[MentionOut]


class MentionsReadIn(Given):
    """Which mentions were read."""

    case: str = Field("", max_length=12, description="The Case ID; empty: all.", examples=[""])


class MentionsReadOut(Shown):
    """What came of it."""

    read: int = Field(description="How many were new.", examples=[2])


@router.get("/desk/queue", response=QueuePage, auth=READ, operation_id="listQueue")
def list_queue(
    request: HttpRequest,
    response: HttpResponse,
    owner: Whose = Owner.ALL,
    shelf: OnShelf = Shelf.DUE,
    queue: OfQueue = "",
    priority: OfPriority = None,
    store: OfStore = "",
    tag: WithTag = "",
    field: WithField = "",
    needs: OfAsked = None,
    q: Words = "",
    limit: Limit = paging.DEFAULT_LIMIT,
    cursor: CursorParam = "",
) -> QueuePage:
    """What is due, the most pressing first, or another shelf; with `q` those that say it. For associates."""
    actor = actor_of(request)
    wanted = QueueFilter(
        owner=owner, shelf=shelf, queue=queue, priority=priority.value if priority else "", store=store, text=q, tag=tag,
        field=field, asked=needs,
    )  # fmt: skip
    cases, older, hints = _page(request, wanted, paging.place(request, cursor), limit)
    marks = queries.desk_marks(actor, cases)
    data = [_queued(one, marks.get(one.pk, DeskMarks()), request) for one in cases]
    return QueuePage(data=data, next=paging.onward(request, response, older), hints=hints)


@router.get("/desk/queues", response=QueueLoadsOut, auth=READ, operation_id="listQueueLoads")
def list_queue_loads(request: HttpRequest) -> QueueLoadsOut:
    """How much stands in each queue, how much of it owes a word, is late, is nobody's. For associates."""
    loads = queries.queue_loads(*caller(request))
    names = ("queue", "living", "due", "late", "nobodys", "next_due_at")
    return QueueLoadsOut(data=[QueueLoadOut(**{name: getattr(one, name) for name in names}) for one in loads])


@router.put("/cases/{ref}/assignee", response=CaseDetail, auth=WRITE, operation_id="assignCase")
@repeatable
def assign_case(request: HttpRequest, ref: CaseId, payload: AssigneeIn, if_match: IfMatch = None) -> HttpResponse:
    """Hand a case to an associate who works in its queue, or to nobody."""
    actor, at = caller(request)
    actions.assign(actor=actor, ref=locked(request, ref).ref, user_id=payload.associate, at=at)
    return shown(request, ref)


@router.put("/cases/{ref}/priority", response=CaseDetail, auth=WRITE, operation_id="prioritiseCase")
@repeatable
def prioritise_case(request: HttpRequest, ref: CaseId, payload: PriorityIn, if_match: IfMatch = None) -> HttpResponse:
    """Change how soon an answer is due. Time that was used stays used."""
    actor, at = caller(request)
    actions.prioritise(actor=actor, ref=locked(request, ref).ref, priority=payload.priority, at=at)
    return shown(request, ref)


@router.put("/cases/{ref}/queue", response=CaseDetail, auth=WRITE, operation_id="handToQueue")
@repeatable
def hand_to_queue(request: HttpRequest, ref: CaseId, payload: QueueIn, if_match: IfMatch = None) -> HttpResponse:
    """Hand a case to another queue. Whoever had it has it no more; the clock runs on."""
    actor, at = caller(request)
    actions.hand_to_queue(actor=actor, ref=locked(request, ref).ref, queue=payload.queue, at=at)
    return shown(request, ref)


@router.put("/cases/{ref}/description", response=CaseDetail, auth=WRITE, operation_id="describeCase")
@repeatable
def describe_case(request: HttpRequest, ref: CaseId, payload: DescriptionIn, if_match: IfMatch = None) -> HttpResponse:
    """Give a case a subject and a line that tell it without opening it. Both sides read them."""
    actor, at = caller(request)
    actions.describe(actor=actor, ref=locked(request, ref).ref, subject=payload.subject, summary=payload.summary, at=at)
    return shown(request, ref)


@router.post("/cases/{ref}/links", response={201: CaseDetail}, auth=WRITE, operation_id="linkCase")
@repeatable
def link_case(request: HttpRequest, ref: CaseId, payload: CaseLinkIn) -> HttpResponse:
    """Say that a case is about one more thing of the seller's. The same again changes nothing. For both sides."""
    actor, at = caller(request)
    actions.link(actor=actor, ref=ref, kind=payload.kind, to=payload.ref, at=at)
    return shown(request, ref, status=201)


@router.api_operation(
    ["DELETE"], "/cases/{ref}/links/{kind}/{to}", response=CaseDetail, auth=WRITE, operation_id="unlinkCase"
)
@repeatable
def unlink_case(request: HttpRequest, ref: CaseId, kind: LinkKind, to: LinkTo) -> HttpResponse:
    """Take a link back. One that is not there is no matter. For associates."""
    actor, at = caller(request)
    actions.unlink(actor=actor, ref=ref, kind=kind, to=to, at=at)
    return shown(request, ref)


@router.post("/cases/{ref}/macro-answers", response={201: MacroAnswerOut}, auth=WRITE, operation_id="answerWithMacro")
@repeatable
def answer_with_macro(
    request: HttpRequest, ref: CaseId, payload: MacroAnswerIn, if_match: IfMatch = None
) -> HttpResponse:
    """Answer with a macro: its words filled in or others, and what goes with it done to the case; both or neither."""
    actor, at = caller(request)
    case = locked(request, ref)
    macro = desk_queries.macro_for(actor, payload.macro)
    body = desk_queries.filled_in(actor, macro, case, at) if payload.body is None else payload.body
    outcome = payload.outcome or Outcome(macro.outcome or Outcome.KEEP_OPEN)
    decision = actions.Decision(
        outcome=outcome, what=macro.what if payload.what is None else payload.what, who=payload.who or macro.who,
        needs=desk_queries.needs_with(macro, outcome) if payload.needs is None else payload.needs, overturns=payload.overturns,
    )  # fmt: skip
    hindered = desk.answer_with(
        actor=actor, ref=case.ref, reply=actions.Reply(body, channel="api"), decision=decision, macro=macro.ref, at=at
    )
    answer = shown(request, case.ref, status=201)
    found = MacroAnswerOut(case=CaseDetail.model_validate_json(answer.content), hindered=hindered)
    answer.content = found.model_dump_json().encode()
    return answer


@router.get("/desk/tags", response=TagCounts, auth=READ, operation_id="listTags")
def list_tags(request: HttpRequest) -> TagCounts:
    """Every tag with the number of its cases. For associates."""
    return tag_counts(actor_of(request))


@router.get("/desk/mentions", response=MentionsOut, auth=READ, operation_id="listMentions")
def list_mentions(request: HttpRequest) -> MentionsOut:
    """Where the associate whose token it is was called by name and has not looked yet."""
    found = queries.new_mentions(actor_of(request))
    return MentionsOut(data=[MentionOut(case=one.note.case.ref, by=one.note.author_name, at=one.at) for one in found])


@router.post("/desk/mentions/reading", response=MentionsReadOut, auth=WRITE, operation_id="readMentions")
@repeatable
def read_mentions(request: HttpRequest, payload: MentionsReadIn) -> MentionsReadOut:
    """Take mentions as read, of one case or all."""
    actor, at = caller(request)
    return MentionsReadOut(read=actions.read_mentions(actor=actor, ref=payload.case, at=at))


def tag_counts(actor: Actor) -> TagCounts:
    """Every tag, as it goes out."""
    return TagCounts(data=[TagCount(name=tag.name, cases=n) for tag, n in queries.tags_with_counts(actor)])


def _page(
    request: HttpRequest, wanted: QueueFilter, place: Cursor | None, limit: int
) -> tuple[list[Case], Cursor | None, list[str]]:
    actor, at = caller(request)
    if not wanted.text:
        page = queries.queue(actor, wanted, place, limit=limit)
        return list(page.rows), page.older, []
    found = queries.search_queue(actor, wanted, place, at, limit=limit)
    return [hit.case for hit in found.hits], found.older, [sentence(hint) for hint in found.hints]


def _queued(case: Case, marks: DeskMarks, request: HttpRequest) -> QueuedOut:
    actor = actor_of(request)
    return QueuedOut(
        **case_fields(case, case.seller, actor), assignee=case.assignee_id, snoozed_until=case.snoozed_until,
        tags=list(marks.tags), problem=marks.problem or None,
    )  # fmt: skip
