"""Writing an escalation: a draft of it, what it still lacks, and the steps outside that are open beyond every level."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import Router, Status
from pydantic import Field

from goodstanding.api.auth import actor_of, caller, needs
from goodstanding.api.paper import PDF, as_pdf
from goodstanding.api.repeats import repeatable
from goodstanding.api.v1.cases import CaseId
from goodstanding.api.v1.escalation_shapes import EscalationIn, OfferOut, offer_out, written
from goodstanding.api.v1.shapes import Given, Shown
from goodstanding.base.tokens.scopes import Scope
from goodstanding.systems.cases import policies as case_policies
from goodstanding.systems.cases import queries as cases
from goodstanding.systems.escalation import actions, compose, display, queries, words
from goodstanding.systems.escalation.bundle import bundle_file
from goodstanding.systems.escalation.queries import Outside

router = Router(tags=["Escalations"])

READ, WRITE = needs(Scope.CASES_READ), needs(Scope.CASES_WRITE)
PARTS = ("ground", "summary", "stake", "amount", "per", "tried", "unresolved", "wish", "wish_words", "prior_cases")


class PartsIn(Given):
    """The parts of an escalation as far as they are written."""

    ground: str = Field("", max_length=32, examples=["payment"])
    summary: str = Field("", max_length=5_000, examples=["The payout has not arrived."])
    stake: str = Field("", max_length=5_000, examples=[""])
    amount: str = Field("", max_length=20, examples=["1840.50"])
    per: str = Field("once", max_length=8, examples=["once"])
    tried: str = Field("", max_length=5_000, examples=[""])
    unresolved: str = Field("", max_length=5_000, examples=[""])
    wish: str = Field("", max_length=32, examples=["payment"])
    wish_words: str = Field("", max_length=1_000, examples=[""])
    prior_cases: str = Field("", max_length=200, description="Case IDs with commas.", examples=[""])


class EscalationDraftOut(Shown):
    """What the person whose token it is has written so far."""

    parts: dict[str, str] = Field(examples=[{"summary": "The payout has not arrived."}])
    saved_at: datetime | None = Field(description="Null: nothing is kept.")


class LackOut(Shown):
    """Something to mend."""

    part: str = Field(examples=["tried"])
    fault: str = Field(examples=["missing"])
    blocks: bool = Field(description="Whether it must be mended before sending; else it is advice.", examples=[True])
    mend: str = Field(examples=["Say what was tried so far."])


class ChecksOut(Shown):
    """Whether it could be sent so."""

    offer: OfferOut
    findings: list[LackOut]
    complete: bool = Field(description="Whether nothing blocks it.", examples=[False])


class BriefOut(Shown):
    """What the next level reads, in the words in which it reads it."""

    level: str = Field(examples=["Specialist team: Payments"])
    ground: str = Field(examples=["A payment is missing"])
    others: list[str] = Field(description="Further grounds.", examples=[[]])
    summary: str = Field(examples=["The payout has not arrived."])
    stake: str = Field(examples=["$1,840.50 in all"])
    tried: str = Field(examples=["The bank searched for it twice."])
    unresolved: str = Field(examples=["Both answers repeat that it was sent."])
    wish: str = Field(examples=["That it is paid"])
    facts: list[list[str]] = Field(description="What the system knows, each with its name.")
    prior: list[str] = Field(description="Case IDs of earlier cases.", examples=[[]])


class OutsideOut(Shown):
    """A step outside our levels."""

    code: str = Field(examples=["mediator"])
    label: str = Field(examples=["Mediator"])
    what: str = Field(examples=["An independent person listens to both sides."])
    who: str = Field(description="For whom it is.", examples=["Sellers established in the Union"])
    source: str = Field(examples=["Regulation (EU) 2019/1150, Art. 12"])
    name: str = Field(description="Whom to turn to; empty where the store says nothing.", examples=["Mediation Centre"])
    address: str = Field(examples=[""])
    email: str = Field(examples=["desk@mediation.example"])
    url: str = Field(examples=[""])


class OutsidesOut(Shown):
    """The steps outside that are open in the case's store, in order."""

    data: list[OutsideOut]


@router.get("/cases/{ref}/escalation/draft", response=EscalationDraftOut, auth=READ, operation_id="getEscalationDraft")
def get_escalation_draft(request: HttpRequest, ref: CaseId) -> EscalationDraftOut:
    """What one has written of an escalation and not sent."""
    return _draft(request, ref)


