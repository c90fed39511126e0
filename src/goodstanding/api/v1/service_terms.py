"""What is promised: calendars, policies, who leads a queue; changing them, and what a change would do before it is made.

For the marketplace's own tokens; changes need an administrator and the scope service:write (ADR 201).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Path, Router, Status
from pydantic import Field, JsonValue

from goodstanding.api.auth import actor_of, caller, moment_of, needs
from goodstanding.api.repeats import repeatable
from goodstanding.api.v1.service_shapes import (
    CalendarOut,
    CalendarsOut,
    LeadOut,
    LeadsOut,
    PoliciesOut,
    QueueLeads,
    calendar_out,
    policy_out,
)
from goodstanding.api.v1.shapes import Given, Shown
from goodstanding.base.tokens.scopes import Scope
from goodstanding.systems.cases.queries import foreseeing
from goodstanding.systems.cases.queries.foreseeing import Foreseen, Moved
from goodstanding.systems.cases.states import Priority
from goodstanding.systems.escalation.foreseeing import look
from goodstanding.systems.service import actions, policies, queries
from goodstanding.systems.service.calendars import whole_week
from goodstanding.systems.service.shipped import FILTERS, WEEKDAYS
from goodstanding.systems.service.states import Kind, Side
from goodstanding.systems.service.terms import CalendarTerms, PolicyTerms
from goodstanding.systems.service.writing import MOST_DAYS_OFF, read_slots

router = Router(tags=["Service levels"])

READ, WRITE = needs(Scope.CASES_READ), needs(Scope.SERVICE_WRITE)
BIGGEST = 2**31 - 1
LONGEST_SECONDS = 366 * 86_400

CalendarCode = Annotated[str, Path(description="The calendar's code.", examples=["weekdays"])]
PolicyCode = Annotated[str, Path(description="The policy's code.", examples=["standard"])]
StoreCode = Annotated[str, Path(description="The store's code.", examples=["us"])]
QueueCode = Annotated[str, Path(description="The queue's code.", examples=["payments"])]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Pausing = Literal["seller", "third_party"]
PAUSABLE: tuple[Pausing, ...] = ("seller", "third_party")
Slots = Annotated[str, Field(max_length=120)]
Named = Annotated[str, Field(max_length=80)]
Code = Annotated[str, Field(max_length=65)]
# Named one by one: an enum called Kind is another one's name in the document.
Promised = Literal[Kind.FIRST_REPLY, Kind.NEXT_REPLY, Kind.UPDATE, Kind.THIRD_PARTY_UPDATE, Kind.RESOLUTION]
Seconds = Annotated[int, Field(ge=60, le=LONGEST_SECONDS)]


class CalendarIn(Given):
    """A business calendar as it is to be."""

    name: str = Field(max_length=80, examples=["Monday to Friday, 9 to 17"])
    always: bool = Field(False, description="Every second counts.", examples=[False])
    zone: str = Field("", max_length=64, description="Empty: the zone of the store it is used for.", examples=[""])
    hours: dict[Weekday, Slots] = Field(
        default_factory=dict,
        description="Slots of each day; over midnight as 22:00-06:00; a day left out is closed.",
        examples=[{"mon": "09:00-12:30, 13:30-18:00"}],
    )
    country: str = Field(
        "", max_length=5, description="Whose holidays; 'store' for the store's own country.", examples=["store"]
    )
    region: str = Field("", max_length=8, description="Such as BY for Bavaria.", examples=[""])
    days_off: dict[date, Named] = Field(
        default_factory=dict, max_length=MOST_DAYS_OFF, examples=[{"2026-12-24": "Company holiday"}]
    )


class NewCalendarIn(CalendarIn):
    """A business calendar with the code that it keeps for good."""

    code: str = Field(max_length=32, description="Small letters, digits, hyphens.", examples=["night-desk"])


class HolidayOut(Shown):
    """A day on which the calendar is closed by law."""

    day: date
    name: str = Field(examples=["Christmas Day"])


class HolidaysOut(Shown):
    """The holidays of a country or region in the next twelve months."""

    place: str = Field(examples=["DE BY"])
    days: list[HolidayOut]


class CalendarDetail(CalendarOut):
    """A calendar with the holidays that are ahead."""

    holidays: list[HolidaysOut]


class StoreCalendarIn(Given):
    """By which calendar a store counts."""

    calendar: str = Field(max_length=32, description="The calendar's code.", examples=["weekdays"])


EXAMPLE_TARGETS: JsonValue = {
    kind: {"urgent": 3600, "high": 14400, "normal": 28800, "low": 57600}
    for kind in ("first_reply", "next_reply", "update", "third_party_update")
}


class PolicyIn(Given):
    """A service policy as it is to be. Empty filters take everything; without a calendar the store's own counts."""

    name: str = Field(max_length=80, examples=["Standard"])
    stores: list[Code] = Field(default_factory=list, max_length=500, examples=[[]])
    queues: list[Code] = Field(default_factory=list, max_length=500, examples=[[]])
    categories: list[Code] = Field(default_factory=list, max_length=500, description="Areas or categories.")
    priorities: list[Priority] = Field(default_factory=list, max_length=10, examples=[[]])
    standings: list[Code] = Field(default_factory=list, max_length=20, examples=[[]])
    targets: dict[Promised, dict[Priority, Seconds]] = Field(
        description="Seconds by kind and priority. Kinds that are always owed need one for each priority.",
        examples=[EXAMPLE_TARGETS],
    )
    calendar: str = Field("", max_length=32, examples=[""])
    pauses: list[Pausing] = Field(
        default_factory=lambda: list(PAUSABLE), max_length=5,
        description="During whose turn our clocks stand still.", examples=[["seller", "third_party"]],
    )  # fmt: skip
    warn_percent: int = Field(75, ge=10, le=100, description="Of a target used, when somebody is warned.")
    bump: bool = Field(False, description="Whether a breach raises the priority by one step.", examples=[False])


