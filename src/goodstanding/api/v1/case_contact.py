"""Around writing to support: what looks like a case before it is opened, the log as a file, a case's record, drafts and notes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal, cast

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import get_language
from ninja import Path, Query, Router, Status
from pydantic import Field

from goodstanding.api import paging
from goodstanding.api.auth import actor_of, caller, moment_of, needs
from goodstanding.api.repeats import repeatable
from goodstanding.api.v1.case_shapes import CaseOut, case_fields, said_by
from goodstanding.api.v1.cases import CaseId, OfLabel, Words
from goodstanding.api.v1.sellers import seller_of
from goodstanding.api.v1.shapes import Given, Limit, SellerId, Shown, StoreParam
from goodstanding.base.timeline import sentences
from goodstanding.base.tokens.scopes import Scope
from goodstanding.kit.actors import Actor
from goodstanding.kit.tabular import csv_lines
from goodstanding.systems.cases import actions, promised, queries, rules
from goodstanding.systems.cases.catalogue import Catalogue
from goodstanding.systems.cases.models import Case, ReplyDraft
from goodstanding.systems.cases.queries import Colleague
from goodstanding.systems.cases.rules import BODY_LIMIT, WHAT_LIMIT, WHO_LIMIT
from goodstanding.systems.cases.states import Outcome
from goodstanding.systems.sellers.models import Seller

router = Router(tags=["Cases"])

READ, WRITE = needs(Scope.CASES_READ), needs(Scope.CASES_WRITE)
HIDDEN = {"note"}  # notes of either side are not part of the API, written or half written

OfCategory = Annotated[str, Query("", max_length=65, description="The category, by its code.")]
Subject = Annotated[str, Query("", max_length=200, description="The subject as it is being written.")]
About = Annotated[
    list[str], Query([], max_length=20, description="What it is about, each as kind:ref, such as order:118-204.")
]
DraftKind = Annotated[
    Literal["reply", "answer"], Path(description="'reply' for the seller's side, 'answer' for the marketplace's.")
]


class FloodOut(Shown):
    """The same again and again. Nothing is refused for it."""

    cases: int = Field(description="Opened lately; 0 when they are not many.", examples=[0])
    hours: int = Field(examples=[24])
    same_thing: list[str] = Field(description="Case IDs about the very same thing.", examples=[["4K7-2QX"]])


class LookAlikesOut(Shown):
    """What to read before a case is opened. It may be opened all the same."""

    hint: str | None = Field(description="Why the subject says nothing.", examples=["too_short"])
    first_reply_seconds: int = Field(description="How long a first reply takes at most.", examples=[28800])
    living: list[CaseOut] = Field(description="The seller's own that look the same: write there instead.")
    settled: list[CaseOut] = Field(description="The seller's own that settled something like it.")
    flood: FloodOut | None


class RecordLine(Shown):
    """One line of a case's record."""

    verb: str = Field(description="Stable, for programs.", examples=["case.opened"])
    said: str = Field(description="The same for people.", examples=["Case opened"])
    by: str = Field(examples=["Alice"])
    reason: str = Field(examples=[""])
    at: datetime


class RecordOut(Shown):
    """What was done to a case, the newest first."""

    data: list[RecordLine]


class DraftIn(Given):
    """What is being written. `outcome`, `what` and `who` are for associates."""

    body: str = Field(max_length=BODY_LIMIT, examples=["The bank says"])
    outcome: Outcome | None = Field(None, description="What shall happen next.")
    what: str = Field("", max_length=WHAT_LIMIT, examples=[""])
    who: str = Field("", max_length=WHO_LIMIT, examples=[""])


class DraftOut(Shown):
    """What the person whose token it is was writing."""

    kind: str = Field(examples=["reply"])
    body: str = Field(examples=["The bank says"])
    outcome: Outcome | None
    what: str = Field(examples=[""])
    who: str = Field(examples=[""])
    saved_at: datetime
    goes_at: datetime = Field(description="When it goes by itself, unless it is saved again.")


