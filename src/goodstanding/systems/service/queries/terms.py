"""The calendars and policies in effect."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from goodstanding.base.people.models import User
from goodstanding.kit.actors import Actor, StaffRole
from goodstanding.kit.errors import Invalid
from goodstanding.systems.rulebook import queries as rulebook
from goodstanding.systems.service import checks, feasts, policies, shipped
from goodstanding.systems.service.calendars import Calendar
from goodstanding.systems.service.errors import CalendarNotFound, PolicyNotFound
from goodstanding.systems.service.models import BusinessCalendar, Edition, QueueLead, ServicePolicy, StoreCalendar
from goodstanding.systems.service.terms import AS_STORE, CalendarTerms, Place, PolicyTerms, ServiceTerms
from goodstanding.systems.stores import queries as stores
from goodstanding.systems.stores.models import Store

Holidays = tuple[str, Sequence[tuple[date, str]]]  # where, and the days with their names

A_YEAR = 365
_KEEP_SECONDS = 5.0
_Sections = dict[int, tuple[Any, ServiceTerms]]  # Any: the rulebook's section, held so that its id stays its own
_from_rulebook: _Sections = {}
_in_effect: dict[str, tuple[float, int, ServiceTerms]] = {}


def terms_for(store: Store, at: datetime, *, fresh: bool = False) -> ServiceTerms:
    """Calendars and policies in effect in a store at an instant.

    Pages may see a change up to five seconds late; whoever writes a promise asks for `fresh` ones, which costs one query.
    """
    kept = _in_effect.get(store.rule_pack)
    if kept is not None and not fresh and time.monotonic() - kept[0] <= _KEEP_SECONDS:
        return kept[2]
    number = Edition.objects.values_list("number", flat=True).first() or 0
    section = rulebook.rules_for(store, at).section("service") or rulebook.shipped("default").section("service")
    if kept is not None and kept[1] == number and number:
        found = kept[2]
    else:
        found = _stored(_shipped(section), number) if number else _shipped(section)
    _in_effect[store.rule_pack] = (time.monotonic(), number, found)
    return found


def forget() -> None:
    """Drop what is kept in memory, so that the next reading asks the database."""
    _in_effect.clear()


def place_of(store: Store) -> Place:
    """Where a store is, as calendars see it."""
    return Place(store=store.code, zone=store.time_zone, country=store.country)


def calendar_of(store: Store, at: datetime, *, fresh: bool = False) -> Calendar:
    """The calendar of a store, whatever the matter: the one set for it, else the default one."""
    return calendar_under(terms_for(store, at, fresh=fresh), store)


def calendar_under(terms: ServiceTerms, store: Store) -> Calendar:
    """The calendar that a store would have under some terms, whatever the matter."""
    code = terms.of_store.get(store.code, terms.default_calendar)
    return (terms.calendars.get(code) or terms.calendars[terms.default_calendar]).at(place_of(store))


def terms_now(at: datetime) -> ServiceTerms:
    """Calendars and policies as the console shows them: those of the default rule pack until changed. Always fresh."""
    return terms_for(Store(rule_pack="default"), at, fresh=True)


def calendar(code: str, at: datetime) -> CalendarTerms:
    """A calendar by its code. Raises CalendarNotFound."""
    found = terms_now(at).calendars.get(code)
    if found is None:
        raise CalendarNotFound
    return found


def policy(code: str, at: datetime) -> PolicyTerms:
    """A policy by its code. Raises PolicyNotFound."""
    found = next((one for one in terms_now(at).policies if one.code == code), None)
    if found is None:
        raise PolicyNotFound
    return found


def with_calendar(terms: ServiceTerms, changed: CalendarTerms) -> ServiceTerms:
    """The terms as they would be with a calendar changed or added; for looking before saving."""
    return replace(terms, calendars={**terms.calendars, changed.code: changed})


def with_store(terms: ServiceTerms, store: str, code: str) -> ServiceTerms:
    """The terms as they would be if a store counted by another calendar; for looking before saving. Raises NotFound."""
    known = stores.store_named(store)
    if code not in terms.calendars:
        raise CalendarNotFound
    return replace(terms, of_store={**terms.of_store, known.code: code})


def with_policy(terms: ServiceTerms, changed: PolicyTerms) -> ServiceTerms:
    """The terms as they would be with a policy changed, or added before the others; for looking before saving."""
    if any(one.code == changed.code for one in terms.policies):
        return replace(terms, policies=[changed if one.code == changed.code else one for one in terms.policies])
    return replace(terms, policies=[changed, *terms.policies])


def proposed_calendar(actor: Actor, draft: CalendarTerms, at: datetime) -> ServiceTerms:
    """The terms with a calendar as an administrator means to have it, for a look before saving. Refuses as saving it would."""
    policies.require_edit(actor)
    checks.check_calendar(draft, at)
    return with_calendar(terms_now(at), draft)


def proposed_policy(actor: Actor, draft: PolicyTerms, at: datetime) -> ServiceTerms:
    """The terms with a policy as an administrator means to have it, for a look before saving. Refuses as saving it would."""
    policies.require_edit(actor)
    checks.check_policy(draft)
    return with_policy(terms_now(at), draft)


def holidays_ahead(one: CalendarTerms, today: date, at: datetime) -> Sequence[Holidays]:
    """The holidays of the twelve months from a day on: of the calendar's country, or of each country whose stores count by it.

    None of a country or region that the library does not know.
    """
    countries = [one.country]
    if one.country == AS_STORE:
        terms = terms_now(at)
        here = [
            store for store in stores.stores() if terms.of_store.get(store.code, terms.default_calendar) == one.code
        ]
        countries = sorted({store.country for store in here if store.country})
    found = []
    for country in filter(None, countries):
        try:
            feasts.check_country(country, one.region)
        except Invalid:
            continue
        known = {
            **feasts.holidays_of(country, one.region, today.year),
            **feasts.holidays_of(country, one.region, today.year + 1),
        }
        coming = [(day, name) for day, name in known.items() if 0 <= (day - today).days < A_YEAR]
        found.append((f"{country} {one.region}".strip(), coming))
    return found


def leads() -> Mapping[str, Sequence[User]]:
    """Who leads each queue, by name. A queue without anybody is missing."""
    found: dict[str, list[User]] = {}
    rows = QueueLead.objects.filter(user__is_active=True).select_related("user").order_by("queue", "user__name")
    for row in rows[:500]:
        found.setdefault(row.queue, []).append(row.user)
    return found


def leads_of(queue: str) -> Sequence[User]:
    """Who is told about a queue's promises: its leads, or the administrators where nobody leads it."""
    rows = QueueLead.objects.filter(queue=queue, user__is_active=True).select_related("user").order_by("user__name")
    return [row.user for row in rows[:20]] or administrators()


