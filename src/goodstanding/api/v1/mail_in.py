"""Mail that came in and what became of it; files that the virus scanner held back. For the marketplace's own tokens."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router
from pydantic import Field

from goodstanding.api import paging
from goodstanding.api.auth import actor_of, caller, needs
from goodstanding.api.repeats import repeatable
from goodstanding.api.v1.shapes import CursorParam, Given, Limit, Shown
from goodstanding.base.files import actions as file_actions
from goodstanding.base.files import queries as files
from goodstanding.base.files.models import StoredFile
from goodstanding.base.files.states import Scan
from goodstanding.base.mailroom.inbound import queries as inbound
from goodstanding.base.mailroom.models import InboundMail
from goodstanding.base.mailroom.states import Door, InState, MailKind, Reason
from goodstanding.base.tokens.scopes import Scope
from goodstanding.flows import case_mail_in
from goodstanding.kit.refs import normal_ref

router = Router(tags=["Mail in"])

READ, WRITE = needs(Scope.CASES_READ), needs(Scope.CASES_WRITE)

OfState = Annotated[InState | None, Query(description="Only mails that stand so.")]
OfScan = Annotated[Scan | None, Query(description="'quarantined', 'unscannable' or 'released'; without it all three.")]
MailRef = Annotated[str, Path(description="The mail's reference.", examples=["4K7-2QX9M"])]
HeldRef = Annotated[str, Path(description="The file's reference.", examples=["7M3-9PXK"])]


class MailInOut(Shown):
    """A mail that came in. Names and addresses are masked for those who may not read mails."""

    ref: str = Field(examples=["4K7-2QX9M"])
    state: InState = Field(description="Refused and noted ones may be taken into a case by hand.")
    reason: Reason | None = Field(description="Why it stands there.")
    detail: str = Field(examples=[""])
    kind: MailKind
    door: Door
    from_address: str = Field(examples=["alice@example.com"])
    from_name: str = Field(examples=["Alice"])
    subject: str = Field(examples=["Re: [4K7-2QX] The disbursement"])
    case: str | None = Field(description="The case it is in or names.", examples=["4K7-2QX"])
    arrived_at: datetime


class MailInDetail(MailInOut):
    """A mail with its words, for those who may read mails."""

    shown: str = Field(description="Its words without quotes and signature.", examples=["Here is the letter."])
    files: list[str] = Field(description="Names of its files.", examples=[["letter.pdf"]])


class MailInPage(Shown):
    """Some mails."""

    data: list[MailInOut]
    next: str | None = Field(description="The address of the next page, null at the end.")


class IntoCaseIn(Given):
    """The case that takes the mail in."""

    case: str = Field("", max_length=12, description="Empty: the one it names.", examples=["4K7-2QX"])


class HeldOut(Shown):
    """A file that was held back, could not be scanned, or was released."""

    ref: str = Field(examples=["7M3-9PXK"])
    name: str = Field(examples=["invoice.pdf"])
    content_type: str = Field(examples=["application/pdf"])
    size: int = Field(examples=[48211])
    sha256: str = Field(examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"])
    scan: Scan
    found: str = Field(description="What the scanner said.", examples=["Eicar-Signature"])
    uploaded_by: str = Field(examples=["Alice"])
    uploaded_at: datetime


class HeldPage(Shown):
    """Some of those files."""

    data: list[HeldOut]
    next: str | None = Field(description="The address of the next page, null at the end.")


class ReleaseIn(Given):
    """Why a file is let go."""

    reason: str = Field(max_length=500, examples=["The scanner's maker confirms: a false alarm."])


@router.get("/desk/mail-in", response=MailInPage, auth=READ, operation_id="listMailIn")
def list_mail_in(
    request: HttpRequest,
    response: HttpResponse,
    state: OfState = None,
    limit: Limit = paging.DEFAULT_LIMIT,
    cursor: CursorParam = "",
) -> MailInPage:
    """Every mail that came in and what became of it, the newest first."""
    actor = actor_of(request)
    page = inbound.mail_in(actor, state=state, cursor=paging.place(request, cursor), limit=limit)
    return MailInPage(
        data=[MailInOut(**_fields(one)) for one in page.rows], next=paging.onward(request, response, page.older)
    )


@router.get("/desk/mail-in/{mail}", response=MailInDetail, auth=READ, operation_id="getMailIn")
def get_mail_in(request: HttpRequest, mail: MailRef) -> MailInDetail:
    """One mail with its words; empty for those who may not read mails."""
    return _detail(inbound.mail_for(actor_of(request), mail))


@router.post("/desk/mail-in/{mail}/case", response=MailInDetail, auth=WRITE, operation_id="takeMailIn")
@repeatable
def take_mail_in(request: HttpRequest, mail: MailRef, payload: IntoCaseIn) -> MailInDetail:
    """Take a refused or noted mail into a case: as its sender's message where she may write, else as an internal note."""
    actor, at = caller(request)
    row = case_mail_in.take_by_hand(actor=actor, mail_ref=mail, case_ref=normal_ref(payload.case), at=at)
    return _detail(row)


@router.get("/desk/held-files", response=HeldPage, auth=READ, operation_id="listHeldFiles")
def list_held_files(
    request: HttpRequest,
    response: HttpResponse,
    scan: OfScan = None,
    limit: Limit = paging.DEFAULT_LIMIT,
    cursor: CursorParam = "",
) -> HeldPage:
    """Files that the virus scanner held back or could not look at, the newest first."""
    actor = actor_of(request)
    page = files.held(actor, scan=scan, cursor=paging.place(request, cursor), limit=limit)
    return HeldPage(data=[_held_out(one) for one in page.rows], next=paging.onward(request, response, page.older))


@router.post("/desk/held-files/{file}/release", response=HeldOut, auth=WRITE, operation_id="releaseHeldFile")
@repeatable
def release_held_file(request: HttpRequest, file: HeldRef, payload: ReleaseIn) -> HeldOut:
    """Let a file go that was held back by mistake. For administrators, with a reason that is recorded."""
    actor, at = caller(request)
    return _held_out(file_actions.release(actor=actor, ref=file, reason=payload.reason, at=at))


def _fields(mail: InboundMail) -> dict[str, Any]:  # Any: the values of the fields named
    plain = ("ref", "detail", "from_address", "from_name", "subject", "arrived_at")
    return {name: getattr(mail, name) for name in plain} | {
        "state": InState(mail.state), "kind": MailKind(mail.kind), "door": Door(mail.door),
        "reason": Reason(mail.reason) if mail.reason else None,
        "case": mail.about_ref if mail.about_kind == "case" else None,
    }  # fmt: skip


def _detail(mail: InboundMail) -> MailInDetail:
    return MailInDetail(**_fields(mail), shown=mail.shown, files=[str(one.get("name", "")) for one in mail.files])


def _held_out(file: StoredFile) -> HeldOut:
    plain = ("ref", "name", "content_type", "size", "sha256", "uploaded_at")
    return HeldOut(
        **{name: getattr(file, name) for name in plain}, scan=Scan(file.scan), found=file.scan_note,
        uploaded_by=file.uploaded_by.name if file.uploaded_by else "",
    )  # fmt: skip
