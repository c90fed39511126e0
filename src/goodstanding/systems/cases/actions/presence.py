"""Who has a case open at the desk. Marks fade by themselves; nothing is recorded of them."""

from __future__ import annotations

from datetime import datetime, timedelta

from goodstanding.kit.actors import Actor
from goodstanding.systems.cases import policies, queries
from goodstanding.systems.cases.actions import calling
from goodstanding.systems.cases.models import Case, CasePresence

AT_MOST_EVERY = timedelta(seconds=12)
FORGET_AFTER = timedelta(hours=1)


def look_at(*, actor: Actor, ref: str, at: datetime) -> Case:
    """Note that this associate has the case open: at most one write per person, case and 12 seconds. Returns the case.

    What she was called for in it counts as read.
    """
    case = queries.case_for(actor, ref)
    policies.require_work(actor, ())
    if actor.user_id is None:
        return case
    mine = CasePresence.objects.filter(case=case, user_id=actor.user_id)
    if mine.filter(seen_at__gt=at - AT_MOST_EVERY).exists():
        return case
    calling.read_mentions(actor=actor, ref=ref, at=at)
    if not mine.update(seen_at=at):
        CasePresence.objects.get_or_create(case=case, user_id=actor.user_id, defaults={"seen_at": at})
    return case


def forget_looks(*, at: datetime) -> int:
    """Remove marks that have long faded. Returns how many."""
    return CasePresence.objects.filter(seen_at__lt=at - FORGET_AFTER).delete()[0]
