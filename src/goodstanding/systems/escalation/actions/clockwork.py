"""What escalations do by themselves: a missed clock goes up, silence settles, the case's end ends them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from goodstanding.base.outbox import actions as outbox
from goodstanding.base.timeline.actions import record
from goodstanding.kit.actors import SYSTEM
from goodstanding.systems.cases import queries as cases
from goodstanding.systems.cases.states import Side
from goodstanding.systems.escalation import queries, rules
from goodstanding.systems.escalation.actions import steps
from goodstanding.systems.escalation.errors import EscalationNotFound
from goodstanding.systems.escalation.events import LevelClockNear
from goodstanding.systems.escalation.models import Escalation
from goodstanding.systems.escalation.states import CLOCK_RUNS, Do, State, StepKind


@transaction.atomic
def wake(*, escalation_id: int, at: datetime) -> StepKind | None:
    """Do what is due by itself: hand a missed clock to the next level, or settle an answer that nobody contested.

    At the top a missed clock stays missed and is told once: the level still owes its answer. Returns the step taken, or
    None when nothing is due (any more). May run twice and late.
    """
    found = Escalation.objects.select_related("case").filter(pk=escalation_id).first()
    if found is None:
        return None
    escalation = queries.escalation_for(SYSTEM, found.ref, lock=True)
    if escalation.wakes_at is None or escalation.wakes_at > at:
        return None
    if escalation.status in CLOCK_RUNS:
        return _clock_missed(escalation, at)
    steps.move(escalation, State.SETTLED, at)
    steps.save(escalation, at)
    steps.log(escalation, StepKind.SETTLED, actor=SYSTEM, at=at)
    return StepKind.SETTLED


@transaction.atomic
def warn(*, escalation_id: int, at: datetime) -> bool:
    """Announce once that a level's clock runs out soon. Returns whether it was; a clock that was missed needs no warning.

    May run twice and late.
    """
    found = Escalation.objects.select_related("case").filter(pk=escalation_id).first()
    if found is None:
        return False
    escalation = queries.escalation_for(SYSTEM, found.ref, lock=True)
    if escalation.warns_at is None or escalation.due_at is None or escalation.warns_at > at:
        return False
    escalation.warns_at = None
    escalation.save(update_fields=["warns_at"])
    if escalation.due_at <= at:
        return False
    fact = LevelClockNear(
        case_ref=escalation.case.ref, seller_id=escalation.seller_id, escalation=escalation.ref, level=escalation.level,
        due_at=escalation.due_at.isoformat(),
    )  # fmt: skip
    outbox.publish(fact, at=at)
    return True


@transaction.atomic
def resume(*, case_ref: str, at: datetime) -> bool:
    """The seller answered what a level asked: its clock runs on with what was left. Whether there was anything to resume."""
    try:
        escalation = queries.open_one_of(SYSTEM, case_ref, lock=True)
    except EscalationNotFound:
        return False
    if not escalation.permits(Do.RESUME) or escalation.case.clock_side == Side.SELLER:
        return False  # what she said was said before she was asked, and is told late
    steps.move(escalation, State.IN_HAND, at)
    replied_at = min(
        at, escalation.case.waiting_since
    )  # the seller's answer counts from when it came, not from when we saw it
    steps.run_clock(escalation, replied_at, escalation.left_seconds or 0, at)
    steps.save(escalation, at)
    steps.log(escalation, StepKind.RESUMED, actor=SYSTEM, at=at, counts_from=replied_at)
    return True


@transaction.atomic
def reckon_anew(*, escalation_id: int, at: datetime) -> bool:
    """Hold an open escalation's clock to the working hours in effect: the time used so far is used under them too.

    Returns whether what is due moved; both sides read so in the case's history. May run twice and late.
    """
    found = Escalation.objects.select_related("case").filter(pk=escalation_id).first()
    if found is None:
        return False
    escalation = queries.escalation_for(SYSTEM, found.ref, lock=True)
    before = escalation.due_at
    if not escalation.is_open or not steps.reckon_clock(escalation, at):
        return False
    steps.save(escalation, at)
    data = {
        "level": escalation.level,
        "escalation": escalation.ref,
        "from": before.isoformat() if before else None,
        "to": escalation.due_at.isoformat() if escalation.due_at else None,
    }
    record(
        actor=SYSTEM, verb="escalation.reckoned", subject=("case", escalation.case.ref), at=at,
        seller_id=escalation.seller_id, data=data,
    )  # fmt: skip
    return True


@transaction.atomic
def end_with_case(*, case_ref: str, solved: bool, at: datetime) -> bool:
    """The case came to its end: so does its escalation. Settled when an answer was there or the seller says solved."""
    if not cases.by_ref(case_ref).closed_at:
        return False  # it came back meanwhile
    try:
        escalation = queries.open_one_of(SYSTEM, case_ref, lock=True)
    except EscalationNotFound:
        return False
    settled = solved or escalation.permits(Do.SAY)
    steps.move(escalation, State.SETTLED if settled else State.WITHDRAWN, at)
    steps.save(escalation, at)
    steps.log(escalation, StepKind.SETTLED if settled else StepKind.WITHDRAWN, actor=SYSTEM, at=at)
    return True


def _clock_missed(escalation: Escalation, at: datetime) -> StepKind:
    above = rules.next_level(escalation.level, steps.book_of(escalation, at))
    steps.log(escalation, StepKind.CLOCK_MISSED, actor=SYSTEM, at=at)
    if above is None:
        escalation.missed, escalation.wakes_at, escalation.warns_at = True, None, None
    else:
        steps.begin_level(escalation, above, at)
    steps.save(escalation, at)
    return StepKind.CLOCK_MISSED
