"""What cases look like, on both ways."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from goodstanding.api import etags
from goodstanding.api.v1.service_shapes import PromiseOut, promises_out
from goodstanding.api.v1.shapes import Given, Shown
from goodstanding.base.files.models import StoredFile
from goodstanding.kit.actors import Actor
from goodstanding.systems.cases import policies
from goodstanding.systems.cases.actions import CloseReason
from goodstanding.systems.cases.catalogue import Area, Category, Kind, Question
from goodstanding.systems.cases.models import Case, CaseLink, CaseMessage
from goodstanding.systems.cases.queries import Thread
from goodstanding.systems.cases.rules import (
    BODY_LIMIT,
    NEEDS_AT_ONCE,
    NEEDS_LIMIT,
    REASON_LIMIT,
    SUBJECT_LIMIT,
    WHAT_LIMIT,
    WHO_LIMIT,
)
from goodstanding.systems.cases.states import Author, ClosedHow, Label, Outcome, Priority, how_told, status_told
from goodstanding.systems.cases.told import Told
from goodstanding.systems.sellers.models import Seller
from goodstanding.systems.service.models import Promise

Thing = Annotated[str, Field(max_length=WHAT_LIMIT)]
"""One thing that a seller is asked for."""


class QuestionOut(Shown):
    """Something a category needs to know."""

    code: str = Field(examples=["order"])
    label: str = Field(examples=["Which order is it about?"])
    kind: str = Field(examples=["order"], json_schema_extra={"enum": [kind.value for kind in Kind]})
    required: bool = Field(examples=[True])
    hint: str = Field(examples=[""])
    choices: list[str] = Field(description="The codes of a choice.", examples=[[]])


class CategoryOut(Shown):
    """What a case can be about."""

    code: str = Field(examples=["payments.delayed"])
    label: str = Field(examples=["Delayed disbursement"])
    hint: str = Field(examples=[""])
    questions: list[QuestionOut]


class AreaOut(Shown):
    """Categories that belong together."""

    code: str = Field(examples=["payments"])
    label: str = Field(examples=["Payments"])
    categories: list[CategoryOut]

    @classmethod
    def of(cls, area: Area, language: str) -> AreaOut:
        """An area in one language."""
        categories = [_category_out(leaf, language) for leaf in area.leaves]
        return cls(code=area.code, label=area.label.in_(language), categories=categories)


class CategoriesOut(Shown):
    """The tree of categories."""

    data: list[AreaOut]


class AboutIn(Given):
    """Something of the seller's that the case is about."""

    kind: str = Field(max_length=16, examples=["order"])
    ref: str = Field(max_length=64, examples=["A-1001"])


class CaseIn(Given):
    """A new case."""

    category: str = Field(max_length=65, examples=["payments.delayed"])
    subject: str = Field(max_length=SUBJECT_LIMIT, examples=["The disbursement of 14 November has not arrived"])
    body: str = Field(max_length=BODY_LIMIT, examples=["The bank has not received it. The report shows it as sent."])
    answers: dict[str, str] = Field(
        default_factory=dict,
        max_length=40,
        description="What the category asks, by the question's code.",
        examples=[{}],
    )
    about: list[AboutIn] = Field(default_factory=list, max_length=20)
    files: list[str] = Field(default_factory=list, max_length=10, description="Files from uploadFile.", examples=[[]])
    draft: str = Field("", max_length=64, description="The key of the draft that is sent with it.", examples=[""])


class AnswerIn(Given):
    """Something said in a case. `outcome`, `what`, `who`, `needs` and `overturns` are for associates, `given` for the seller."""

    body: str = Field(max_length=BODY_LIMIT, examples=["Here is the bank's confirmation."])
    outcome: Outcome | None = Field(None, description="What happens next; without it an answer keeps the case open.")
    what: str = Field("", max_length=WHAT_LIMIT, description="For what the case waits.", examples=[""])
    who: str = Field("", max_length=WHO_LIMIT, description="For which third party it waits.", examples=[""])
    needs: list[Thing] = Field(
        default_factory=list, max_length=NEEDS_AT_ONCE, description="Things the seller is asked for, where the case waits for her.",
        examples=[["The carrier's proof of delivery"]],
    )  # fmt: skip
    given: list[int] = Field(
        default_factory=list, max_length=NEEDS_LIMIT, description="The things asked for (see `getBesideCase`) that this holds.",
        examples=[[7]],
    )  # fmt: skip
    overturns: bool = Field(False, description="Whether it changes what was decided when the case last ended.")


class ClosureIn(Given):
    """Why a case is closed."""

    reason: CloseReason = Field(examples=["solved"])
    words: str = Field("", max_length=REASON_LIMIT, examples=["The money has arrived."])


class ReopeningIn(Given):
    """Why a case is brought back."""

    reason: str = Field(max_length=REASON_LIMIT, examples=["It happened again."])


