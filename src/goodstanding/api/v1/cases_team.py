"""What stands beside a case's thread: labels and watching of the seller's team, agreements of both sides, guests, cases alike."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import Path, Router, Status
from pydantic import Field

from goodstanding.api.auth import actor_of, caller, needs
from goodstanding.api.paper import PDF, as_pdf
from goodstanding.api.repeats import repeatable
from goodstanding.api.v1.case_shapes import CaseOut, case_fields
from goodstanding.api.v1.cases import CaseId
from goodstanding.api.v1.shapes import Given, Shown
from goodstanding.base.tokens.scopes import Scope
from goodstanding.systems.cases import actions, queries
from goodstanding.systems.cases.actions import Terms
from goodstanding.systems.cases.agreement_states import AgreementState, Settling
from goodstanding.systems.cases.casefile import case_file
from goodstanding.systems.cases.need_states import NeedState
from goodstanding.systems.cases.rules import GUEST_NAME_LIMIT, LABEL_LIMIT, REASON_LIMIT
from goodstanding.systems.cases.states import Author

router = Router(tags=["Beside a case"])

LabelName = Annotated[str, Path(description="The label's name.", examples=["Christmas stock"])]
AgreementNumber = Annotated[int, Path(ge=1, le=32767, description="Its number in the record.", examples=[1])]
NeedKey = Annotated[int, Path(ge=1, le=2**53, description="The thing asked for, as listed.", examples=[7])]
GuestRef = Annotated[str, Path(description="The guest, as listed.", examples=["7M3-9PXK"])]
Tone = Literal["grey", "blue", "green", "amber", "red"]


class LabelIn(Given):
    """A label of the team's own; one that is not there yet is made."""

    name: str = Field(max_length=LABEL_LIMIT, examples=["Christmas stock"])
    tone: Tone = Field("grey", examples=["amber"])


class AgreementIn(Given):
    """One sentence for the other side to confirm."""

    text: str = Field(max_length=REASON_LIMIT, examples=["The fee of May is refunded by 30 November."])
    message: int | None = Field(None, ge=1, le=2**31 - 1, description="The message it is taken from.", examples=[2])


class SettlingIn(Given):
    """What a side says to an agreement. Its own side may only withdraw it; declining needs a reason."""

    decision: Settling = Field(examples=["confirm"])
    reason: str = Field("", max_length=REASON_LIMIT, examples=[""])


class GuestTermsIn(Given):
    """What a guest may do in this one case, and until which day of the store, that day included."""

    may_write: bool = Field(False, examples=[False])
    sees_files: bool = Field(False, description="Whether attachments are included.", examples=[True])
    ends_on: date = Field(examples=["2026-11-29"])


class GuestIn(GuestTermsIn):
    """Whom to let into this one case, and on which terms."""

    name: str = Field(max_length=GUEST_NAME_LIMIT, examples=["Nora"])
    email: str = Field(max_length=254, examples=["nora@consultants.example"])


class LabelOut(Shown):
    """A label on the case."""

    name: str = Field(examples=["Christmas stock"])
    tone: str = Field(examples=["amber"])


class AgreementOut(Shown):
    """One line of the record of agreements."""

    number: int = Field(examples=[1])
    text: str = Field(examples=["The fee of May is refunded by 30 November."])
    state: AgreementState
    side: Author = Field(description="Which side put it down.")
    by: str = Field(examples=["Sam"])
    at: datetime
    settled_by: str = Field(examples=["Alice"])
    settled_at: datetime | None


class NeedOut(Shown):
    """One thing the seller was asked for."""

    id: int = Field(examples=[7])
    text: str = Field(examples=["The carrier's proof of delivery"])
    state: NeedState = Field(description="Missing until the seller's answer holds it or an associate says so.")
    by: str = Field(examples=["Sam"])
    at: datetime
    settled_by: str = Field(examples=["Alice"])
    settled_at: datetime | None


class NeedIn(Given):
    """Whether a thing that was asked for is there."""

    state: NeedState = Field(examples=["given"])


class GuestOut(Shown):
    """Somebody from outside who is invited into the case or was let in."""

    ref: str = Field(examples=["7M3-9PXK"])
    name: str = Field(examples=["Nora"])
    email: str = Field(examples=["nora@consultants.example"])
    may_write: bool = Field(examples=[True])
    sees_files: bool = Field(examples=[True])
    accepted_at: datetime | None
    ends_at: datetime


class GuestsOut(Shown):
    """The guests of a case."""

    data: list[GuestOut]


class GuestChangedOut(GuestsOut):
    """The guests of a case, after one of them was given other terms."""

    changed: list[str] = Field(description="What is other than before: 'scope', 'end', 'name'.", examples=[["scope"]])
    mailed: bool = Field(description="Whether she was told by mail, with a new link.", examples=[True])


