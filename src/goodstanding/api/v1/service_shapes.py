"""What promises, calendars and policies look like."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import Field

from goodstanding.api.v1.shapes import Shown
from goodstanding.systems.service.models import Promise
from goodstanding.systems.service.queries import By, Line
from goodstanding.systems.service.shipped import FILTERS, WEEKDAYS
from goodstanding.systems.service.states import Kind
from goodstanding.systems.service.terms import CalendarTerms, PolicyTerms, ServiceTerms
from goodstanding.systems.service.writing import write_slots

# A text: JSON writes no other keys.
DayKey = Annotated[str, Field(json_schema_extra={"format": "date"})]


class PromiseOut(Shown):
    """One promise about a case."""

    kind: str = Field(examples=["first_reply"], json_schema_extra={"enum": [kind.value for kind in Kind]})
    started_at: datetime
    target_seconds: int = Field(description="Promised, in seconds of the calendar.", examples=[28800])
    due_at: datetime | None = Field(description="Null while our clock stands still with time left.")
    paused_since: datetime | None = Field(description="Since when our clock stands still.")
    met_at: datetime | None
    ended_at: datetime | None = Field(description="When it was met or not needed any more.")
    verdict: str | None = Field(
        description="Kept, missed or moot (not needed any more); null while it is open and in time.", examples=["kept"]
    )


class DecidedOut(Shown):
    """A promise that was kept or missed, with what it is counted by."""

    case: str = Field(description="The Case ID.", examples=["4K7-2QX"])
    kind: str = Field(examples=["first_reply"], json_schema_extra={"enum": [kind.value for kind in Kind]})
    verdict: str = Field(examples=["missed"])
    store: str = Field(examples=["us"])
    queue: str = Field(examples=["payments"])
    category: str = Field(examples=["payments.delayed"])
    priority: str = Field(examples=["normal"])
    associate: int | None = Field(description="Who had the case, as in the workload.", examples=[7])
    policy: str = Field(examples=["standard"])
    calendar: str = Field(examples=["weekdays"])
    target_seconds: int = Field(examples=[28800])
    used_seconds: int | None = Field(
        description="Working time used when the verdict fell: at least the target where it was missed.",
        examples=[30100],
    )
    started_at: datetime
    due_at: datetime | None
    met_at: datetime | None
    decided_at: datetime


class DecidedPage(Shown):
    """Some promises, the newest decision first."""

    data: list[DecidedOut]
    next: str | None = Field(description="The address of the next page, null at the end.")


class LeadOut(Shown):
    """Somebody who leads a queue."""

    associate: int = Field(description="As in the workload.", examples=[7])
    name: str = Field(examples=["Sam"])


class QueueLeads(Shown):
    """Who is told about the promises of a queue."""

    queue: str = Field(examples=["payments"])
    leads: list[LeadOut]


class LeadsOut(Shown):
    """Queues that somebody leads. Of all others administrators are told."""

    data: list[QueueLeads]


class CalendarOut(Shown):
    """A business calendar."""

    code: str = Field(examples=["weekdays"])
    name: str = Field(examples=["Monday to Friday, 9 to 17"])
    always: bool = Field(description="Every second counts.", examples=[False])
    zone: str = Field(description="Empty: the zone of the store it is used for.", examples=[""])
    hours: dict[str, str] = Field(examples=[{"mon": "09:00-12:30, 13:30-18:00"}])
    country: str = Field(description="Whose holidays; 'store' for the store's own country.", examples=["store"])
    region: str = Field(examples=[""])
    days_off: dict[DayKey, str] = Field(examples=[{"2026-12-24": "Company holiday"}])
    stores: list[str] = Field(description="The stores that count by it.", examples=[["us"]])


class CalendarsOut(Shown):
    """Every calendar."""

    data: list[CalendarOut]


class PolicyOut(Shown):
    """A service policy. Empty filters take everything; without a calendar the store's own counts."""

    code: str = Field(examples=["standard"])
    name: str = Field(examples=["Standard"])
    filters: dict[str, list[str]] = Field(examples=[{}])
    targets: dict[str, dict[str, int]] = Field(
        description="Seconds by kind and priority.", examples=[{"first_reply": {"urgent": 3600}}]
    )
    calendar: str = Field(examples=[""])
    pauses: list[str] = Field(description="During whose turn our clocks stand still.", examples=[["seller"]])
    warn_percent: int = Field(examples=[75])
    bump: bool = Field(description="Whether a breach raises the priority.", examples=[False])


class PoliciesOut(Shown):
    """The policies in the order in which they are asked: the first that takes a case applies."""

    edition: int = Field(description="Counts the changes; 0 while the rulebook's own apply.", examples=[0])
    data: list[PolicyOut]


class LineOut(Shown):
    """One group of the report."""

    group: str = Field(description="The group's code; a person's number, empty for nobody.", examples=["support"])
    name: str = Field(description="The person's name; empty for other groups.", examples=[""])
    kept: int = Field(examples=[41])
    missed: int = Field(examples=[3])


class ReportOut(Shown):
    """Promises kept and missed. What was not needed any more counts nowhere."""

    by: By
    data: list[LineOut]


def promises_out(promises: Sequence[Promise]) -> list[PromiseOut]:
    """The promises about a case."""
    plain = ("kind", "started_at", "target_seconds", "due_at", "paused_since", "met_at", "ended_at")
    return [PromiseOut(**{n: getattr(one, n) for n in plain}, verdict=one.verdict or None) for one in promises]


def decided_out(one: Promise) -> DecidedOut:
    """A decided promise."""
    plain = (
        "kind", "verdict", "store", "queue", "category", "priority", "policy", "calendar", "target_seconds",
        "started_at", "due_at", "met_at", "decided_at",
    )  # fmt: skip
    told = {n: getattr(one, n) for n in plain}
    return DecidedOut(**told, used_seconds=one.used_at_verdict, case=one.subject_ref, associate=one.assignee_id)


def calendar_out(one: CalendarTerms, terms: ServiceTerms) -> CalendarOut:
    """A calendar with the stores that name it."""
    plain = {name: getattr(one, name) for name in ("code", "name", "always", "zone", "country", "region")}
    hours = dict(zip(WEEKDAYS, (write_slots(day) for day in one.hours), strict=False))
    stores = sorted(store for store, code in terms.of_store.items() if code == one.code)
    return CalendarOut(
        **plain, hours=hours, days_off={day.isoformat(): name for day, name in one.days_off}, stores=stores
    )


def policy_out(one: PolicyTerms) -> PolicyOut:
    """A policy."""
    plain = {name: getattr(one, name) for name in ("code", "name", "calendar", "warn_percent", "bump")}
    filters = {name: sorted(getattr(one, name)) for name in FILTERS if getattr(one, name)}
    targets = {kind.value: dict(by) for kind, by in one.targets.items()}
    return PolicyOut(**plain, filters=filters, targets=targets, pauses=sorted(side.value for side in one.pauses))


def line_out(one: Line) -> LineOut:
    """A line of the report."""
    return LineOut(group=one.code, name=one.name, kept=one.kept, missed=one.missed)