class CaseOut(Shown):
    """A case as a list shows it."""

    ref: str = Field(description="The Case ID.", examples=["4K7-2QX"])
    seller: str = Field(description="The seller's external id.", examples=["harbour"])
    store: str = Field(examples=["us"])
    category: str = Field(examples=["payments.delayed"])
    subject: str = Field(examples=["The disbursement of 14 November has not arrived"])
    label: Label = Field(description="Open: the marketplace works on it. Pending: it waits. Closed: it is over.")
    status: str = Field(examples=["open"])
    waits_for: str = Field(description="Whose turn it is.", examples=["marketplace"])
    waits_for_what: str = Field(description="What a pending case waits for.", examples=[""])
    priority: Priority
    opened_by: Author = Field(description="The side that wrote first.", examples=["seller"])
    opened_at: datetime
    updated_at: datetime
    due_at: datetime | None = Field(description="When the marketplace owes its next word.")
    seller_due_at: datetime | None = Field(description="Until when the seller may answer.")
    closed_at: datetime | None
    closed_how: ClosedHow | None
    messages: int = Field(examples=[2])
    asked: int = Field(
        description="How many things the seller was asked for, one by one, and needs to send.", examples=[5]
    )
    missing: int = Field(description="How many of these are still missing.", examples=[2])


class FileOut(Shown):
    """A file of the thread."""

    ref: str = Field(examples=["7M3-9PXK"])
    name: str = Field(examples=["confirmation.pdf"])
    content_type: str = Field(examples=["application/pdf"])
    size: int = Field(examples=[48211])


class MessageOut(Shown):
    """Something that was said."""

    number: int = Field(examples=[1])
    author: Author
    author_name: str = Field(examples=["Alice"])
    body: str = Field(examples=["The bank has not received it."])
    at: datetime
    files: list[FileOut]


class LinkOut(Shown):
    """What the case is about."""

    kind: str = Field(examples=["order"])
    ref: str = Field(examples=["A-1001"])
    title: str = Field(examples=["A-1001"])


class ToldOut(Shown):
    """A field that associates filled in and the seller reads."""

    code: str = Field(examples=["bank_reference"])
    label: str = Field(examples=["Bank reference"])
    value: str = Field(examples=["DE-2026-4410"])
    words: str = Field(description="The value as a person reads it.", examples=["DE-2026-4410"])


class CaseDetail(CaseOut):
    """A case with its thread. Internal notes of either side are not part of the API."""

    about: list[LinkOut]
    fields: list[ToldOut] = Field(description="What the marketplace filled in for the seller to read.")
    promises: list[PromiseOut] = Field(description="What was promised about the case, open promises first.")
    thread: list[MessageOut] = Field(description="The newest messages, in order of time.")
    earlier: int | None = Field(description="Where to go on for earlier messages: ?before=.")


class CasePage(Shown):
    """Some cases."""

    data: list[CaseOut]
    next: str | None = Field(description="The address of the next page, null at the end.")
    hints: list[str] = Field(
        default_factory=list, description="What of `q` was not read as written, and what to write."
    )


def said_by(actor: Actor) -> Literal["seller", "marketplace"]:
    """On which side of the counter somebody speaks."""
    return "marketplace" if actor.is_staff else "seller"


def etag_of(case: Case) -> str:
    """The version of a case: what both sides can see of it."""
    return etags.etag_of(case.ref, case.status, case.message_count, case.updated_at.isoformat())


def case_fields(case: Case, seller: Seller, actor: Actor) -> dict[str, Any]:  # Any: the values of the fields named
    """A case as a list shows it. For the seller's side what associates put away is closed, and no more is said of it."""
    inside = policies.can_see_internal(actor)
    names = ("ref", "category", "subject", "label", "priority", "opened_by", "opened_at", "updated_at", "due_at")
    return {name: getattr(case, name) for name in names} | {
        "status": case.status if inside else status_told(case.state).value,
        "seller": seller.external_id,
        "store": seller.store.code,
        "waits_for": case.clock_side,
        "waits_for_what": case.pending_what,
        "seller_due_at": case.seller_due_at,
        "closed_at": case.closed_at,
        "closed_how": (case.closed_how if inside else how_told(case.closed_how)) or None,
        "messages": case.message_count,
        "asked": case.asked_count or 0,
        "missing": case.missing_count or 0,
    }


def detail_of(
    case: Case, thread: Thread, links: Sequence[CaseLink], promises: Sequence[Promise], *, actor: Actor,
    told: Sequence[Told],
) -> CaseDetail:  # fmt: skip
    """A case with its thread and what was promised about it."""
    return CaseDetail(
        **case_fields(case, case.seller, actor),
        about=[LinkOut(kind=link.kind, ref=link.ref, title=link.title) for link in links],
        fields=[ToldOut(code=one.code, label=one.label, value=one.value, words=one.words) for one in told],
        promises=promises_out(promises),
        thread=[_message_out(message) for message in thread.messages],
        earlier=thread.earlier,
    )


def file_out(file: StoredFile) -> FileOut:
    """A file, as it goes out."""
    return FileOut(ref=file.ref, name=file.name, content_type=file.content_type, size=file.size)


def _message_out(message: CaseMessage) -> MessageOut:
    files = [attachment.file for attachment in message.sent]
    return MessageOut(
        number=message.place,
        author=Author(message.author),
        author_name=message.author_name,
        body=message.body,
        at=message.at,
        files=[file_out(one) for one in files],
    )


def _category_out(leaf: Category, language: str) -> CategoryOut:
    return CategoryOut(
        code=leaf.code,
        label=leaf.label.in_(language),
        hint=leaf.hint.in_(language),
        questions=[_question_out(question, language) for question in leaf.questions],
    )


def _question_out(question: Question, language: str) -> QuestionOut:
    return QuestionOut(
        code=question.code,
        label=question.label.in_(language),
        kind=question.kind.value,
        required=question.required,
        hint=question.hint.in_(language),
        choices=[code for code, _ in question.choices],
    )
