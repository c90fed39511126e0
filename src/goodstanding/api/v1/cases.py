"""Support cases: categories with their questions, the log, the thread; open, write, close, reopen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from django.core.files.uploadedfile import UploadedFile as Upload
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import File, Form, Path, Query, Router
from ninja.files import UploadedFile

from goodstanding.api import etags, paging
from goodstanding.api.auth import actor_of, caller, moment_of, needs
from goodstanding.api.repeats import repeatable
from goodstanding.api.v1.case_shapes import (
    AnswerIn,
    AreaOut,
    CaseDetail,
    CaseIn,
    CaseOut,
    CasePage,
    CategoriesOut,
    ClosureIn,
    ReopeningIn,
    case_fields,
    detail_of,
    etag_of,
    said_by,
)
from goodstanding.api.v1.sellers import seller_of
from goodstanding.api.v1.shapes import CursorParam, IfMatch, Limit, SellerId, StoreParam
from goodstanding.base.files.doors import as_attachment
from goodstanding.base.search.words import sentence
from goodstanding.base.tokens.scopes import Scope
from goodstanding.kit.errors import Invalid
from goodstanding.systems.cases import actions, queries
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.states import Label, Outcome
from goodstanding.systems.cases.told import Told, told_fields
from goodstanding.systems.sellers.models import Seller
from goodstanding.systems.service import queries as service
from goodstanding.ui.paging import Cursor

router = Router(tags=["Cases"])

CaseId = Annotated[str, Path(description="The Case ID.", examples=["4K7-2QX"])]
FileId = Annotated[str, Path(description="The file, as listed in the thread.", examples=["7M3-9PXK"])]
OfLabel = Annotated[Label | None, Query(None, description="Only cases that are open, pending or closed.")]
Words = Annotated[
    str,
    Query(
        "",
        max_length=300,
        description='Words of everything said: all of them, "exact words", -without, this OR that, begin*, and operators '
        "such as status:pending, order:118-204, has:attachment, opened:2026-01..2026-03.",
    ),
]
Sort = Literal[
    "-updated", "updated", "due", "-due", "-opened", "opened", "-last", "last", "subject", "-subject", "ref", "-ref"
]
InOrder = Annotated[
    Sort,
    Query(
        "-updated",
        description="By the last change, by what is due next (yours or the marketplace's; cases in which nothing is due come "
        "last, newest change first), by the opening, the last word, the subject or the Case ID; `-` turns the order round. "
        "With `q` any other order than `-updated` takes the 500 newest hits, and `hints` says when there are more.",
    ),
]
Before = Annotated[
    int | None, Query(None, ge=1, le=2**31 - 1, description="Messages before this number, from 'earlier'.")
]
MAX_FILES = 10


@router.get(
    "/sellers/{external_id}/case-categories", response=CategoriesOut, auth=needs(Scope.CASES_READ),
    operation_id="listCaseCategories",
)  # fmt: skip
def list_case_categories(request: HttpRequest, external_id: SellerId, store: StoreParam = "") -> CategoriesOut:
    """What a case of this seller can be about, and what each category asks."""
    seller = seller_of(request, external_id, store)
    catalogue = queries.catalogue_for(seller.store, moment_of(request))
    language = get_language() or "en"
    return CategoriesOut(data=[AreaOut.of(area, language) for area in catalogue.areas])


@router.get("/sellers/{external_id}/cases", response=CasePage, auth=needs(Scope.CASES_READ), operation_id="listCases")
def list_cases(
    request: HttpRequest,
    response: HttpResponse,
    external_id: SellerId,
    label: OfLabel = None,
    q: Words = "",
    sort: InOrder = "-updated",
    store: StoreParam = "",
    limit: Limit = paging.DEFAULT_LIMIT,
    cursor: CursorParam = "",
) -> CasePage:
    """A seller's cases in the order of `sort`; with `q` those that say it. Part of it that makes no sense is left out and named
    in `hints`. A cursor belongs to its order."""
    seller = seller_of(request, external_id, store)
    place = paging.place(request, cursor)
    wanted = queries.LogFilter(
        label=label.value if label else "", text=q, sort=sort.removeprefix("-"), descending=sort.startswith("-")
    )
    cases, older, hints = _listed(request, seller, wanted, place, limit)
    onward = paging.onward(request, response, older)
    actor = actor_of(request)
    return CasePage(data=[CaseOut(**case_fields(case, seller, actor)) for case in cases], next=onward, hints=hints)


@router.post(
    "/sellers/{external_id}/cases", response={201: CaseDetail}, auth=needs(Scope.CASES_WRITE), operation_id="openCase"
)
@repeatable
def open_case(request: HttpRequest, external_id: SellerId, payload: CaseIn, store: StoreParam = "") -> HttpResponse:
    """Open a case for a seller. The answer carries its Case ID. Files are taken in before (uploadFile) or attached afterwards."""
    seller = seller_of(request, external_id, store)
    actor, at = caller(request)
    case = actions.open_case(actor=actor, seller=seller, new=new_case(payload), at=at)
    answer = shown(request, case.ref, status=201)
    answer["Location"] = f"/api/v1/cases/{case.ref}"
    return answer


@router.get("/cases", response=CasePage, auth=needs(Scope.CASES_READ), operation_id="searchCases")
def search_cases(
    request: HttpRequest,
    response: HttpResponse,
    q: Words = "",
    limit: Limit = paging.DEFAULT_LIMIT,
    cursor: CursorParam = "",
) -> CasePage:
    """Cases of all sellers that say it, the one that changed last first; for associates. A seller's token gets 404 here: its own
    cases are at /sellers/{external_id}/cases."""
    actor, at = caller(request)
    wanted = queries.QueueFilter(text=q, shelf=queries.Shelf.ANY)
    found = queries.search_queue(actor, wanted, paging.place(request, cursor), at, limit=limit)
    onward = paging.onward(request, response, found.older)
    cases = [CaseOut(**case_fields(hit.case, hit.case.seller, actor)) for hit in found.hits]
    return CasePage(data=cases, next=onward, hints=[sentence(hint) for hint in found.hints])


@router.get("/cases/{ref}", response=CaseDetail, auth=needs(Scope.CASES_READ), operation_id="getCase")
def get_case(
    request: HttpRequest,
    ref: CaseId,
    before: Before = None,
) -> HttpResponse:
    """A case with the newest part of its thread, and its version as ETag."""
    return shown(request, ref, before=before)


@router.post(
    "/cases/{ref}/messages", response={201: CaseDetail}, auth=needs(Scope.CASES_WRITE), operation_id="writeInCase"
)
@repeatable
def write_in_case(request: HttpRequest, ref: CaseId, payload: AnswerIn, if_match: IfMatch = None) -> HttpResponse:
    """Say something. For a seller it goes to the marketplace and brings a resolved case back; an associate's token says with
    `outcome` what happens next."""
    case = locked(request, ref)
    _say(request, case, payload, [])
    return shown(request, case.ref, status=201)


@router.post(
    "/cases/{ref}/attachments", response={201: CaseDetail}, auth=needs(Scope.CASES_WRITE), operation_id="attachToCase"
)
@repeatable
def attach_to_case(
    request: HttpRequest,
    ref: CaseId,
    words: Form[AnswerIn],
    files: File[list[UploadedFile]],
    if_match: IfMatch = None,
) -> HttpResponse:
    """Say something with files. Up to 10; what they are is decided by their content, not by their names."""
    if len(files) > MAX_FILES:
        raise Invalid(f"At most {MAX_FILES} files fit in one message.", field="files", code="too_many")
    case = locked(request, ref)
    _say(request, case, words, list(files))
    return shown(request, case.ref, status=201)


@router.get(
    "/cases/{ref}/attachments/{file}", auth=needs(Scope.CASES_READ), operation_id="downloadAttachment",
    openapi_extra={
        "responses": {200: {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}}
    },
)  # fmt: skip
def download_attachment(request: HttpRequest, ref: CaseId, file: FileId) -> HttpResponseBase:
    """A file of the thread, as it was sent."""
    case = queries.case_for(actor_of(request), ref)
    return as_attachment(queries.file_for(actor_of(request), case, file))


@router.post(
    "/cases/{ref}/closure", response={200: CaseDetail}, auth=needs(Scope.CASES_WRITE), operation_id="closeCase"
)
@repeatable
def close_case(request: HttpRequest, ref: CaseId, payload: ClosureIn, if_match: IfMatch = None) -> HttpResponse:
    """Close a case of one's own. An associate closes one by answering with the outcome 'resolve'."""
    case = locked(request, ref)
    actions.close_by_seller(
        actor=actor_of(request),
        ref=case.ref,
        reason=payload.reason,
        words=payload.words,
        at=moment_of(request),
    )
    return shown(request, case.ref)


