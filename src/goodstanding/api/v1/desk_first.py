"""Writing to a seller first by program: a case that the marketplace opens, and what was begun and not sent yet."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status
from pydantic import Field

from goodstanding.api.auth import caller, needs
from goodstanding.api.repeats import repeatable
from goodstanding.api.v1.case_drafts import UnsentIn
from goodstanding.api.v1.case_shapes import AboutIn, CaseDetail, CaseIn, FileOut, Thing, file_out
from goodstanding.api.v1.cases import new_case, shown
from goodstanding.api.v1.desk_cases import BIGGEST
from goodstanding.api.v1.sellers import seller_of
from goodstanding.api.v1.shapes import SellerId, Shown, StoreParam
from goodstanding.base.tokens.scopes import Scope
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import Invalid
from goodstanding.systems.cases import actions, queries
from goodstanding.systems.cases.models import NewCaseDraft
from goodstanding.systems.cases.questions import ASKED
from goodstanding.systems.cases.rules import BODY_LIMIT, NEEDS_AT_ONCE, WHAT_LIMIT, WHO_LIMIT
from goodstanding.systems.cases.states import Outcome
from goodstanding.systems.desk import actions as desk
from goodstanding.systems.desk import queries as desk_queries

router = Router(tags=["The desk's tools"])

READ, WRITE = needs(Scope.CASES_READ), needs(Scope.CASES_WRITE)

BODY = (
    "Empty: the macro's words, filled in. {{case.id}} and the other fields of a case are filled in when it is opened."
)
OUTCOME = "What happens next; null: the macro's. 'resolve' is for information: closed at once, the seller's reply opens it again."
WHAT = "For what the case waits; needed with the two outcomes that wait. Empty: the macro's."
NEEDS = "Things the seller is asked for, as in an answer, where the case waits for her."
NEEDS_OR_MACROS = f"{NEEDS} Null: the macro's."
MACRO = "A macro: its steps are done once the case is open. Of what is left out, it gives words, outcome, for what and for whom."
ASSIGNEE = "The associate who has the case, as in the workload; null: nobody; left out: whoever writes."


class FirstWordIn(CaseIn):
    """What an associate writes to a seller first. Of what the category asks nothing is needed."""

    body: str = Field("", max_length=BODY_LIMIT, description=BODY, examples=["Please send us the invoice of March."])
    outcome: Outcome | None = Field(None, description=OUTCOME, examples=["wait_for_seller"])
    what: str = Field("", max_length=WHAT_LIMIT, description=WHAT, examples=["The invoice of March"])
    who: str = Field("", max_length=WHO_LIMIT, description="For which third party it waits.", examples=[""])
    needs: list[Thing] | None = Field(None, max_length=NEEDS_AT_ONCE, description=NEEDS_OR_MACROS, examples=[[]])
    macro: str = Field("", max_length=12, description=MACRO, examples=[""])
    assignee: int | None = Field(None, ge=1, le=BIGGEST, description=ASSIGNEE, examples=[7])


class FirstWordOut(CaseDetail):
    """The case that was opened, and what of the macro's steps could not be done."""

    hindered: list[str] = Field(description="What of the macro's steps could not be done.", examples=[[]])


class FirstDraftIn(UnsentIn):
    """What is being written to a seller, as far as it is written. Nothing unfinished is refused."""

    category: str = Field("", max_length=65, examples=["payments.delayed"])
    about: list[AboutIn] = Field(default_factory=list, max_length=20)
    outcome: Outcome | None = Field(None, description="What is to happen next, once it is known.")
    what: str = Field("", max_length=WHAT_LIMIT, description="For what the case is to wait.", examples=[""])
    who: str = Field("", max_length=WHO_LIMIT, description="For which third party.", examples=[""])
    needs: list[Thing] = Field(default_factory=list, max_length=NEEDS_AT_ONCE, description=NEEDS, examples=[[]])
    macro: str = Field("", max_length=12, description="The macro that it was begun with.", examples=[""])


class FirstDraftOut(Shown):
    """What the person whose token it is began to write to a seller and did not send."""

    key: str = Field(description="Sends it with its files: `draft` of writeToSeller.", examples=["q0Wb2hXo0mBlS3Ew"])
    seller: str = Field(description="The seller's external id.", examples=["harbour"])
    store: str = Field(examples=["us"])
    category: str = Field(examples=["payments.delayed"])
    subject: str = Field(examples=["The invoice of March"])
    body: str = Field(examples=["Please send us"])
    answers: dict[str, str] = Field(examples=[{"order": "118-204"}])
    about: list[AboutIn]
    outcome: Outcome | None
    what: str = Field(examples=["The invoice of March"])
    who: str = Field(examples=[""])
    needs: list[str] = Field(examples=[[]])
    macro: str = Field(examples=[""])
    files: list[FileOut]
    saved_at: datetime
    goes_at: datetime = Field(description="When it goes by itself, with its files, unless it is saved again.")


class FirstDraftsOut(Shown):
    """One's own messages to sellers that were not sent, the newest first, at most 20."""

    data: list[FirstDraftOut]


class FirstWriterOut(Shown):
    """A colleague who has begun to write to a seller and has not sent it. What is written is theirs alone."""

    name: str = Field(examples=["Tess"])
    started_at: datetime
    saved_at: datetime
    typing: bool = Field(description="Wrote in it within half a minute.", examples=[True])


class FirstWritersOut(Shown):
    """Who else writes to a seller, whoever began earliest first, at most ten."""

    data: list[FirstWriterOut]


