"""Answers that go out later: editable and stoppable until they go, held back when something newer was said."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext

from goodstanding.base.files import actions as files
from goodstanding.base.files import queries as file_queries
from goodstanding.base.outbox import actions as outbox
from goodstanding.base.people.models import User
from goodstanding.kit.actors import SYSTEM, Actor, ActorKind, StaffRole
from goodstanding.kit.errors import Conflict, Invalid, NotAllowed, Refusal
from goodstanding.systems.cases import policies, queries
from goodstanding.systems.cases.actions import asking, completing, moving
from goodstanding.systems.cases.actions.talking import Decision, Reply, answer, pending_of, require_work
from goodstanding.systems.cases.errors import CaseMovedOn, EscalatedElsewhere, why_held
from goodstanding.systems.cases.events import AnswerHeld, LaterAnswerSent
from goodstanding.systems.cases.models import Case, ReplyDraft, ScheduledAnswer
from goodstanding.systems.cases.states import Outcome, Permit

LATEST = timedelta(days=60)
OWNER = "case_scheduled"


@transaction.atomic
def schedule_answer(
    *, actor: Actor, ref: str, reply: Reply, decision: Decision, send_at: datetime, at: datetime
) -> ScheduledAnswer:
    """Have an answer sent later. One waits per case: scheduling again replaces it, keeping the files it has.

    Raises CaseMovedOn when something was said since the associate last looked, StatusForbids, EscalatedElsewhere, NotAllowed,
    and Invalid for what could not be sent now or for a time that has passed or is over 60 days away.
    """
    case = queries.case_for(actor, ref, lock=True)
    waiting = _put(case, actor, reply, decision, send_at, at)
    ReplyDraft.objects.filter(case=case, user_id=policies.writer(actor), kind="answer").delete()
    return waiting


@transaction.atomic
def line_up_answer(
    *, actor: Actor, ref: str, reply: Reply, decision: Decision, send_at: datetime, at: datetime
) -> ScheduledAnswer:
    """Have an answer sent later that was not written in the case itself: it replaces nobody's, and drafts stay.

    Raises Conflict where an answer waits already, and what `schedule_answer` raises.
    """
    case = queries.case_for(actor, ref, lock=True)
    if ScheduledAnswer.objects.filter(case=case, state="waiting").exists():
        raise Conflict(gettext("Another answer waits to be sent in this case. Stop it there first."))
    return _put(case, actor, reply, decision, send_at, at)


@transaction.atomic
def stop_scheduled(*, actor: Actor, ref: str, scheduled: int, at: datetime, into_draft: bool = True) -> ScheduledAnswer:
    """Stop an answer that waits or was held, and put text and files into this associate's draft, unless it is not wanted.

    Raises Conflict once it went out.
    """
    case = queries.case_for(actor, ref, lock=True)
    require_work(actor, case, at)
    found = ScheduledAnswer.objects.select_for_update().filter(case=case, pk=scheduled).first()
    if found is None or found.state not in ("waiting", "held"):
        raise Conflict(gettext("This answer is not waiting any more. Reload to see what became of it."))
    found.state, found.changed_at = "stopped", at
    found.save(update_fields=["state", "changed_at"])
    held = file_queries.files_of(OWNER, str(found.pk))
    for file in held:
        files.detach(file)
    if into_draft:
        data = {"outcome": found.outcome, "what": found.what, "who": found.who, "needs": "\n".join(found.needs)}
        ReplyDraft.objects.update_or_create(
            case=case, user_id=policies.writer(actor), kind="answer",
            defaults={
                "body": found.body, "data": data | {"files_refs": ",".join(file.ref for file in held)},
                "started_at": at, "saved_at": at,
            },
        )  # fmt: skip
    moving.log_inside(case, "case.answer_stopped", actor=actor, at=at)
    return found


def send_due(*, at: datetime) -> int:
    """Send every answer whose time has come, or hold it. Returns how many were looked at; may run twice and late."""
    return sum(_send(pk, at) for pk in queries.scheduled_before(at))


@transaction.atomic
def _send(pk: int, at: datetime) -> bool:
    # The case first, as everywhere: whoever stops this answer holds the case and then asks for the answer.
    Case.objects.select_for_update(of=("self",)).filter(scheduled=pk).first()
    found = ScheduledAnswer.objects.select_for_update(of=("self",)).select_related("case", "user").get(pk=pk)
    if found.state != "waiting" or found.send_at > at:
        return False
    try:
        with transaction.atomic():
            found.message_number = _answer(found, at)
    except Refusal as refusal:
        _hold(found, why_held(refusal), at)
    else:
        found.state = "sent"
        case = found.case
        fact = LaterAnswerSent(case_ref=case.ref, seller_id=case.seller_id, scheduled=found.pk)
        outbox.publish(fact, at=at)
    found.changed_at = at
    found.save()
    return True


def _put(
    case: Case, actor: Actor, reply: Reply, decision: Decision, send_at: datetime, at: datetime
) -> ScheduledAnswer:
    _require_sendable(case, actor, decision, at)
    if not at < send_at <= at + LATEST:
        raise Invalid(gettext("Choose a time in the next 60 days."), field="send_at")
    decision = asking.cleaned(decision)
    pending = pending_of(decision)
    values = {
        "user_id": actor.user_id, "body": moving.clean_body(reply), "outcome": decision.outcome.value,
        "what": pending.what if pending else "", "who": pending.who if pending else "", "seen": case.message_count,
        "overturns": decision.overturns, "changed_at": at, "send_at": send_at, "why": "",
        "needs": list(decision.needs),
    }  # fmt: skip
    waiting, _ = ScheduledAnswer.objects.update_or_create(
        case=case, state="waiting", defaults=values, create_defaults={**values, "made_at": at}
    )
    for file in moving.stored(reply, actor=actor, at=at):
        files.attach(file, owner=(OWNER, str(waiting.pk)))
    moving.log_inside(case, "case.answer_scheduled", actor=actor, at=at, send_at=send_at.isoformat())
    return waiting


def _require_sendable(case: Case, actor: Actor, decision: Decision, at: datetime) -> None:
    """What sending it now would refuse is refused now, not when nobody looks."""
    require_work(actor, case, at)
    policies.require_status(case, Permit.ANSWER)
    if decision.seen is not None and decision.seen != case.message_count:
        raise CaseMovedOn
    if actor.user_id is None:
        raise NotAllowed(gettext("Only a person can have an answer sent later."))
    if decision.outcome is Outcome.RESOLVE:
        if case.level:
            raise EscalatedElsewhere
        completing.require_complete(case, at)


def _answer(found: ScheduledAnswer, at: datetime) -> int:
    """As its writer would: with the rights she has now, and only if nothing was said since she read the case."""
    held = file_queries.files_of(OWNER, str(found.pk))
    for file in held:
        files.detach(file)
    reply = Reply(found.body, held=held, request_key=f"later:{found.pk}")  # some may be those of who wrote it before
    decision = Decision(
        Outcome(found.outcome), what=found.what, who=found.who, seen=found.seen, overturns=found.overturns,
        needs=found.needs,
    )  # fmt: skip
    return answer(actor=writer_of(found.user), ref=found.case.ref, reply=reply, decision=decision, at=at).number


def _hold(found: ScheduledAnswer, why: str, at: datetime) -> None:
    found.state, found.why = "held", why[:300]
    case = Case.objects.select_related("seller", "seller__store").get(pk=found.case_id)
    moving.log_inside(case, "case.answer_held", actor=SYSTEM, at=at)
    outbox.publish(AnswerHeld(case_ref=case.ref, seller_id=case.seller_id, scheduled=found.pk), at=at)


def writer_of(user: User) -> Actor:
    """An associate with the rights she has now. Raises NotAllowed for one who works here no more."""
    if not user.is_active or not user.staff_roles:
        raise NotAllowed(gettext("Its writer does not work here any more."))
    roles = frozenset(StaffRole(role) for role in user.staff_roles)
    return Actor(kind=ActorKind.STAFF, user_id=user.pk, name=user.name, staff_roles=roles)