class BesideOut(Shown):
    """Labels and `watched` are for tokens of the seller's team; for others they are empty."""

    labels: list[LabelOut]
    watched: bool = Field(examples=[True])
    agreements: list[AgreementOut]
    needs: list[NeedOut] = Field(description="What the seller was asked for, in the order in which it was asked.")
    guests: list[GuestOut]
    follow_ups: list[str] = Field(description="Case IDs of later cases that refer to this one.", examples=[[]])


class AlikeOut(Shown):
    """Cases of the same seller."""

    data: list[CaseOut]


@router.get("/cases/{ref}/beside", response=BesideOut, auth=needs(Scope.CASES_READ), operation_id="getBesideCase")
def get_beside_case(request: HttpRequest, ref: CaseId) -> BesideOut:
    """Labels, agreements, guests and follow-ups of a case."""
    return _beside(request, ref)


@router.get("/cases/{ref}/similar", response=AlikeOut, auth=needs(Scope.CASES_READ), operation_id="listSimilarCases")
def list_similar_cases(request: HttpRequest, ref: CaseId) -> AlikeOut:
    """Closed cases of the same seller that look like this one, best first, at most five."""
    actor, at = caller(request)
    case = queries.case_for(actor, ref)
    catalogue = queries.catalogue_for(case.seller.store, at)
    found = queries.resolved_alike(case.seller, queries.trait_of(case), catalogue, but=case.ref, limit=5)
    return AlikeOut(data=[CaseOut(**case_fields(one, case.seller, actor)) for one in found])


@router.get(
    "/cases/{ref}/file", auth=needs(Scope.CASES_READ), operation_id="getCaseFile",
    openapi_extra=PDF,
)  # fmt: skip
def get_case_file(request: HttpRequest, ref: CaseId) -> HttpResponse:
    """The case as PDF: what both sides said, files with their SHA-256, agreements, history. Notes of either side stay out."""
    actor, at = caller(request)
    case = queries.case_for(actor, ref)
    return as_pdf(case_file(actor, case, at, language=get_language() or "en"))


@router.post("/cases/{ref}/labels", response=BesideOut, auth=needs(Scope.CASES_WRITE), operation_id="labelCase")
@repeatable
def label_case(request: HttpRequest, ref: CaseId, payload: LabelIn) -> BesideOut:
    """Put a label of the team's on a case."""
    actor, at = caller(request)
    actions.label_case(actor=actor, ref=ref, name=payload.name, tone=payload.tone, at=at)
    return _beside(request, ref)


@router.api_operation(
    ["DELETE"],
    "/cases/{ref}/labels/{name}",
    response=BesideOut,
    auth=needs(Scope.CASES_WRITE),
    operation_id="unlabelCase",
)
@repeatable
def unlabel_case(request: HttpRequest, ref: CaseId, name: LabelName) -> BesideOut:
    """Take a label off. One that is not on it is no matter."""
    actions.unlabel_case(actor=actor_of(request), ref=ref, name=name)
    return _beside(request, ref)


@router.put("/cases/{ref}/watch", response=BesideOut, auth=needs(Scope.CASES_WRITE), operation_id="watchCase")
@repeatable
def watch_case(request: HttpRequest, ref: CaseId) -> BesideOut:
    """Get this case's mail, as the person whose token it is."""
    actor, at = caller(request)
    actions.watch(actor=actor, ref=ref, at=at)
    return _beside(request, ref)


@router.api_operation(
    ["DELETE"], "/cases/{ref}/watch", response=BesideOut, auth=needs(Scope.CASES_WRITE), operation_id="unwatchCase"
)
@repeatable
def unwatch_case(request: HttpRequest, ref: CaseId) -> BesideOut:
    """No more mail about this case."""
    actions.unwatch(actor=actor_of(request), ref=ref)
    return _beside(request, ref)


@router.post(
    "/cases/{ref}/agreements", response={201: BesideOut}, auth=needs(Scope.CASES_WRITE), operation_id="proposeAgreement"
)
@repeatable
def propose_agreement(request: HttpRequest, ref: CaseId, payload: AgreementIn) -> Status[BesideOut]:
    """Put something down as agreed, for the other side to confirm or decline."""
    actor, at = caller(request)
    actions.propose_agreement(actor=actor, ref=ref, text=payload.text, message_number=payload.message, at=at)
    return Status(201, _beside(request, ref))


@router.post(
    "/cases/{ref}/agreements/{number}/decision", response=BesideOut, auth=needs(Scope.CASES_WRITE),
    operation_id="settleAgreement",
)  # fmt: skip
@repeatable
def settle_agreement(request: HttpRequest, ref: CaseId, number: AgreementNumber, payload: SettlingIn) -> BesideOut:
    """Confirm, decline or withdraw an agreement."""
    actor, at = caller(request)
    actions.settle_agreement(
        actor=actor, ref=ref, number=number, settling=payload.decision, reason=payload.reason, at=at
    )
    return _beside(request, ref)


