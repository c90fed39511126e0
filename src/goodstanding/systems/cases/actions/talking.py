"""Saying something in a case: to the other side, or among one's own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from goodstanding.base.outbox import actions as outbox
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import Invalid
from goodstanding.systems.cases import needed, policies, queries, rules
from goodstanding.systems.cases.actions import asking, calling, completing, endings, moving
from goodstanding.systems.cases.actions.moving import Ending, Pending, Words
from goodstanding.systems.cases.errors import CaseMovedOn, EscalatedElsewhere, ReopeningWindowPassed
from goodstanding.systems.cases.events import CaseAnswered, CaseReopened, SellerReplied
from goodstanding.systems.cases.models import Case, CaseMessage, InternalNote, ReplyDraft, SellerNote
from goodstanding.systems.cases.states import (
    OUTCOME_STATUS,
    Author,
    ClosedHow,
    Label,
    Outcome,
    Permit,
    Status,
)

Reply = Words
Decision = asking.Decision


@transaction.atomic
def add_message(*, actor: Actor, ref: str, reply: Reply, given: Sequence[int] = (), at: datetime) -> CaseMessage:
    """Add what the seller has to say; a case that waited goes back to the marketplace. A repeated request is a no-op.

    `given` are the keys of things she was asked for that this holds.

    Writing in a resolved case reopens it within the window; what is written to a merged one lands where that went on.
    Raises ReopeningWindowPassed after the window, StatusForbids for a case that is closed for good, NotFound, NotAllowed,
    Invalid.
    """
    case = _where_it_goes_on(actor, ref)
    policies.require_seller(actor, case.seller)
    said = said_before(case, reply.request_key)
    if said is not None:
        return said
    policies.require_status(case, Permit.SELLER_WRITES)
    before, moves = case.state, case.word is not Label.OPEN
    if case.word is Label.CLOSED:
        bring_back(case, actor=actor, at=at, spoke=Author.SELLER)
    elif case.word is Label.PENDING:
        moving.move(case, Status.OPEN, actor=actor, at=at, spoke=Author.SELLER)
    case.snoozed_until = None
    message = moving.speak(case, reply, author=Author.SELLER, actor=actor, at=at, counted=moves)
    case.save()
    asking.give(case, given, actor=actor, at=at)
    _forget_draft(case, actor, "reply")

    moving.log(
        case, "case.replied", actor=actor, at=at, message=message.number, **{"from": before.value, "to": case.status}
    )
    outbox.publish(SellerReplied(case_ref=case.ref, seller_id=case.seller_id, message=message.number), at=at)
    return message


@transaction.atomic
def answer(*, actor: Actor, ref: str, reply: Reply, decision: Decision, at: datetime) -> CaseMessage:
    """Answer the seller and say what happens next. Whoever answers a case that nobody has, takes it.

    Raises CaseMovedOn when something was said since the associate last looked, StatusForbids for a closed case,
    EscalatedElsewhere for resolving a case that another level was asked to decide, Invalid without text or without saying
    for what and whom the case waits, FieldsMissing when it is resolved without them, NotAllowed outside the queue's roles.
    """
    case = queries.case_for(actor, ref, lock=True)
    require_work(actor, case, at)
    said = said_before(case, reply.request_key)
    if said is not None:
        return said
    policies.require_status(case, Permit.ANSWER)
    if case.level and decision.outcome is Outcome.RESOLVE:
        raise EscalatedElsewhere
    if decision.seen is not None and decision.seen != case.message_count:
        raise CaseMovedOn
    if decision.outcome is Outcome.RESOLVE:
        completing.require_complete(case, at)
    if case.assignee_id is None:
        case.assignee_id = actor.user_id
    message = give_answer(case, actor=actor, reply=reply, decision=decision, at=at)
    _forget_draft(case, actor, "answer")
    return message


@transaction.atomic
def add_internal_note(*, actor: Actor, ref: str, note: Reply, at: datetime) -> InternalNote:
    """Keep a note among associates. Nothing that the seller can see changes, not even the time of the last update."""
    case = queries.landing(queries.case_for(actor, ref, lock=True))  # what is found of it is written anew
    policies.require_work(actor, ())
    kept = InternalNote.objects.create(
        case=case, author_user_id=actor.user_id, author_name=actor.name, body=moving.clean_body(note), at=at
    )
    calling.tell_mentioned(case, kept, at=at)
    moving.attach_inside(case, kept, note, actor=actor, at=at)
    _forget_draft(case, actor, "note")
    moving.log_inside(case, "case.internal_note_added", actor=actor, at=at)
    return kept


@transaction.atomic
def add_seller_note(*, actor: Actor, ref: str, note: Reply, at: datetime) -> SellerNote:
    """Keep a note among the seller's own team. Associates neither see it nor that it was written. Raises Invalid for files."""
    if note.uploads or note.file_refs:
        raise Invalid(_("A private note holds no files. Take them off, or send them with an answer."), field="files")
    case = queries.landing(queries.case_for(actor, ref, lock=True))  # what is found of it is written anew
    policies.require_seller(actor, case.seller)
    kept = SellerNote.objects.create(
        case=case, author_user_id=actor.user_id, author_name=actor.name, body=moving.clean_body(note), at=at
    )
    _forget_draft(case, actor, "reply")
    moving.index(case)
    return kept


