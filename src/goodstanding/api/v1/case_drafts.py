"""Before a case is sent: files taken in, cases half written, a text as it will look; and what was written for a new case put
into one that is there already."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import File, Path, Query, Router, Status
from ninja.files import UploadedFile
from pydantic import Field

from goodstanding.api.auth import caller, needs
from goodstanding.api.repeats import repeatable
from goodstanding.api.v1.case_shapes import CaseDetail, CaseIn, FileOut, file_out
from goodstanding.api.v1.cases import CaseId, new_case, shown
from goodstanding.api.v1.sellers import seller_of
from goodstanding.api.v1.shapes import Given, SellerId, Shown, StoreParam
from goodstanding.base.tokens.scopes import Scope
from goodstanding.kit.actors import Actor
from goodstanding.systems.cases import actions, queries, references
from goodstanding.systems.cases.actions.drafting import UnsentCase
from goodstanding.systems.cases.catalogue import Catalogue
from goodstanding.systems.cases.models import NewCaseDraft
from goodstanding.systems.cases.questions import ASKED
from goodstanding.systems.cases.rules import BODY_LIMIT, SUBJECT_LIMIT
from goodstanding.systems.sellers.models import Seller
from goodstanding.ui import prose

router = Router(tags=["Cases"])

READ, WRITE = needs(Scope.CASES_READ), needs(Scope.CASES_WRITE)

CategoryCode = Annotated[str, Path(description="The category, by its code.", examples=["payments.delayed"])]
AboutOne = Annotated[
    str, Query(max_length=80, description="What it starts from, as kind:ref, such as order:118-204; empty: nothing.")
]


class UnsentIn(Given):
    """A case as far as it is written. Nothing unfinished is refused."""

    subject: str = Field("", max_length=SUBJECT_LIMIT, examples=["The disbursement of 14 November has not arrived"])
    body: str = Field("", max_length=BODY_LIMIT, examples=["The bank says"])
    answers: dict[str, str] = Field(
        default_factory=dict, max_length=35, description="By the question's code.", examples=[{"order": "118-204"}]
    )
    files: list[str] = Field(
        default_factory=list, max_length=10, description="Files from uploadFile, held as long as the draft.", examples=[[]]
    )  # fmt: skip


class UnsentOut(Shown):
    """A case that the person whose token it is began and did not send."""

    key: str = Field(description="Opens the case with its files: `draft` of openCase.", examples=["q0Wb2hXo0mBlS3Ew"])
    category: str = Field(examples=["payments.delayed"])
    about: str = Field(examples=["order:118-204"])
    subject: str = Field(examples=["The disbursement of 14 November has not arrived"])
    body: str = Field(examples=["The bank says"])
    answers: dict[str, str] = Field(examples=[{"order": "118-204"}])
    files: list[FileOut]
    saved_at: datetime
    goes_at: datetime = Field(description="When it goes by itself, with its files, unless it is saved again.")


class UnsentCasesOut(Shown):
    """One's own unsent cases, the newest first."""

    data: list[UnsentOut]


class TextIn(Given):
    """A text as it is typed: a small part of Markdown."""

    body: str = Field(max_length=BODY_LIMIT, examples=["- the *first* point"])


class TextOut(Shown):
    """The text as both sides will see it."""

    html: str = Field(description="Safe to show as it is.", examples=["<ul>\n<li>the <em>first</em> point</li>\n</ul>"])


@router.get("/sellers/{external_id}/case-drafts", response=UnsentCasesOut, auth=READ, operation_id="listUnsentCases")
def list_unsent_cases(request: HttpRequest, external_id: SellerId, store: StoreParam = "") -> UnsentCasesOut:
    """The cases that one began and did not send. Nobody else sees them, not even in one's own team."""
    actor, at = caller(request)
    seller = seller_of(request, external_id, store)
    catalogue = queries.catalogue_for(seller.store, at)
    return UnsentCasesOut(data=[_unsent_out(actor, one, catalogue) for one in queries.new_case_drafts(actor, seller)])


