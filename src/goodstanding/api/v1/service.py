"""Service levels: what was kept and missed. For the marketplace's own tokens."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from goodstanding.api import paging
from goodstanding.api.auth import actor_of, needs
from goodstanding.api.v1.service_shapes import (
    DecidedPage,
    ReportOut,
    decided_out,
    line_out,
)
from goodstanding.api.v1.shapes import CursorParam, Limit
from goodstanding.base.tokens.scopes import Scope
from goodstanding.kit.errors import Invalid
from goodstanding.systems.service import queries
from goodstanding.systems.service.queries import By, PromiseFilter

router = Router(tags=["Service levels"])

Divided = Annotated[By, Query(By.QUEUE, description="By what the report is divided.")]
Since = Annotated[datetime | None, Query(None, description="Decided at or after this instant (with its offset).")]
Until = Annotated[datetime | None, Query(None, description="Decided before this instant (with its offset).")]
OfKind = Annotated[str, Query("", max_length=20, description="Only promises of a kind, such as first_reply.")]
OfVerdict = Annotated[Literal["kept", "missed"] | None, Query(description="Only those kept, or missed.")]
Store = Annotated[str, Query("", max_length=32, description="Only one store, by its code.")]
Queue = Annotated[str, Query("", max_length=32, description="Only one queue, by its code.")]


@router.get("/service/report", response=ReportOut, auth=needs(Scope.CASES_READ), operation_id="getServiceReport")
def get_service_report(
    request: HttpRequest,
    by: Divided = By.QUEUE,
    since: Since = None,
    until: Until = None,
    kind: OfKind = "",
    store: Store = "",
    queue: Queue = "",
) -> ReportOut:
    """Promises kept and missed, by queue, person, kind, category, priority or store, most missed first."""
    wanted = PromiseFilter(
        since=_aware(since, "since"),
        until=_aware(until, "until"),
        kind=kind,
        store=store,
        queue=queue,
    )
    lines = queries.report(actor_of(request), wanted, by)
    return ReportOut(by=by, data=[line_out(line) for line in lines])


@router.get("/service/promises", response=DecidedPage, auth=needs(Scope.CASES_READ), operation_id="listPromises")
def list_promises(
    request: HttpRequest,
    response: HttpResponse,
    since: Since = None,
    until: Until = None,
    kind: OfKind = "",
    verdict: OfVerdict = None,
    store: Store = "",
    queue: Queue = "",
    limit: Limit = paging.DEFAULT_LIMIT,
    cursor: CursorParam = "",
) -> DecidedPage:
    """The promises behind the report, one by one with their cases, the newest decision first."""
    wanted = PromiseFilter(
        since=_aware(since, "since"), until=_aware(until, "until"), kind=kind, verdict=verdict or "", store=store,
        queue=queue,
    )  # fmt: skip
    place = paging.place(request, cursor)
    page = queries.decided(actor_of(request), wanted, place, limit=limit)
    return DecidedPage(data=[decided_out(one) for one in page.rows], next=paging.onward(request, response, page.older))


def _aware(instant: datetime | None, field: str) -> datetime | None:
    if instant is None:
        return None
    if instant.tzinfo is None:
        raise Invalid("Say the instant with its offset, such as 2026-11-01T00:00:00Z.", field=field)
    try:
        return instant.astimezone(UTC)  # databases know fewer offsets than Python
    except OverflowError:
        raise Invalid("This instant lies outside of the calendar.", field=field) from None