@router.get(
    "/desk/sellers/{external_id}/case-drafts", response=FirstWritersOut, auth=READ, operation_id="listFirstWriters"
)
def list_first_writers(request: HttpRequest, external_id: SellerId, store: StoreParam = "") -> FirstWritersOut:
    """Which colleagues have begun to write to a seller first and have not sent it. For associates; for a seller nobody."""
    actor, at = caller(request)
    found = queries.writing_first(actor, seller_of(request, external_id, store), at)
    return FirstWritersOut(data=[FirstWriterOut(**asdict(one)) for one in found])


@router.post(
    "/desk/sellers/{external_id}/cases", response={201: FirstWordOut}, auth=WRITE, operation_id="writeToSeller"
)
@repeatable
def write_to_seller(
    request: HttpRequest, external_id: SellerId, payload: FirstWordIn, store: StoreParam = ""
) -> HttpResponse:
    """Write to a seller who had not asked. It opens a case that says from the start whose turn it is. For associates who work in
    the category's queue."""
    seller = seller_of(request, external_id, store)
    actor, at = caller(request)
    macro = desk_queries.macro_for(actor, payload.macro) if payload.macro else None
    if macro is not None and not payload.body:
        payload.body = desk_queries.words_for_seller(actor, macro.body, seller, at)
    outcome = payload.outcome or (Outcome(macro.outcome) if macro and macro.outcome else None)
    if outcome is None:
        raise Invalid("Say what happens next.", field="outcome")
    what, who = (payload.what or macro.what, payload.who or macro.who) if macro else (payload.what, payload.who)
    needs = desk_queries.needs_with(macro, outcome) if macro and payload.needs is None else payload.needs or []
    new = new_case(payload)
    first = actions.FirstWord(
        category=new.category, subject=new.subject, words=new.words, answers=new.answers, about=new.about,
        decision=actions.Decision(outcome, what=what, who=who, needs=needs),
        assignee_id=payload.assignee if "assignee" in payload.model_fields_set else actor.user_id,
    )  # fmt: skip
    case, hindered = desk.write_first_with(
        actor=actor, seller_ref=seller.ref, first=first, macro=macro.ref if macro else "", at=at
    )
    answer = shown(request, case.ref, status=201)
    detail = CaseDetail.model_validate_json(answer.content)
    answer.content = FirstWordOut(**detail.model_dump(), hindered=hindered).model_dump_json().encode()
    answer["Location"] = f"/api/v1/cases/{case.ref}"
    return answer


@router.get("/desk/case-drafts", response=FirstDraftsOut, auth=READ, operation_id="listFirstDrafts")
def list_first_drafts(request: HttpRequest) -> FirstDraftsOut:
    """What one began to write to sellers and did not send. Nobody else sees it, no colleague either."""
    actor, at = caller(request)
    return FirstDraftsOut(data=[_draft_out(actor, one, at) for one in queries.first_drafts(actor)])


@router.put("/desk/sellers/{external_id}/case-draft", response=FirstDraftOut, auth=WRITE, operation_id="saveFirstDraft")
@repeatable
def save_first_draft(
    request: HttpRequest, external_id: SellerId, payload: FirstDraftIn, store: StoreParam = ""
) -> FirstDraftOut:
    """Keep what is being written to a seller, one for each seller. The last one saved counts. For associates."""
    actor, at = caller(request)
    seller = seller_of(request, external_id, store)
    known = queries.first_draft(actor, seller)
    fields = {name: getattr(payload, name) for name in ("category", "subject", "body", "what", "who", "macro")}
    fields |= {ASKED + code: text for code, text in payload.answers.items()}
    fields["needs"] = "\n".join(" ".join(one.split()) for one in payload.needs)
    fields["outcome"] = payload.outcome.value if payload.outcome else ""
    fields["about"] = actions.about_as_text([(one.kind, one.ref) for one in payload.about])
    key = known.request_key if known else secrets.token_urlsafe(18)
    unsent = actions.UnsentCase("", "", key, fields, payload.files)
    return _draft_out(actor, actions.save_first_draft(actor=actor, seller_ref=seller.ref, unsent=unsent, at=at), at)


@router.api_operation(
    ["DELETE"], "/desk/sellers/{external_id}/case-draft", response={204: None}, auth=WRITE, operation_id="discardFirstDraft"
)  # fmt: skip
@repeatable
def discard_first_draft(request: HttpRequest, external_id: SellerId, store: StoreParam = "") -> Status[None]:
    """Throw away what one was writing to a seller, with its files. If it is gone already, no matter."""
    actor, _at = caller(request)
    actions.discard_first_draft(actor=actor, seller_ref=seller_of(request, external_id, store).ref)
    return Status(204, None)


def _draft_out(actor: Actor, draft: NewCaseDraft, at: datetime) -> FirstDraftOut:
    fields: dict[str, str] = {str(name): str(text) for name, text in draft.fields.items()}
    texts = {name: fields.get(name, "") for name in ("category", "subject", "body", "what", "who", "macro")}
    outcome = fields.get("outcome", "")
    return FirstDraftOut(
        **texts, key=draft.request_key, seller=draft.seller.external_id, store=draft.seller.store.code,
        answers={name.removeprefix(ASKED): text for name, text in fields.items() if name.startswith(ASKED)},
        about=[AboutIn(kind=kind, ref=ref) for kind, ref in queries.about_kept(draft)],
        needs=fields.get("needs", "").splitlines(), outcome=Outcome(outcome) if outcome in set(Outcome) else None,
        saved_at=draft.saved_at,
        goes_at=queries.catalogue_for(draft.seller.store, at).draft_goes_at(draft.saved_at),
        files=[file_out(one) for one in queries.files_of_draft(actor, draft)],
    )  # fmt: skip
