"""Calendars and policies from data: the rulebook's section `service`, or the rows that administrators have set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from goodstanding.systems.service.calendars import whole_week
from goodstanding.systems.service.models import BusinessCalendar, ServicePolicy
from goodstanding.systems.service.states import Kind, Side
from goodstanding.systems.service.terms import CalendarTerms, PolicyTerms, ServiceTerms, Targets
from goodstanding.systems.service.writing import read_slots

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FILTERS = ("stores", "queues", "categories", "priorities", "standings")
HOUR = 3600


def terms_of_section(
    data: Mapping[str, Any],
) -> ServiceTerms:  # Any: YAML, already checked against schemas/service.json
    """What the rulebook promises."""
    return ServiceTerms(
        number=0,
        calendars={one["code"]: _calendar(one) for one in data["calendars"]},
        policies=[_policy(one) for one in data["policies"]],
        default_calendar=data["default_calendar"],
    )


def calendar_of_row(row: BusinessCalendar) -> CalendarTerms:
    """A calendar as it is stored."""
    hours = tuple(tuple((start, end) for start, end in day) for day in row.hours)
    return CalendarTerms(
        code=row.code,
        name=row.name,
        always=row.always,
        zone=row.zone,
        hours=hours,
        week=whole_week(hours),
        country=row.country,
        region=row.region,
        days_off=tuple((date.fromisoformat(day), name) for day, name in row.days_off),
    )


def policy_of_row(row: ServicePolicy, calendars: Mapping[int, str]) -> PolicyTerms:
    """A policy as it is stored; `calendars` maps keys to codes."""
    return PolicyTerms(
        code=row.code,
        name=row.name,
        targets={Kind(kind): dict(by) for kind, by in row.targets.items()},
        calendar=calendars.get(row.calendar_id or 0, ""),
        pauses=frozenset(Side(side) for side in row.pauses),
        warn_percent=row.warn_percent,
        bump=row.bump,
        **{name: frozenset(row.filters.get(name, ())) for name in FILTERS},
    )


def with_rows(shipped: ServiceTerms, number: int, rows: Iterable[BusinessCalendar]) -> ServiceTerms:
    """The shipped terms with calendars of the marketplace's own beside them; its own replace shipped ones of the same code."""
    calendars = {**shipped.calendars, **{row.code: calendar_of_row(row) for row in rows}}
    return ServiceTerms(number, calendars, shipped.policies, shipped.of_store, shipped.default_calendar)


def _calendar(data: Mapping[str, Any]) -> CalendarTerms:  # Any: as `terms_of_section`
    written = data.get("hours", {})
    hours = tuple(read_slots(written.get(day, ""), field=day) for day in WEEKDAYS)
    return CalendarTerms(
        code=data["code"],
        name=data["name"],
        always=data.get("always", False),
        zone=data.get("zone", ""),
        hours=hours,
        week=whole_week(hours),
        country=data.get("country", ""),
        region=data.get("region", ""),
        days_off=tuple(sorted((date.fromisoformat(day), name) for day, name in data.get("days_off", {}).items())),
    )


def _policy(data: Mapping[str, Any]) -> PolicyTerms:  # Any: as `terms_of_section`
    targets: Targets = {
        Kind(kind): {priority: hours * HOUR for priority, hours in by.items()} for kind, by in data["targets"].items()
    }
    return PolicyTerms(
        code=data["code"],
        name=data["name"],
        targets=targets,
        calendar=data.get("calendar", ""),
        pauses=frozenset(Side(side) for side in data["pauses"]),
        warn_percent=data["warn_percent"],
        bump=data.get("bump", False),
        **{name: frozenset(data.get(name, ())) for name in FILTERS},
    )
