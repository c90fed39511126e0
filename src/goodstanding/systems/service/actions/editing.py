"""Changing calendars, policies and leads. Administrators only; every change is recorded and re-applied to what is open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from goodstanding.base.outbox import actions as outbox
from goodstanding.base.people.models import User
from goodstanding.base.timeline.actions import record
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import Conflict, Invalid
from goodstanding.systems.service import checks, policies, queries, shipped
from goodstanding.systems.service.errors import CalendarNotFound, NobodyIsLeftOut, PolicyNotFound, StillUsed
from goodstanding.systems.service.events import TermsChanged
from goodstanding.systems.service.models import BusinessCalendar, Edition, QueueLead, ServicePolicy, StoreCalendar
from goodstanding.systems.service.terms import CalendarTerms, PolicyTerms
from goodstanding.systems.stores import queries as stores


@transaction.atomic
def save_calendar(
    *, actor: Actor, draft: CalendarTerms, new: bool, at: datetime, is_demo: bool = False
) -> BusinessCalendar:
    """Add a calendar or change one. What is open is reckoned anew with it. Raises Invalid by field, NeverOpens, Conflict."""
    policies.require_edit(actor)
    checks.check_calendar(draft, at)
    _lock()
    known = draft.code in queries.terms_now(at).calendars
    if new and known:
        raise Conflict(_("A calendar with this code exists already."), field="code")
    if not new and not known:
        raise CalendarNotFound
    values = _calendar_values(draft)
    row = BusinessCalendar.objects.filter(code=draft.code).first()
    if row is None:
        before = {} if new else _calendar_values(queries.calendar(draft.code, at))
        row = BusinessCalendar.objects.create(code=draft.code, is_demo=is_demo, **values)
    else:
        before = {name: getattr(row, name) for name in values}
    changed = [name for name, value in values.items() if before.get(name) != value]
    if not changed:
        return row
    for name in changed:
        setattr(row, name, values[name])
    row.changes += 1
    row.save()
    verb = "service.calendar_added" if new else "service.calendar_changed"
    data = {"fields": changed, "from": {n: before.get(n) for n in changed}, "to": {n: values[n] for n in changed}}
    record(actor=actor, verb=verb, subject=("service_calendar", draft.code), at=at, data=data, staff_only=True)
    _touch(at)
    return row


@transaction.atomic
def remove_calendar(*, actor: Actor, code: str, at: datetime) -> None:
    """Remove a calendar of the marketplace's own. Raises StillUsed, CalendarNotFound; those of the rulebook stay."""
    policies.require_edit(actor)
    _lock()
    row = BusinessCalendar.objects.filter(code=code).first()
    if row is None:
        raise CalendarNotFound
    if row.policies.exists() or row.stores.exists():
        raise StillUsed
    row.delete()
    record(actor=actor, verb="service.calendar_removed", subject=("service_calendar", code), at=at, staff_only=True)
    _touch(at)


@transaction.atomic
def set_store_calendar(*, actor: Actor, store: str, code: str, at: datetime) -> None:
    """Say by which calendar a store counts where a policy names none of its own. Raises NotFound."""
    policies.require_edit(actor)
    found = stores.store_named(store)
    _lock()
    row = _calendar_row(code, at)
    held = StoreCalendar.objects.filter(store=found).select_related("calendar").first()
    if held is not None and held.calendar_id == row.pk:
        return
    StoreCalendar.objects.update_or_create(store=found, defaults={"calendar": row})
    data = {"store": store, "from": held.calendar.code if held else "", "to": code}
    record(
        actor=actor,
        verb="service.store_calendar_set",
        subject=("service_calendar", code),
        at=at,
        data=data,
        staff_only=True,
    )
    _touch(at)


@transaction.atomic
def save_policy(*, actor: Actor, draft: PolicyTerms, new: bool, at: datetime) -> ServicePolicy:
    """Add a policy (before all others) or change one. What is open is reckoned anew. Raises Invalid by field, Conflict."""
    policies.require_edit(actor)
    checks.check_policy(draft)
    _adopt(at)
    rows = list(ServicePolicy.objects.order_by("position", "pk"))
    row = next((one for one in rows if one.code == draft.code), None)
    if new and row is not None:
        raise Conflict(_("A policy with this code exists already."), field="code")
    if not new and row is None:
        raise PolicyNotFound
    if row is not None and row == rows[-1] and not draft.takes_everything:
        raise NobodyIsLeftOut
    calendar = _calendar_row(draft.calendar, at) if draft.calendar else None
    values = {**_policy_values(draft), "calendar_id": calendar.pk if calendar else None}
    if row is None:
        row = ServicePolicy(code=draft.code, position=rows[0].position)
        ServicePolicy.objects.bulk_update([_moved_down(one) for one in rows], ["position"])
    changed = [name for name, value in values.items() if new or getattr(row, name) != value]
    if not changed:
        return row
    before = {} if new else {name: getattr(row, name) for name in changed}
    for name in changed:
        setattr(row, name, values[name])
    row.changes += 1
    row.save()
    fields = [name.removesuffix("_id") for name in changed]
    data = {"fields": fields, "from": before, "to": {name: values[name] for name in changed}}
    verb = "service.policy_added" if new else "service.policy_changed"
    record(actor=actor, verb=verb, subject=("service_policy", draft.code), at=at, data=data, staff_only=True)
    _touch(at)
    return row