@router.put(
    "/cases/{ref}/escalation/draft", response=EscalationDraftOut, auth=WRITE, operation_id="saveEscalationDraft"
)
@repeatable
def save_escalation_draft(request: HttpRequest, ref: CaseId, payload: PartsIn) -> EscalationDraftOut:
    """Keep what is written so far; unfinished parts are never refused. For people of the seller's team."""
    actor, at = caller(request)
    actions.save_draft(actor=actor, ref=ref, fields=payload.model_dump(), at=at)
    return _draft(request, ref)


@router.api_operation(
    ["DELETE"], "/cases/{ref}/escalation/draft", response={204: None}, auth=WRITE,
    operation_id="discardEscalationDraft",
)  # fmt: skip
@repeatable
def discard_escalation_draft(request: HttpRequest, ref: CaseId) -> Status[None]:
    """Throw it away. One that is gone already is no matter."""
    actions.discard_draft(actor=actor_of(request), ref=ref)
    return Status(204, None)


@router.post("/cases/{ref}/escalation/checks", response=ChecksOut, auth=READ, operation_id="checkEscalation")
def check_escalation(request: HttpRequest, ref: CaseId, payload: PartsIn) -> ChecksOut:
    """What an escalation lacks or says at too great length, without sending it. Nothing is kept."""
    actor, at = caller(request)
    case = cases.case_for(actor, ref)
    case_policies.require_seller(actor, case.seller)
    offer = queries.offer_for(case, queries.latest_of(case), at)
    book = queries.handbook_for(case.seller.store, at)
    found = compose.findings(compose.read(payload.model_dump(), channel="api"), offer, book)
    return ChecksOut(
        offer=offer_out(offer),
        findings=[
            LackOut(part=one.part.value, fault=one.fault.value, blocks=one.blocks, mend=words.mend(one, book))
            for one in found
        ],
        complete=not any(one.blocks for one in found),
    )


@router.post("/cases/{ref}/escalation/preview", response=BriefOut, auth=READ, operation_id="previewEscalation")
def preview_escalation(request: HttpRequest, ref: CaseId, payload: EscalationIn) -> BriefOut:
    """Exactly what the next level would read. Nothing is sent or kept; refused as sending it would be."""
    actor, at = caller(request)
    drawn = actions.preview(actor=actor, ref=ref, written=written(payload), at=at)
    brief = display.brief(drawn, queries.handbook_for(drawn.case.seller.store, at), ())
    plain = ("level", "ground", "others", "summary", "stake", "tried", "unresolved", "wish", "prior")
    return BriefOut(**{name: getattr(brief, name) for name in plain}, facts=[list(fact) for fact in brief.facts])


@router.get(
    "/cases/{ref}/escalation/bundle", auth=READ, operation_id="getEscalationBundle",
    openapi_extra=PDF,
)  # fmt: skip
def get_escalation_bundle(request: HttpRequest, ref: CaseId) -> HttpResponse:
    """Everything to hand over outside as one PDF: the escalation, each decision, the log, the whole case, its documents."""
    actor, at = caller(request)
    return as_pdf(bundle_file(actor, cases.case_for(actor, ref), at, language=get_language() or "en"))


@router.get("/cases/{ref}/escalation/outside", response=OutsidesOut, auth=READ, operation_id="listOutsideSteps")
def list_outside_steps(request: HttpRequest, ref: CaseId) -> OutsidesOut:
    """Where a seller may turn outside: complaint, mediator, dispute body, as the case's store names them."""
    actor, at = caller(request)
    case = cases.case_for(actor, ref)
    return OutsidesOut(data=[_outside_out(one) for one in queries.outside_of(case.seller.store, at)])


def _draft(request: HttpRequest, ref: str) -> EscalationDraftOut:
    actor = actor_of(request)
    draft = queries.draft_of(actor, cases.case_for(actor, ref))
    if draft is None:
        return EscalationDraftOut(parts={}, saved_at=None)
    kept = {name: str(draft.fields.get(name, "")) for name in PARTS}
    return EscalationDraftOut(parts={name: said for name, said in kept.items() if said}, saved_at=draft.saved_at)


def _outside_out(one: Outside) -> OutsideOut:
    language, rule = get_language() or "en", one.rule
    return OutsideOut(
        code=rule.code, label=rule.label.in_(language), what=rule.what.in_(language), who=rule.who.in_(language),
        source=rule.source, name=one.name, address=one.address, email=one.email, url=one.url,
    )  # fmt: skip