class NewPolicyIn(PolicyIn):
    """A service policy with the code that it keeps for good. It is asked before all others."""

    code: str = Field(max_length=32, description="Small letters, digits, hyphens.", examples=["strict"])


class PolicyMoveIn(Given):
    """One place earlier, or later."""

    up: bool = Field(examples=[True])


class LeadsIn(Given):
    """Who is told about the promises of a queue."""

    leads: list[Annotated[int, Field(ge=1, le=BIGGEST)]] = Field(
        max_length=50, description="Associates, as in the workload; empty: the administrators.", examples=[[7]]
    )


class MovedOut(Shown):
    """A case whose due time would move."""

    case: str = Field(description="The Case ID.", examples=["4K7-2QX"])
    before: datetime | None
    after: datetime | None = Field(description="Null: nothing would be due.")
    late: bool = Field(description="Whether it would be late by the change.", examples=[False])


class ForeseenOut(Shown):
    """What a change would do to open cases. Nothing was saved."""

    looked_at: int = Field(description="How many open cases were reckoned, those due first.", examples=[120])
    more: bool = Field(description="Whether there are more than these.", examples=[False])
    earlier: int = Field(description="How many would be due sooner.", examples=[4])
    later: int = Field(examples=[0])
    no_longer_late: int = Field(examples=[0])
    cases: list[MovedOut] = Field(description="Some of them, at most ten, those that would become late first.")


@router.get("/service/calendars", response=CalendarsOut, auth=READ, operation_id="listServiceCalendars")
def list_service_calendars(request: HttpRequest) -> CalendarsOut:
    """Every business calendar, with the stores that count by it."""
    policies.require_read(actor_of(request))
    terms = queries.terms_now(moment_of(request))
    return CalendarsOut(data=[calendar_out(one, terms) for one in terms.calendars.values()])


@router.get("/service/calendars/{calendar}", response=CalendarDetail, auth=READ, operation_id="getServiceCalendar")
def get_service_calendar(request: HttpRequest, calendar: CalendarCode) -> CalendarDetail:
    """A business calendar with the holidays of the next twelve months. For associates."""
    actor, at = caller(request)
    policies.require_read(actor)
    found, terms = queries.calendar(calendar, at), queries.terms_now(at)
    ahead = queries.holidays_ahead(found, at.date(), at)
    holidays = [
        HolidaysOut(place=place, days=[HolidayOut(day=day, name=name) for day, name in days]) for place, days in ahead
    ]
    return CalendarDetail(**calendar_out(found, terms).model_dump(), holidays=holidays)


@router.post("/service/calendars", response={201: CalendarOut}, auth=WRITE, operation_id="addServiceCalendar")
@repeatable
def add_service_calendar(request: HttpRequest, payload: NewCalendarIn) -> Status[CalendarOut]:
    """Add a calendar. Nothing counts by it until a store or a policy does. For administrators."""
    return Status(201, _kept_calendar(request, payload.code, payload, new=True))


