"""Calendars and policies as an administrator would set them, through the real actions."""

from __future__ import annotations

from datetime import datetime

from goodstanding.kit.actors import Actor
from goodstanding.systems.service import actions, queries
from goodstanding.systems.service.calendars import whole_week
from goodstanding.systems.service.terms import CalendarTerms, PolicyTerms


def some_of_each(*, actor: Actor, at: datetime) -> None:
    """A calendar that nothing counts by (`spare`), and two policies (`first`, `early`) before the one for everybody."""
    hours = (((540, 1020),), *((),) * 6)
    spare = CalendarTerms(code="spare", name="Mondays", hours=hours, week=whole_week(hours))
    actions.save_calendar(actor=actor, draft=spare, new=True, at=at)
    targets = queries.terms_now(at).policies[-1].targets
    for code, queue in (("early", "payments"), ("first", "identity")):
        draft = PolicyTerms(code=code, name=code.title(), queues=frozenset({queue}), targets=targets)
        actions.save_policy(actor=actor, draft=draft, new=True, at=at)