class InTheMaking(Shown):
    """What a colleague at the desk is doing with a case."""

    name: str = Field(examples=["Sam"])
    looking: bool = Field(description="Has it open.", examples=[True])
    typing: bool = Field(description="Wrote in it within half a minute.", examples=[True])
    kind: str = Field(description="'answer', 'note' or nothing.", examples=["answer"])
    body: str = Field(description="The answer so far; empty for a note.", examples=["The bank says"])
    started_at: datetime | None


class DraftsOut(Shown):
    """One's own drafts, and for associates those of their colleagues."""

    data: list[DraftOut]
    colleagues: list[InTheMaking]


class NoteIn(Given):
    """A note among one's own side."""

    body: str = Field(max_length=BODY_LIMIT, examples=["The carrier confirms: lost on 14 November."])
    files: list[str] = Field(default_factory=list, max_length=10, description="Files from uploadFile.", examples=[[]])


class NotedOut(Shown):
    """A note was kept. What it says is read on the pages, and never comes out of the API."""

    by: str = Field(examples=["Sam"])
    at: datetime


@router.get("/sellers/{external_id}/case-look-alikes", response=LookAlikesOut, auth=READ, operation_id="listLookAlikes")
def list_look_alikes(
    request: HttpRequest,
    external_id: SellerId,
    category: OfCategory = "",
    subject: Subject = "",
    about: About = [],  # noqa: B006 - ninja makes a new one for each request
    store: StoreParam = "",
) -> LookAlikesOut:
    """What looks like a case that is about to be opened: living ones to write in, settled ones to read, and how long it takes."""
    seller, at = seller_of(request, external_id, store), moment_of(request)
    catalogue = queries.catalogue_for(seller.store, at)
    leaf = catalogue.leaf(category)
    pairs = [one.partition(":") for one in about]
    new = rules.Trait(leaf.code, subject, frozenset((kind[:16], ref[:64]) for kind, _colon, ref in pairs if ref))
    likes, hint = queries.likes_of(seller, new, catalogue, at), rules.subject_hint(subject, catalogue.empty_words)
    flood = likes.flood
    return LookAlikesOut(
        hint=hint.value if hint and subject else None,
        first_reply_seconds=promised.first_reply_seconds(seller, leaf, at),
        living=_listed(request, likes.living, seller),
        settled=_listed(request, likes.settled, seller),
        flood=FloodOut(cases=flood.cases, hours=flood.hours, same_thing=[one.ref for one in flood.same_thing])
        if flood
        else None,
    )


@router.get(
    "/sellers/{external_id}/cases.csv", auth=READ, operation_id="exportCases",
    openapi_extra={"responses": {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}},
)  # fmt: skip
def export_cases(
    request: HttpRequest, external_id: SellerId, label: OfLabel = None, q: Words = "", store: StoreParam = ""
) -> HttpResponse:
    """A seller's cases as CSV, as the log lists them, at most 20,000. Instants are in UTC; cells never run as formulas."""
    actor, at = caller(request)
    seller = seller_of(request, external_id, store)
    wanted = queries.LogFilter(label=label.value if label else "", text=q)
    rows = queries.log_rows(actor, seller, wanted, at, language=get_language() or "en")
    lines = (line.encode() for line in csv_lines(queries.LOG_COLUMNS, rows))
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="cases-{at:%Y-%m-%d}.csv"'
    return cast(HttpResponse, answer)  # a streamed answer; operations declare the common case


@router.get("/cases/{ref}/history", response=RecordOut, auth=READ, operation_id="listCaseHistory")
def list_case_history(request: HttpRequest, ref: CaseId, limit: Limit = paging.DEFAULT_LIMIT) -> RecordOut:
    """What was done to a case, the newest first. Steps among associates are for their tokens alone."""
    actor = actor_of(request)
    entries = queries.history(actor, queries.case_for(actor, ref), limit=limit)
    return RecordOut(
        data=[
            RecordLine(verb=one.verb, said=sentences.say(one), by=one.actor_name, reason=one.reason, at=one.at)
            for one in entries
        ]
    )


