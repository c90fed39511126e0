"""What a case shows of its escalation: its level, and answers of a level. Who may decide is for systems/escalation to say."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from goodstanding.kit.actors import Actor
from goodstanding.systems.cases import policies, queries
from goodstanding.systems.cases.actions import moving, talking
from goodstanding.systems.cases.actions.moving import Words
from goodstanding.systems.cases.actions.talking import Decision
from goodstanding.systems.cases.models import Case, CaseMessage
from goodstanding.systems.cases.states import Label, Permit, Status

ESCALATION = "escalation"


@transaction.atomic
def set_level(*, actor: Actor, ref: str, level: int, due_at: datetime | None, at: datetime) -> Case:
    """Show at which level the case is escalated and when that level owes its answer; 0 and None when it no longer is.

    No status changes and no clock is handed over: what is due is what the level has promised, while it is our turn.
    """
    case = queries.case_for(actor, ref, lock=True)
    if (case.level, case.level_due_at) != (level, due_at):
        case.level, case.level_due_at = level, due_at
        moving.set_due(case, at)
        moving.touch(case, at)
        case.save()
        moving.index(case)
    return case


@transaction.atomic
def answer_at_level(*, actor: Actor, ref: str, reply: Words, decision: Decision, at: datetime) -> CaseMessage:
    """Answer the seller from a higher level, whatever queue the case is in; a case that was closed meanwhile comes back.

    The caller has checked that the actor may decide at this level. Raises StatusForbids for a case closed for good,
    NotAllowed for whoever works on no cases at all, Invalid without text.
    """
    case = queries.case_for(actor, ref, lock=True)
    policies.require_work(actor, ())
    if case.word is Label.CLOSED:
        policies.require_status(case, Permit.REOPEN)
        moving.move(case, Status.REOPENED, actor=actor, at=at)
    return talking.give_answer(case, actor=actor, reply=reply, decision=decision, at=at)