@router.put(
    "/sellers/{external_id}/case-drafts/{category}", response=UnsentOut, auth=WRITE, operation_id="saveUnsentCase"
)
@repeatable
def save_unsent_case(
    request: HttpRequest,
    external_id: SellerId,
    category: CategoryCode,
    payload: UnsentIn,
    about: AboutOne = "",
    store: StoreParam = "",
) -> UnsentOut:
    """Keep a case that is being written, one for each category and thing it starts from. The last one saved counts."""
    actor, at = caller(request)
    seller = seller_of(request, external_id, store)
    starts = _about(actor, seller, about)
    known = queries.new_case_draft(actor, seller, category=category, about=starts)
    fields = {"subject": payload.subject, "body": payload.body}
    fields |= {ASKED + code: text for code, text in payload.answers.items()}
    key = known.request_key if known else secrets.token_urlsafe(18)
    unsent = UnsentCase(category, starts, key, fields, payload.files)
    kept = actions.save_new_case_draft(actor=actor, seller_ref=seller.ref, unsent=unsent, at=at)
    return _unsent_out(actor, kept, queries.catalogue_for(seller.store, at))


@router.api_operation(
    ["DELETE"], "/sellers/{external_id}/case-drafts/{category}", response={204: None}, auth=WRITE,
    operation_id="discardUnsentCase",
)  # fmt: skip
@repeatable
def discard_unsent_case(
    request: HttpRequest, external_id: SellerId, category: CategoryCode, about: AboutOne = "", store: StoreParam = ""
) -> Status[None]:
    """Throw an unsent case away, with the files it held. One that is gone already is no matter."""
    actor, _at = caller(request)
    seller = seller_of(request, external_id, store)
    known = queries.new_case_draft(actor, seller, category=category, about=about)
    key = known.request_key if known else ""
    actions.discard_new_case_draft(actor=actor, seller_ref=seller.ref, request_key=key)
    return Status(204, None)


@router.post("/sellers/{external_id}/uploads", response={201: FileOut}, auth=WRITE, operation_id="uploadFile")
@repeatable
def upload_file(
    request: HttpRequest, external_id: SellerId, file: File[UploadedFile], store: StoreParam = ""
) -> Status[FileOut]:
    """Take in a file before the words it belongs to. Name it in `files` within a day; what it is is decided by its content."""
    actor, at = caller(request)
    seller = seller_of(request, external_id, store)
    return Status(201, file_out(actions.upload(actor=actor, seller_ref=seller.ref, file=file, at=at)))


@router.post("/cases/{ref}/additions", response={201: CaseDetail}, auth=WRITE, operation_id="addToCase")
@repeatable
def add_to_case(request: HttpRequest, ref: CaseId, payload: CaseIn) -> HttpResponse:
    """Put what was written for a new case into one that is there already: subject, answers, text and files as one message."""
    actor, at = caller(request)
    case = queries.case_for(actor, ref)
    actions.add_to_case(actor=actor, seller_ref=case.seller.ref, ref=case.ref, new=new_case(payload), at=at)
    return shown(request, case.ref, status=201)


@router.post("/text-previews", response=TextOut, auth=READ, operation_id="previewText")
def preview_text(request: HttpRequest, payload: TextIn) -> TextOut:
    """How a text will look in a thread. Nothing is kept."""
    return TextOut(html=str(prose.markdown(payload.body)))


def _about(actor: Actor, seller: Seller, given: str) -> str:
    """What a draft starts from, as the seller has it; NotFound for what is not hers."""
    if not given:
        return ""
    kind, _colon, ref = given.partition(":")
    found = references.resolve(actor, seller, kind=kind, ref=ref)
    return f"{found.kind}:{found.ref}"


def _unsent_out(actor: Actor, draft: NewCaseDraft, catalogue: Catalogue) -> UnsentOut:
    fields: dict[str, str] = {str(name): str(text) for name, text in draft.fields.items()}
    return UnsentOut(
        key=draft.request_key, category=draft.category, about=draft.about, subject=fields.get("subject", ""),
        body=fields.get("body", ""), saved_at=draft.saved_at,
        goes_at=catalogue.draft_goes_at(draft.saved_at),
        answers={name.removeprefix(ASKED): text for name, text in fields.items() if name.startswith(ASKED)},
        files=[file_out(one) for one in queries.files_of_draft(actor, draft)],
    )  # fmt: skip