@router.put("/service/calendars/{calendar}", response=CalendarOut, auth=WRITE, operation_id="changeServiceCalendar")
@repeatable
def change_service_calendar(request: HttpRequest, calendar: CalendarCode, payload: CalendarIn) -> CalendarOut:
    """Have a calendar be as sent. What is open is reckoned anew; look before with previewServiceCalendar."""
    actor, at = caller(request)
    policies.require_edit(actor)
    return _kept_calendar(request, queries.calendar(calendar, at).code, payload, new=False)


@router.api_operation(
    ["DELETE"], "/service/calendars/{calendar}", response={204: None}, auth=WRITE, operation_id="removeServiceCalendar"
)
@repeatable
def remove_service_calendar(request: HttpRequest, calendar: CalendarCode) -> Status[None]:
    """Remove a calendar that nothing counts by. Those of the rulebook stay."""
    actor, at = caller(request)
    actions.remove_calendar(actor=actor, code=calendar, at=at)
    return Status(204, None)


@router.post("/service/calendar-previews", response=ForeseenOut, auth=WRITE, operation_id="previewServiceCalendar")
def preview_service_calendar(request: HttpRequest, payload: NewCalendarIn) -> ForeseenOut:
    """What it would do to the open cases to have a calendar be as sent. Nothing is saved."""
    actor, at = caller(request)
    terms = queries.proposed_calendar(actor, calendar_draft(payload.code, payload), at)
    return foreseen_out(look(actor, terms, at))


@router.put("/stores/{store}/calendar", response=CalendarOut, auth=WRITE, operation_id="setStoreCalendar")
@repeatable
def set_store_calendar(request: HttpRequest, store: StoreCode, payload: StoreCalendarIn) -> CalendarOut:
    """Say by which calendar a store counts where a policy names none of its own. What is open is reckoned anew."""
    actor, at = caller(request)
    actions.set_store_calendar(actor=actor, store=store, code=payload.calendar, at=at)
    return _calendar(payload.calendar, at)


@router.get("/service/policies", response=PoliciesOut, auth=READ, operation_id="listServicePolicies")
def list_service_policies(request: HttpRequest) -> PoliciesOut:
    """The service policies in the order in which they are asked."""
    policies.require_read(actor_of(request))
    terms = queries.terms_now(moment_of(request))
    return PoliciesOut(edition=terms.number, data=[policy_out(one) for one in terms.policies])


@router.post("/service/policies", response={201: PoliciesOut}, auth=WRITE, operation_id="addServicePolicy")
@repeatable
def add_service_policy(request: HttpRequest, payload: NewPolicyIn) -> Status[PoliciesOut]:
    """Add a policy before the others; answers with all of them in order. For administrators."""
    return Status(201, _kept_policy(request, payload.code, payload, new=True))


@router.put("/service/policies/{policy}", response=PoliciesOut, auth=WRITE, operation_id="changeServicePolicy")
@repeatable
def change_service_policy(request: HttpRequest, policy: PolicyCode, payload: PolicyIn) -> PoliciesOut:
    """Have a policy be as sent. What is open is reckoned anew; look before with previewServicePolicy."""
    actor, at = caller(request)
    policies.require_edit(actor)
    return _kept_policy(request, queries.policy(policy, at).code, payload, new=False)


@router.api_operation(
    ["DELETE"], "/service/policies/{policy}", response={204: None}, auth=WRITE, operation_id="removeServicePolicy"
)
@repeatable
def remove_service_policy(request: HttpRequest, policy: PolicyCode) -> Status[None]:
    """Remove a policy; its cases fall to the next ones. The last one has to take everything."""
    actor, at = caller(request)
    actions.remove_policy(actor=actor, code=policy, at=at)
    return Status(204, None)


@router.post("/service/policies/{policy}/place", response=PoliciesOut, auth=WRITE, operation_id="moveServicePolicy")
@repeatable
def move_service_policy(request: HttpRequest, policy: PolicyCode, payload: PolicyMoveIn) -> PoliciesOut:
    """Move a policy one place up or down. At the end of the row nothing happens."""
    actor, at = caller(request)
    actions.move_policy(actor=actor, code=policy, up=payload.up, at=at)
    return _policies(at)


