"""What flows do later or by the clock."""

from __future__ import annotations

from django_tasks import task

from goodstanding.base.clock import reading
from goodstanding.flows import forgotten, mail_keeping
from goodstanding.systems.cases.actions.reckoning import reckon_anew
from goodstanding.systems.cases.queries.foreseeing import living_after
from goodstanding.systems.escalation import actions as escalation
from goodstanding.systems.escalation.queries import open_after

AT_ONCE = 200


@task()
def reckon_cases(after: int = 0) -> int:
    """Hold every living case to the calendars and policies in effect, some at a time. Returns how many due times moved."""
    at = reading.now()
    keys = living_after(after, limit=AT_ONCE)
    moved = sum(reckon_anew(case_id=key, at=at) for key in keys)
    if len(keys) == AT_ONCE:
        reckon_cases.enqueue(keys[-1])
    return moved


@task()
def reckon_escalations(after: int = 0) -> int:
    """Hold every open escalation's clock to the calendars in effect, some at a time. Returns how many moved."""
    at = reading.now()
    keys = open_after(after, limit=AT_ONCE)
    moved = sum(escalation.reckon_anew(escalation_id=key, at=at) for key in keys)
    if len(keys) == AT_ONCE:
        reckon_escalations.enqueue(keys[-1])
    return moved


@task()
def tell_of_forgotten() -> int:
    """Write the morning's digests of forgotten cases. Run every hour; each is written once a day."""
    return forgotten.tell(reading.now())


@task()
def forget_mail_in() -> int:
    """Remove mail that came in once its time is over (rulebook: `mail`). Run every hour; returns how many were touched."""
    return mail_keeping.forget_mail_in(reading.now())
