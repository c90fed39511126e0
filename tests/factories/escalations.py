"""Escalations as the cast would write and decide them, through the real actions."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from goodstanding.kit.actors import StaffRole
from goodstanding.systems.cases.models import Case
from goodstanding.systems.escalation import actions
from goodstanding.systems.escalation.actions import Ruling, Written
from goodstanding.systems.escalation.models import Escalation
from goodstanding.systems.escalation.states import Verdict
from tests.factories import cases
from tests.world import Person, World

WRITTEN = Written(
    ground="payment",
    summary="The payout of 14 November has not arrived. The report shows it as sent.",
    amount="1840.50",
    per="once",
    stake="The rent of the workshop is paid from it.",
    tried="The bank searched for it twice and found nothing. Its letter is in the case.",
    unresolved="Both answers repeat that it was sent, and name no trace.",
    wish="payment",
)
REASONS = "The bank's trace shows that it came back on 16 November. It goes out again today."


def answered_case(world: World, *, category: str = "payments.reserve") -> Case:
    """A case of alice's about money, opened two hours ago and answered by fred of finance an hour ago."""
    case = cases.open_case(
        world, category=category, subject="Payout of 14 November has not arrived", at=world.later(hours=-2)
    )
    return cases.answer(world, case, by=world.fred, at=world.later(hours=-1))


def escalated(
    world: World, case: Case | None = None, *, at: datetime | None = None, by: Person | None = None, **parts: Any
) -> Escalation:
    """Alice escalates, unless told otherwise; `parts` replace what she wrote (Any: fields of Written)."""
    case = case or answered_case(world)
    return actions.escalate(
        actor=(by or world.alice).actor, ref=case.ref, written=replace(WRITTEN, **parts), at=at or world.now
    )


def accepted(world: World, escalation: Escalation, by: Person, *, at: datetime | None = None) -> Escalation:
    """Somebody of the level takes it up."""
    return actions.accept(actor=by.actor, ref=escalation.ref, at=at or world.now)


def decided(
    world: World, escalation: Escalation, by: Person, *, verdict: Verdict = Verdict.UPHELD, at: datetime | None = None
) -> Escalation:
    """Somebody of the level takes it up, unless she has it, and decides."""
    if escalation.handler_id is None:
        accepted(world, escalation, by, at=at)
    return actions.decide(actor=by.actor, ref=escalation.ref, ruling=Ruling(verdict, REASONS), at=at or world.now)


def contested(world: World, escalation: Escalation, *, at: datetime | None = None) -> Escalation:
    """Alice is not satisfied."""
    reason = "The trace that you name belongs to another payout."
    return actions.contest(actor=world.alice.actor, ref=escalation.case.ref, reason=reason, at=at or world.now)


def specialist(world: World, name: str = "finn") -> Person:
    """A second person in finance: fred answered the case, so he does not look at it anew."""
    return world._associate(name, StaffRole.FINANCE)
