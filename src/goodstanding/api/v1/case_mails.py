"""The mail of a case: the whole of one that became a message, and those that went out about it with where each stands."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router
from pydantic import Field

from goodstanding.api import paging
from goodstanding.api.auth import caller, needs
from goodstanding.api.v1.cases import CaseId
from goodstanding.api.v1.shapes import CursorParam, Limit, Shown
from goodstanding.base.mailroom.models import Mail
from goodstanding.base.mailroom.states import MailState
from goodstanding.base.tokens.scopes import Scope
from goodstanding.systems.cases import queries

router = Router(tags=["Cases"])

READ = needs(Scope.CASES_READ)
BIGGEST = 2**31 - 1

MessageNumber = Annotated[int, Path(ge=1, le=BIGGEST, description="The message, by its number.", examples=[2])]
MailId = Annotated[int, Path(ge=1, le=BIGGEST, description="The mail, as listed with the case.", examples=[41])]


class WholeMailOut(Shown):
    """A mail as it came, with what it quotes and how it is signed."""

    from_name: str = Field(examples=["Alice"])
    from_address: str = Field(examples=["alice@example.com"])
    subject: str = Field(examples=["Re: [4K7-2QX] The disbursement"])
    whole: str = Field(description="All of its words.", examples=["Here is the letter.\n\n> Please send the letter."])
    files: list[str] = Field(description="Names of its files.", examples=[["letter.pdf"]])
    arrived_at: datetime


class MailOutOut(Shown):
    """A mail about a case. Addresses are masked for those who may not read mails."""

    id: int = Field(examples=[41])
    to_name: str = Field(examples=["Alice"])
    to_address: str = Field(examples=["alice@example.com"])
    subject: str = Field(examples=["[4K7-2QX] The disbursement of 14 November has not arrived"])
    state: MailState = Field(description="'kept': no mail server is set. 'failed': refused for good, or given up.")
    attempts: int = Field(examples=[1])
    error: str = Field(description="What the mail server said last, or why it came back.", examples=[""])
    written_at: datetime
    next_try_at: datetime | None
    sent_at: datetime | None = Field(description="When the mail server took it.")


class MailOutDetail(MailOutOut):
    """A mail with its words."""

    text: str = Field(examples=["Please send the bank's letter."])


class MailOutPage(Shown):
    """Some mails of a case."""

    data: list[MailOutOut]
    next: str | None = Field(description="The address of the next page, null at the end.")


@router.get(
    "/cases/{ref}/messages/{number}/mail", response=WholeMailOut, auth=READ, operation_id="getMailOfMessage"
)  # fmt: skip
def get_mail_of_message(request: HttpRequest, ref: CaseId, number: MessageNumber) -> WholeMailOut:
    """The mail that became a message, whole. An associate's mail is for associates; 404 where nothing came by mail."""
    actor, _at = caller(request)
    mail = queries.whole_mail(actor, queries.case_for(actor, ref), number)
    return WholeMailOut(
        from_name=mail.from_name, from_address=mail.from_address, subject=mail.subject, whole=mail.whole,
        files=[str(one.get("name", "")) for one in mail.files], arrived_at=mail.arrived_at,
    )  # fmt: skip


@router.get("/cases/{ref}/mails", response=MailOutPage, auth=READ, operation_id="listMailsOfCase")
def list_mails_of_case(
    request: HttpRequest,
    response: HttpResponse,
    ref: CaseId,
    limit: Limit = paging.DEFAULT_LIMIT,
    cursor: CursorParam = "",
) -> MailOutPage:
    """The mails of a case's conversation that went out, and where each stands, the newest first. For associates."""
    actor, _at = caller(request)
    case = queries.case_for(actor, ref)
    page = queries.mails_of(actor, case, cursor=paging.place(request, cursor), limit=limit)
    return MailOutPage(
        data=[MailOutOut(**_fields(one)) for one in page.rows], next=paging.onward(request, response, page.older)
    )


@router.get("/cases/{ref}/mails/{mail}", response=MailOutDetail, auth=READ, operation_id="getMailOfCase")
def get_mail_of_case(request: HttpRequest, ref: CaseId, mail: MailId) -> MailOutDetail:
    """One of them with its words, for associates who may read mails."""
    actor, _at = caller(request)
    found = queries.mail_of(actor, queries.case_for(actor, ref), mail)
    return MailOutDetail(**_fields(found), text=found.text)


def _fields(mail: Mail) -> dict[str, Any]:  # Any: the values of the fields named
    plain = ("to_name", "to_address", "subject", "attempts", "written_at", "next_try_at", "sent_at")
    return {name: getattr(mail, name) for name in plain} | {
        "id": mail.pk, "state": MailState(mail.state), "error": mail.last_error,
    }  # fmt: skip