@transaction.atomic
def move_policy(*, actor: Actor, code: str, up: bool, at: datetime) -> None:
    """Move a policy one place up or down. At the end nothing happens. Raises NobodyIsLeftOut, PolicyNotFound."""
    policies.require_edit(actor)
    _adopt(at)
    rows = list(ServicePolicy.objects.order_by("position", "pk"))
    place = next((n for n, one in enumerate(rows) if one.code == code), None)
    if place is None:
        raise PolicyNotFound
    other = place + (-1 if up else 1)
    if not 0 <= other < len(rows):
        return
    rows[place], rows[other] = rows[other], rows[place]
    if any(rows[-1].filters.values()):
        raise NobodyIsLeftOut
    for position, one in enumerate(rows, start=1):
        one.position = position
    ServicePolicy.objects.bulk_update(rows, ["position"])
    data = {"from": place + 1, "to": other + 1}
    record(
        actor=actor, verb="service.policy_moved", subject=("service_policy", code), at=at, data=data, staff_only=True
    )
    _touch(at)


@transaction.atomic
def remove_policy(*, actor: Actor, code: str, at: datetime) -> None:
    """Remove a policy; cases it took fall to the next ones. Raises NobodyIsLeftOut, PolicyNotFound."""
    policies.require_edit(actor)
    _adopt(at)
    rows = list(ServicePolicy.objects.order_by("position", "pk"))
    row = next((one for one in rows if one.code == code), None)
    if row is None:
        raise PolicyNotFound
    left = [one for one in rows if one != row]
    if not left or any(left[-1].filters.values()):
        raise NobodyIsLeftOut
    row.delete()
    record(actor=actor, verb="service.policy_removed", subject=("service_policy", code), at=at, staff_only=True)
    _touch(at)


@transaction.atomic
def set_leads(*, actor: Actor, queue: str, user_ids: Sequence[int], at: datetime) -> None:
    """Say who leads a queue: told of promises near their end, broken ones, and forgotten cases. Raises Invalid."""
    policies.require_edit(actor)
    people = [one for one in User.objects.filter(pk__in=list(user_ids), is_active=True) if one.staff_roles]
    if len(people) != len(set(user_ids)):
        raise Invalid(_("Choose among the associates."), field="leads")
    before = sorted(QueueLead.objects.filter(queue=queue).values_list("user_id", flat=True))
    after = sorted(one.pk for one in people)
    if before == after:
        return
    QueueLead.objects.filter(queue=queue).delete()
    QueueLead.objects.bulk_create([QueueLead(queue=queue, user=one) for one in people])
    data = {"from": before, "to": after}
    record(actor=actor, verb="service.lead_set", subject=("service_queue", queue), at=at, data=data, staff_only=True)


def _lock() -> None:
    """One change at a time: the edition's row is the lock."""
    Edition.objects.get_or_create(only=True)
    Edition.objects.select_for_update().get(only=True)


def _touch(at: datetime) -> None:
    edition = Edition.objects.get(only=True)
    edition.number += 1
    edition.save()
    queries.forget()
    outbox.publish(TermsChanged(edition=edition.number), at=at)


def _adopt(at: datetime) -> None:
    """Take the rulebook's policies over as the marketplace's own, before the first of them changes."""
    _lock()
    if ServicePolicy.objects.exists():
        return
    for position, one in enumerate(queries.terms_now(at).policies, start=1):
        calendar = _calendar_row(one.calendar, at) if one.calendar else None
        ServicePolicy.objects.create(code=one.code, position=position, calendar=calendar, **_policy_values(one))


def _calendar_row(code: str, at: datetime) -> BusinessCalendar:
    """A calendar's row; one that only the rulebook has so far is taken over. Raises CalendarNotFound."""
    row = BusinessCalendar.objects.filter(code=code).first()
    if row is None:
        row = BusinessCalendar.objects.create(code=code, **_calendar_values(queries.calendar(code, at)))
    return row


def _moved_down(row: ServicePolicy) -> ServicePolicy:
    row.position += 1
    return row


def _calendar_values(draft: CalendarTerms) -> dict[str, object]:
    return {
        "name": draft.name,
        "always": draft.always,
        "zone": draft.zone,
        "hours": [[[start, end] for start, end in day] for day in draft.hours],
        "country": draft.country,
        "region": draft.region,
        "days_off": [[day.isoformat(), name] for day, name in draft.days_off],
    }


def _policy_values(draft: PolicyTerms) -> dict[str, object]:
    return {
        "name": draft.name,
        "filters": {name: sorted(getattr(draft, name)) for name in shipped.FILTERS if getattr(draft, name)},
        "targets": {kind.value: dict(by) for kind, by in draft.targets.items() if by},
        "pauses": sorted(side.value for side in draft.pauses),
        "warn_percent": draft.warn_percent,
        "bump": draft.bump,
    }
