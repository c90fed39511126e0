"""What flows do later or by the clock."""

from __future__ import annotations

from django_tasks import task

from goodstanding.base.clock import reading
from goodstanding.flows import forgotten
from goodstanding.systems.cases.actions.reckoning import reckon_anew
from goodstanding.systems.cases.queries.foreseeing import living_after

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
def tell_of_forgotten() -> int:
    """Write the morning's digests of forgotten cases. Run every hour; each is written once a day."""
    return forgotten.tell(reading.now())