@router.get("/cases/{ref}/drafts", response=DraftsOut, auth=READ, operation_id="listDrafts")
def list_drafts(request: HttpRequest, ref: CaseId) -> DraftsOut:
    """What one was writing in a case; for associates also what colleagues have in the making."""
    return _drafts(request, ref)


@router.put("/cases/{ref}/drafts/{kind}", response=DraftsOut, auth=WRITE, operation_id="saveDraft")
@repeatable
def save_draft(request: HttpRequest, ref: CaseId, kind: DraftKind, payload: DraftIn) -> DraftsOut:
    """Keep what is being written; the last one saved counts. Colleagues at the desk see an answer in the making."""
    actor, at = caller(request)
    data = {} if kind == "reply" else {"outcome": payload.outcome or "", "what": payload.what, "who": payload.who}
    actions.save_reply_draft(actor=actor, ref=ref, kind=kind, body=payload.body, data=data, at=at)
    return _drafts(request, ref)


@router.api_operation(
    ["DELETE"], "/cases/{ref}/drafts/{kind}", response={204: None}, auth=WRITE, operation_id="discardDraft"
)
@repeatable
def discard_draft(request: HttpRequest, ref: CaseId, kind: DraftKind) -> Status[None]:
    """Throw away what one was writing. One that is gone already is no matter."""
    actions.discard_reply_draft(actor=actor_of(request), ref=ref, kind=kind)
    return Status(204, None)


@router.post("/cases/{ref}/notes", response={201: NotedOut}, auth=WRITE, operation_id="noteInCase")
@repeatable
def note_in_case(request: HttpRequest, ref: CaseId, payload: NoteIn) -> Status[NotedOut]:
    """Keep a note among one's own side: the associates', or the seller's team. The other side never sees it."""
    actor, at = caller(request)
    keep = actions.add_seller_note if said_by(actor) == "seller" else actions.add_internal_note
    keep(actor=actor, ref=ref, note=actions.Reply(payload.body, file_refs=payload.files, channel="api"), at=at)
    return Status(201, NotedOut(by=actor.name, at=at))


def in_the_making(one: Colleague) -> InTheMaking:
    """What a colleague does with a case, as it goes out: of a note only that it is being written."""
    return InTheMaking(
        name=one.name, looking=one.looking, typing=one.typing, kind=one.kind, started_at=one.started_at,
        body="" if one.kind in HIDDEN else one.body,
    )  # fmt: skip


def _listed(request: HttpRequest, cases: Sequence[Case], seller: Seller) -> list[CaseOut]:
    actor: Actor = actor_of(request)
    return [CaseOut(**case_fields(one, seller, actor)) for one in cases]


def _drafts(request: HttpRequest, ref: str) -> DraftsOut:
    actor, at = caller(request)
    case = queries.case_for(actor, ref)
    own = [one for kind, one in queries.drafts_of(actor, case).items() if kind not in HIDDEN]
    catalogue = queries.catalogue_for(case.seller.store, at)
    making = [in_the_making(one) for one in queries.company(actor, case, at)]
    return DraftsOut(data=[_draft_out(one, catalogue) for one in own], colleagues=making)


def _draft_out(draft: ReplyDraft, catalogue: Catalogue) -> DraftOut:
    outcome = draft.data.get("outcome", "")
    return DraftOut(
        kind=draft.kind, body=draft.body, outcome=Outcome(outcome) if outcome in set(Outcome) else None,
        what=draft.data.get("what", ""), who=draft.data.get("who", ""), saved_at=draft.saved_at,
        goes_at=catalogue.draft_goes_at(draft.saved_at),
    )  # fmt: skip