@router.post(
    "/cases/{ref}/reopening", response={200: CaseDetail}, auth=needs(Scope.CASES_WRITE), operation_id="reopenCase"
)
@repeatable
def reopen_case(request: HttpRequest, ref: CaseId, payload: ReopeningIn, if_match: IfMatch = None) -> HttpResponse:
    """Bring a closed case back, with a reason, while its window lasts."""
    case = locked(request, ref)
    actions.reopen(
        actor=actor_of(request),
        ref=case.ref,
        reason=payload.reason,
        at=moment_of(request),
    )
    return shown(request, case.ref)


def new_case(given: CaseIn) -> actions.NewCase:
    """What was written for a new case."""
    return actions.NewCase(
        category=given.category, subject=given.subject, answers=given.answers,
        words=actions.Reply(given.body, file_refs=given.files, request_key=given.draft, channel="api"),
        about=[(one.kind, one.ref) for one in given.about],
    )  # fmt: skip


def locked(request: HttpRequest, ref: str) -> Case:
    """The case, locked until the answer is made, in the version that If-Match names."""
    case = queries.case_for(actor_of(request), ref, lock=True)
    etags.require_match(request, etag_of(case))
    return case


def _say(request: HttpRequest, case: Case, said: AnswerIn, uploads: list[Upload[bytes]]) -> None:
    reply = actions.Reply(body=said.body, uploads=uploads, channel="api")
    actor, at = caller(request)
    if said_by(actor) == "seller":
        if said.outcome is not None or said.overturns or said.needs:
            raise Invalid("An outcome is for the marketplace to give.", field="outcome", code="unknown_field")
        actions.add_message(actor=actor, ref=case.ref, reply=reply, given=said.given, at=at)
        return
    if said.given:
        raise Invalid("What an answer holds is for the seller to say.", field="given", code="unknown_field")
    decision = actions.Decision(
        outcome=said.outcome or Outcome.KEEP_OPEN, what=said.what, who=said.who, overturns=said.overturns,
        needs=said.needs,
    )  # fmt: skip
    actions.answer(actor=actor, ref=case.ref, reply=reply, decision=decision, at=at)


