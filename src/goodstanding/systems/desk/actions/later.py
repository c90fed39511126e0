"""Answers that go out later, with what goes with them: a macro's steps are done when the answer is sent, not before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from goodstanding.base.timeline.actions import record
from goodstanding.kit.actors import Actor, ActorKind
from goodstanding.kit.errors import Refusal
from goodstanding.systems.cases import actions as cases
from goodstanding.systems.cases.models import ScheduledAnswer
from goodstanding.systems.desk import queries
from goodstanding.systems.desk.actions.macros import do_steps
from goodstanding.systems.desk.models import Macro, WithLater
from goodstanding.systems.desk.rules import steps_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """When an answer goes out, and the macro that it was begun with, if any. `alone`: it replaces no other one that waits."""

    send_at: datetime
    macro: str = ""
    alone: bool = False


@transaction.atomic
def answer_later(
    *, actor: Actor, ref: str, reply: cases.Reply, decision: cases.Decision, later: Later, at: datetime
) -> ScheduledAnswer:
    """Have an answer sent later; what goes with its macro is done then, as the macro is now.

    Raises what `cases.schedule_answer` raises (`cases.line_up_answer` when alone), NotFound for a macro that is not one's to use.
    """
    put = cases.line_up_answer if later.alone else cases.schedule_answer
    macro = queries.macro_for(actor, later.macro) if later.macro else None
    waiting = put(actor=actor, ref=ref, reply=reply, decision=decision, send_at=later.send_at, at=at)
    if macro is None:
        WithLater.objects.filter(scheduled=waiting).delete()
    else:
        goes_with = {"macro": macro.ref, "name": macro.name, "steps": macro.steps}
        WithLater.objects.update_or_create(scheduled=waiting, defaults=goes_with)
    return waiting


@transaction.atomic
def stop_later(*, actor: Actor, ref: str, scheduled: int, at: datetime) -> ScheduledAnswer:
    """Stop an answer that waits or was held; text, files and macro come back into this associate's draft.

    Raises Conflict once it went out.
    """
    found = cases.stop_scheduled(actor=actor, ref=ref, scheduled=scheduled, at=at)
    goes_with = queries.with_later([found.pk]).get(found.pk)
    if goes_with is not None:
        cases.add_to_draft(actor=actor, ref=ref, kind="answer", data={"macro": goes_with.macro})
    return found


@transaction.atomic
def do_with_later(*, scheduled_id: int, at: datetime) -> None:
    """Do what goes with an answer that went out, with the rights its writer has now. May run twice and late.

    What hindered single steps stands in the case's history, for associates.
    """
    found = (
        WithLater.objects.select_for_update(of=("self",))
        .select_related("scheduled__user", "scheduled__case")
        .filter(scheduled=scheduled_id, scheduled__state="sent", done_at__isnull=True)
        .first()
    )
    if found is None:
        return
    case = found.scheduled.case
    try:
        writer = cases.writer_of(found.scheduled.user)
        found.hindered = do_steps(steps_of(found.steps), actor=writer, ref=case.ref, why=found.name, at=at)
    except Refusal as refusal:
        found.hindered = [refusal.message]
    found.done_at = at
    found.save(update_fields=["hindered", "done_at"])
    Macro.objects.filter(ref=found.macro).update(used=F("used") + 1)
    for why in found.hindered:
        _record(found, why, at)


def _record(found: WithLater, why: str, at: datetime) -> None:
    case, user = found.scheduled.case, found.scheduled.user
    actor = Actor(kind=ActorKind.STAFF, user_id=user.pk, name=user.name)
    record(
        actor=actor, verb="macro.hindered", subject=("case", case.ref), at=at, seller_id=case.seller_id, staff_only=True,
        data={"name": found.name, "why": why},
    )  # fmt: skip