def administrators() -> Sequence[User]:
    """Active administrators, by name."""
    people = User.objects.filter(is_active=True).exclude(staff_roles=[]).order_by("name", "pk")[:1000]
    return [person for person in people if StaffRole.ADMINISTRATOR in person.staff_roles][:20]


def possible_leads(actor: Actor) -> Sequence[User]:
    """Every associate who could lead a queue, by name. Administrators only."""
    policies.require_edit(actor)
    return list(User.objects.filter(is_active=True).exclude(staff_roles=[]).order_by("name", "pk")[:500])


def _shipped(section: Any) -> ServiceTerms:  # Any: YAML, checked when the pack was read
    kept = _from_rulebook.get(id(section))
    if kept is None:
        kept = (section, shipped.terms_of_section(section))
        _from_rulebook[id(section)] = kept
    return kept[1]


def _stored(base: ServiceTerms, number: int) -> ServiceTerms:
    rows = list(BusinessCalendar.objects.order_by("code"))
    codes = {row.pk: row.code for row in rows}
    found = shipped.with_rows(base, number, rows)
    own = [shipped.policy_of_row(row, codes) for row in ServicePolicy.objects.order_by("position", "pk")]
    of_store = dict(StoreCalendar.objects.values_list("store__code", "calendar__code"))
    return replace(found, policies=own or base.policies, of_store=of_store)