def shown(request: HttpRequest, ref: str, *, status: int = 200, before: int | None = None) -> HttpResponse:
    """A case with a part of its thread and its version, as every operation on one case answers."""
    actor = actor_of(request)
    case = queries.case_for(actor, ref)
    thread = queries.thread(actor, case, before=before)
    promises = service.promises_of(("case", case.ref))
    found = detail_of(case, thread, queries.links_of(case), promises, actor=actor, told=_told(request, case))
    answer = HttpResponse(found.model_dump_json(), "application/json; charset=utf-8", status)
    answer["ETag"] = etag_of(case)
    return answer


def _told(request: HttpRequest, case: Case) -> Sequence[Told]:
    catalogue = queries.catalogue_for(case.seller.store, moment_of(request))
    return told_fields(catalogue, case.category, queries.fields_of(case), get_language() or "en")


def _listed(
    request: HttpRequest, seller: Seller, wanted: queries.LogFilter, place: Cursor | None, limit: int
) -> tuple[Sequence[Case], Cursor | None, list[str]]:
    actor, at = caller(request)
    if not wanted.text:
        page = queries.case_log(actor, seller, wanted, place, limit=limit)
        return page.rows, page.older, []
    found = queries.search_log(actor, seller, wanted, place, at, limit=limit)
    hints = [sentence(hint) for hint in found.hints]
    if found.cut:
        hints.append(_("More cases fit: only the newest of them are put into this order."))
    return [hit.case for hit in found.hits], found.older, hints
