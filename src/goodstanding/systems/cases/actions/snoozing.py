"""Laying a case aside for a while. It comes back by itself, or as soon as the seller writes."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from goodstanding.kit.actors import SYSTEM, Actor
from goodstanding.kit.errors import Invalid
from goodstanding.systems.cases import policies, queries
from goodstanding.systems.cases.actions import moving
from goodstanding.systems.cases.actions.talking import require_work
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.states import Permit

LONGEST = timedelta(days=90)


@transaction.atomic
def snooze(*, actor: Actor, ref: str, until: datetime, at: datetime) -> Case:
    """Take a living case off the list of what is due until an instant. No clock stops: the seller must not wait longer for it.

    Raises Invalid for an instant that has passed, is over 90 days away, or lies after our answer is due; StatusForbids,
    NotFound, NotAllowed.
    """
    case = queries.case_for(actor, ref, lock=True)
    require_work(actor, case, at)
    policies.require_status(case, Permit.ANSWER)
    if until <= at or until > at + LONGEST:
        raise Invalid(_("Choose a time in the next 90 days."), field="until")
    if case.due_at is not None and until > case.due_at:
        raise Invalid(
            _("Our answer is due before that. Snooze it until then at the latest, or tell the seller how it stands."),
            field="until",
        )
    case.snoozed_until = until
    case.save(update_fields=["snoozed_until"])
    moving.log_inside(case, "case.snoozed", actor=actor, at=at, until=until.isoformat())
    return case


@transaction.atomic
def wake_up(*, actor: Actor, ref: str, at: datetime) -> Case:
    """Have a snoozed case back now. One that is not snoozed stays as it is."""
    case = queries.case_for(actor, ref, lock=True)
    require_work(actor, case, at)
    if case.snoozed_until is not None:
        _back(case, actor, at)
    return case


def wake_snoozed(*, at: datetime) -> int:
    """Have back every case whose time has come. Returns how many; run every minute."""
    return sum(_wake(ref, at) for ref in queries.snoozed_before(at))


@transaction.atomic
def _wake(ref: str, at: datetime) -> bool:
    case = queries.case_for(SYSTEM, ref, lock=True)
    if case.snoozed_until is None or case.snoozed_until > at:
        return False
    _back(case, SYSTEM, at)
    return True


def _back(case: Case, actor: Actor, at: datetime) -> None:
    case.snoozed_until = None
    case.save(update_fields=["snoozed_until"])
    moving.log_inside(case, "case.woken", actor=actor, at=at)