def require_work(actor: Actor, case: Case, at: datetime) -> None:
    """Raise NotAllowed unless the actor may answer in the case's queue."""
    queue = moving.catalogue_of(case, at).queues.get(case.queue)
    policies.require_work(actor, queue.roles if queue else ())


def bring_back(case: Case, *, actor: Actor, at: datetime, spoke: Author | None = None) -> None:
    """Reopen a closed case within its window and say so. Raises ReopeningWindowPassed. The caller saves.

    `spoke` as in `moving.move`: who reopens it by writing.
    """
    policies.require_status(case, Permit.REOPEN)
    waits = moving.catalogue_of(case, at).waits
    if case.closed_at is None or not rules.within_reopen_window(case.closed_at, at, waits):
        raise ReopeningWindowPassed(waits.reopen_within_days)
    moving.move(case, Status.REOPENED, actor=actor, at=at, spoke=spoke)
    outbox.publish(CaseReopened(case_ref=case.ref, seller_id=case.seller_id, by=actor.kind.value), at=at)


def give_answer(case: Case, *, actor: Actor, reply: Reply, decision: Decision, at: datetime) -> CaseMessage:
    """Say it, leave the case as decided, and announce it. The case is locked; whether the actor may was checked before."""
    before, to = case.state, OUTCOME_STATUS[decision.outcome]
    decision = asking.cleaned(decision)
    left = Ending(ClosedHow.ANSWERED) if decision.outcome is Outcome.RESOLVE else pending_of(decision)
    spoke = None if actor.is_system else Author.MARKETPLACE  # automatic replies keep no promise
    moving.move(case, to, actor=actor, at=at, left=left, spoke=spoke)
    said = asking.in_words(reply, decision.needs)
    message = moving.speak(case, said, author=Author.MARKETPLACE, actor=actor, at=at, counted=True)
    case.save()
    asking.ask_for(case, decision.needs, actor=actor, at=at)
    if decision.overturns:
        endings.overturned(case, at)

    moving.log(
        case, "case.answered", actor=actor, at=at, reason=case.pending_what, message=message.number,
        outcome=decision.outcome.value, **{"from": before.value, "to": case.status},
    )  # fmt: skip
    fact = CaseAnswered(
        case_ref=case.ref, seller_id=case.seller_id, message=message.number, outcome=decision.outcome.value
    )
    outbox.publish(fact, at=at)
    return message


def _where_it_goes_on(actor: Actor, ref: str) -> Case:
    """The case, or the one it was merged into, locked."""
    case = queries.case_for(actor, ref, lock=True)
    return case if case.merged_into_id is None else queries.case_for(actor, queries.landing(case).ref, lock=True)


def said_before(case: Case, request_key: str) -> CaseMessage | None:
    """The message that the same request sent already, if it did."""
    if not request_key:
        return None
    return CaseMessage.objects.filter(case=case, request_key=request_key).first()


def pending_of(decision: Decision) -> Pending | None:
    """For whom and for what a case waits after a decision. Raises Invalid when that is not said."""
    if decision.outcome is Outcome.WAIT_FOR_SELLER:
        listed = rules.one_line(needed.in_one_line(decision.needs), rules.WHAT_LIMIT)
        return Pending(
            moving.clean_line(
                decision.what.strip() or listed,
                field="what",
                limit=rules.WHAT_LIMIT,
                what=_("What the seller should send"),
            )
        )
    if decision.outcome is Outcome.WAIT_FOR_THIRD_PARTY:
        who = moving.clean_line(
            decision.who, field="who", limit=rules.WHO_LIMIT, what=_("The name of whoever is asked")
        )
        return Pending(
            moving.clean_line(decision.what, field="what", limit=rules.WHAT_LIMIT, what=_("What is asked for")), who
        )
    return None


def _forget_draft(case: Case, actor: Actor, kind: str) -> None:
    ReplyDraft.objects.filter(case=case, user_id=policies.writer(actor), kind=kind).delete()