@router.put("/cases/{ref}/needs/{need}", response=BesideOut, auth=needs(Scope.CASES_WRITE), operation_id="settleNeed")
@repeatable
def settle_need(request: HttpRequest, ref: CaseId, need: NeedKey, payload: NeedIn) -> BesideOut:
    """Say that a thing asked for is there, not needed any more, or missing after all. For associates."""
    actor, at = caller(request)
    actions.settle_need(actor=actor, ref=ref, need=need, state=payload.state, at=at)
    return _beside(request, ref)


@router.post(
    "/cases/{ref}/guests", response={201: BesideOut}, auth=needs(Scope.CASES_WRITE), operation_id="inviteGuest"
)
@repeatable
def invite_guest(request: HttpRequest, ref: CaseId, payload: GuestIn) -> Status[BesideOut]:
    """Invite somebody from outside into this one case, by mail. The link is in the mail and nowhere else."""
    actor, at = caller(request)
    actions.invite_guest(actor=actor, ref=ref, terms=Terms(**payload.model_dump()), at=at)
    return Status(201, _beside(request, ref))


@router.get("/cases/{ref}/guests", response=GuestsOut, auth=needs(Scope.CASES_READ), operation_id="listGuests")
def list_guests(request: HttpRequest, ref: CaseId) -> GuestsOut:
    """Who is invited into a case or was let in, with scope and end. Those taken out are not listed."""
    return GuestsOut(data=_beside(request, ref).guests)


@router.put(
    "/cases/{ref}/guests/{guest}", response=GuestChangedOut, auth=needs(Scope.CASES_WRITE), operation_id="changeGuest"
)
@repeatable
def change_guest(request: HttpRequest, ref: CaseId, guest: GuestRef, payload: GuestTermsIn) -> GuestChangedOut:
    """Give a guest another end or scope. Where her scope changes she is told by mail with a new link, and the old one ends;
    another end alone leaves link and mail as they are."""
    actor, at = caller(request)
    known = queries.guest_of(queries.case_for(actor, ref), guest)
    terms = Terms(email=known.email, name=known.name, **payload.model_dump())
    done = actions.invite_guest(actor=actor, ref=ref, terms=terms, at=at)
    return GuestChangedOut(data=_beside(request, ref).guests, changed=list(done.changed), mailed=done.mailed)


@router.post(
    "/cases/{ref}/guests/{guest}/links",
    response={204: None},
    auth=needs(Scope.CASES_WRITE),
    operation_id="sendGuestLink",
)
@repeatable
def send_guest_link(request: HttpRequest, ref: CaseId, guest: GuestRef) -> Status[None]:
    """Mail a guest a new link; the old one ends, her terms stay. The link is in the mail and nowhere else."""
    actor, at = caller(request)
    actions.send_guest_link(actor=actor, ref=ref, guest_ref=guest, at=at)
    return Status(204, None)


@router.api_operation(
    ["DELETE"],
    "/cases/{ref}/guests/{guest}",
    response=BesideOut,
    auth=needs(Scope.CASES_WRITE),
    operation_id="revokeGuest",
)
@repeatable
def revoke_guest(request: HttpRequest, ref: CaseId, guest: GuestRef) -> BesideOut:
    """Take a guest out; link and session end at once."""
    actor, at = caller(request)
    actions.revoke_guest(actor=actor, ref=ref, guest_ref=guest, at=at)
    return _beside(request, ref)


def _beside(request: HttpRequest, ref: str) -> BesideOut:
    actor = actor_of(request)
    found = queries.beside(actor, queries.case_for(actor, ref))
    return BesideOut(
        labels=[LabelOut(name=one.name, tone=one.tone) for one in found.labels],
        watched=found.watched,
        agreements=[
            AgreementOut(
                number=one.number, text=one.text, state=one.state, side=one.side, by=one.who, at=one.at,
                settled_by=one.settled_by, settled_at=one.settled_at,
            )
            for one in found.agreements
        ],
        needs=[
            NeedOut(
                id=one.key, text=one.text, state=one.state, by=one.who, at=one.at, settled_by=one.settled_by,
                settled_at=one.settled_at,
            )
            for one in found.needs
        ],
        guests=[
            GuestOut(
                ref=one.ref, name=one.name, email=one.email, may_write=one.may_write, sees_files=one.sees_files,
                accepted_at=one.accepted_at, ends_at=one.ends_at,
            )
            for one in found.guests
        ],
        follow_ups=[one.ref for one in found.follow_ups],
    )  # fmt: skip
