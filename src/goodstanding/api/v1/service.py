"""Service levels: what was kept and missed, calendars and policies. For the marketplace's own tokens."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router

from goodstanding.api.auth import needs
from goodstanding.api.v1.service_shapes import (
    CalendarsOut,
    PoliciesOut,
    ReportOut,
    calendar_out,
    line_out,
    policy_out,
)
from goodstanding.base.tokens.scopes import Scope
from goodstanding.kit.errors import Invalid
from goodstanding.systems.service import policies, queries
from goodstanding.systems.service.queries import By, PromiseFilter

router = Router(tags=["Service levels"])

Divided = Annotated[By, Query(By.QUEUE, description="By what the report is divided.")]
Since = Annotated[datetime | None, Query(None, description="Decided at or after this instant (with its offset).")]
Until = Annotated[datetime | None, Query(None, description="Decided before this instant (with its offset).")]
OfKind = Annotated[str, Query("", max_length=20, description="Only promises of a kind, such as first_reply.")]
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
    lines = queries.report(request.actor, wanted, by)  # type: ignore[attr-defined]  # set by auth
    return ReportOut(by=by, data=[line_out(line) for line in lines])


@router.get(
    "/service/calendars", response=CalendarsOut, auth=needs(Scope.CASES_READ), operation_id="listServiceCalendars"
)
def list_service_calendars(request: HttpRequest) -> CalendarsOut:
    """Every business calendar, with the stores that count by it."""
    policies.require_read(request.actor)  # type: ignore[attr-defined]  # set by auth
    terms = queries.terms_now(request.now)  # type: ignore[attr-defined]  # set by middleware
    return CalendarsOut(data=[calendar_out(one, terms) for one in terms.calendars.values()])


@router.get("/service/policies", response=PoliciesOut, auth=needs(Scope.CASES_READ), operation_id="listServicePolicies")
def list_service_policies(request: HttpRequest) -> PoliciesOut:
    """The service policies in the order in which they are asked."""
    policies.require_read(request.actor)  # type: ignore[attr-defined]  # set by auth
    terms = queries.terms_now(request.now)  # type: ignore[attr-defined]  # set by middleware
    return PoliciesOut(edition=terms.number, data=[policy_out(one) for one in terms.policies])


def _aware(instant: datetime | None, field: str) -> datetime | None:
    if instant is None:
        return None
    if instant.tzinfo is None:
        raise Invalid("Say the instant with its offset, such as 2026-11-01T00:00:00Z.", field=field)
    try:
        return instant.astimezone(UTC)  # databases know fewer offsets than Python
    except OverflowError:
        raise Invalid("This instant lies outside of the calendar.", field=field) from None
