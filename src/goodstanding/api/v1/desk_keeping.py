"""What stands behind the desk's numbers and names: tags renamed or joined, the cases behind how many ended how, who looks at
a case just now."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Status
from pydantic import Field

from goodstanding.api import paging
from goodstanding.api.auth import caller, needs
from goodstanding.api.repeats import repeatable
from goodstanding.api.v1.case_contact import InTheMaking, in_the_making
from goodstanding.api.v1.cases import CaseId
from goodstanding.api.v1.desk_cases import Days, Settled
from goodstanding.api.v1.desk_queue import TagCounts, tag_counts
from goodstanding.api.v1.desk_shapes import DeskCaseOut, desk_case
from goodstanding.api.v1.shapes import CursorParam, Given, Limit, Shown
from goodstanding.base.tokens.scopes import Scope
from goodstanding.systems.cases import actions, queries
from goodstanding.systems.cases.marking import TAG_LIMIT
from goodstanding.systems.cases.models import Closing
from goodstanding.systems.cases.states import Verdict

router = Router(tags=["The desk's tools"])

READ, WRITE = needs(Scope.CASES_READ), needs(Scope.CASES_WRITE)

TagName = Annotated[str, Path(description="The tag's name.", examples=["carrier-dispute"])]
How = Annotated[
    Literal["closed", "reopened", "overturned", "rated", "yes", "partly", "no"],
    Query(description="Behind which number of the outcomes."),
]
OfQueue = Annotated[str, Query(max_length=32, description="Only one queue, by its code.")]


class TagNameIn(Given):
    """What a tag is to be called."""

    name: str = Field(
        max_length=TAG_LIMIT, description="The name of another tag joins the two.", examples=["carrier-claim"]
    )


class ClosingOut(Shown):
    """One end of a case."""

    case: DeskCaseOut
    queue: str = Field(examples=["payments"])
    closed_at: datetime
    reopened_at: datetime | None
    overturned: bool = Field(description="Whether what was decided was changed when it came back.", examples=[False])
    verdict: Settled | None = Field(description="Whether it is settled, in the seller's words; null: nothing said.")
    comment: str = Field(examples=["Quick and clear."])


class ClosingPage(Shown):
    """Ends of cases, the newest first."""

    data: list[ClosingOut]
    next: str | None = Field(description="The address of the next page, null at the end.")


class CompanyOut(Shown):
    """Which colleagues look at a case or write in it."""

    colleagues: list[InTheMaking]


@router.put("/desk/tags/{name}", response=TagCounts, auth=WRITE, operation_id="renameTag")
@repeatable
def rename_tag(request: HttpRequest, name: TagName, payload: TagNameIn) -> TagCounts:
    """Give a tag another name in every case. With the name of another tag the two become one. Answers with all tags."""
    actor, at = caller(request)
    actions.rename_tag(actor=actor, name=name, to=payload.name, at=at)
    return tag_counts(actor)


@router.api_operation(["DELETE"], "/desk/tags/{name}", response={204: None}, auth=WRITE, operation_id="removeTag")
@repeatable
def remove_tag(request: HttpRequest, name: TagName) -> Status[None]:
    """Take a tag off every case and out of the list."""
    actor, at = caller(request)
    actions.remove_tag(actor=actor, name=name, at=at)
    return Status(204, None)


@router.get("/desk/outcomes/closings", response=ClosingPage, auth=READ, operation_id="listClosings")
def list_closings(
    request: HttpRequest,
    response: HttpResponse,
    how: How = "closed",
    queue: OfQueue = "",
    days: Days = 30,
    limit: Limit = paging.DEFAULT_LIMIT,
    cursor: CursorParam = "",
) -> ClosingPage:
    """The ends of cases behind a number of getOutcomes, the newest first. For associates."""
    actor, at = caller(request)
    since = at - timedelta(days=days)
    place = paging.place(request, cursor)
    page = queries.closings(actor, kind=how, queue=queue, since=since, cursor=place, limit=limit)
    return ClosingPage(data=[_closing_out(one) for one in page.rows], next=paging.onward(request, response, page.older))


@router.post("/cases/{ref}/presence", response=CompanyOut, auth=WRITE, operation_id="lookAtCase")
def look_at_case(request: HttpRequest, ref: CaseId) -> CompanyOut:
    """Say that one has a case open, for colleagues to see, and learn who else has. Fades within a minute: say it again while
    it is open. What one was called for in the case counts as read. A machine looks at nothing and only learns."""
    actor, at = caller(request)
    case = actions.look_at(actor=actor, ref=ref, at=at)
    return CompanyOut(colleagues=[in_the_making(one) for one in queries.company(actor, case, at)])


def _closing_out(one: Closing) -> ClosingOut:
    return ClosingOut(
        case=desk_case(one.case), queue=one.queue, closed_at=one.closed_at, reopened_at=one.reopened_at,
        overturned=one.overturned_at is not None, verdict=Verdict(one.verdict).value if one.verdict else None,
        comment=one.comment,
    )  # fmt: skip