@router.post("/service/policy-previews", response=ForeseenOut, auth=WRITE, operation_id="previewServicePolicy")
def preview_service_policy(request: HttpRequest, payload: NewPolicyIn) -> ForeseenOut:
    """What it would do to the open cases to have a policy be as sent. Nothing is saved."""
    actor, at = caller(request)
    policies.require_edit(actor)
    draft = policy_draft(payload.code, payload)
    foreseeing.require_known(draft, at)
    terms = queries.proposed_policy(actor, draft, at)
    return foreseen_out(look(actor, terms, at))


@router.get("/service/leads", response=LeadsOut, auth=READ, operation_id="listServiceLeads")
def list_service_leads(request: HttpRequest) -> LeadsOut:
    """Who leads each queue and is told when its promises come near their end."""
    policies.require_read(actor_of(request))
    return LeadsOut(
        data=[
            QueueLeads(queue=queue, leads=[LeadOut(associate=one.pk, name=one.name) for one in people])
            for queue, people in queries.leads().items()
        ]
    )


@router.put("/service/leads/{queue}", response=QueueLeads, auth=WRITE, operation_id="setServiceLeads")
@repeatable
def set_service_leads(request: HttpRequest, queue: QueueCode, payload: LeadsIn) -> QueueLeads:
    """Say who leads a queue: told of promises near their end, broken ones, and forgotten cases."""
    actor, at = caller(request)
    policies.require_edit(actor)
    foreseeing.require_queue(queue, at)
    actions.set_leads(actor=actor, queue=queue, user_ids=payload.leads, at=at)
    people = queries.leads().get(queue, [])
    return QueueLeads(queue=queue, leads=[LeadOut(associate=one.pk, name=one.name) for one in people])


def calendar_draft(code: str, given: CalendarIn) -> CalendarTerms:
    """A calendar as the service levels take it. Raises Invalid for slots that are none."""
    said = {str(day): text for day, text in given.hours.items()}
    hours = tuple(read_slots(said.get(day, ""), field="hours") for day in WEEKDAYS)
    return CalendarTerms(
        code=code, name=given.name, always=given.always, zone=given.zone, hours=hours, week=whole_week(hours),
        country=given.country, region=given.region, days_off=tuple(sorted(given.days_off.items())),
    )  # fmt: skip


def policy_draft(code: str, given: PolicyIn) -> PolicyTerms:
    """A policy as the service levels take it."""
    return PolicyTerms(
        code=code, name=given.name, calendar=given.calendar, warn_percent=given.warn_percent, bump=given.bump,
        targets={kind: {priority.value: n for priority, n in by.items()} for kind, by in given.targets.items()},
        pauses=frozenset(map(Side, given.pauses)), **{name: frozenset(map(str, getattr(given, name))) for name in FILTERS},
    )  # fmt: skip


def foreseen_out(found: Foreseen) -> ForeseenOut:
    """What a change would do, as it goes out."""
    plain = ("looked_at", "more", "earlier", "later", "no_longer_late")
    late = {move.case.pk for move in found.become_late}
    rows = [_moved_out(move, late=move.case.pk in late) for move in found.rows]
    return ForeseenOut(**{name: getattr(found, name) for name in plain}, cases=rows)


def _moved_out(move: Moved, *, late: bool) -> MovedOut:
    return MovedOut(case=move.case.ref, before=move.before, after=move.after, late=late)


def _kept_calendar(request: HttpRequest, code: str, given: CalendarIn, *, new: bool) -> CalendarOut:
    actor, at = caller(request)
    actions.save_calendar(actor=actor, draft=calendar_draft(code, given), new=new, at=at)
    return _calendar(code, at)


def _kept_policy(request: HttpRequest, code: str, given: PolicyIn, *, new: bool) -> PoliciesOut:
    actor, at = caller(request)
    policies.require_edit(actor)
    draft = policy_draft(code, given)
    foreseeing.require_known(draft, at)
    actions.save_policy(actor=actor, draft=draft, new=new, at=at)
    return _policies(at)


def _calendar(code: str, at: datetime) -> CalendarOut:
    return calendar_out(queries.calendar(code, at), queries.terms_now(at))


def _policies(at: datetime) -> PoliciesOut:
    terms = queries.terms_now(at)
    return PoliciesOut(edition=terms.number, data=[policy_out(one) for one in terms.policies])
