"""Closing, reopening, and what waiting cases do by themselves."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from goodstanding.base.outbox import actions as outbox
from goodstanding.kit.actors import SYSTEM, Actor
from goodstanding.kit.errors import Invalid
from goodstanding.systems.cases import policies, queries, rules
from goodstanding.systems.cases.actions import moving
from goodstanding.systems.cases.actions.moving import Ending
from goodstanding.systems.cases.actions.talking import bring_back, require_work
from goodstanding.systems.cases.events import CaseClosed, SellerReminded
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.states import ClosedHow, Permit, Status

REASON_LIMIT = rules.REASON_LIMIT


class CloseReason(StrEnum):
    """Why a seller closes her case."""

    SOLVED = "solved"
    NOT_NEEDED = "not_needed"
    MISTAKE = "mistake"


@transaction.atomic
def close_by_seller(*, actor: Actor, ref: str, reason: CloseReason, words: str, at: datetime) -> Case:
    """Close the seller's own case: resolved when it is solved, else withdrawn. `words` may say more.

    Raises StatusForbids for a case that is closed already, NotFound, NotAllowed, Invalid.
    """
    case = queries.case_for(actor, ref, lock=True)
    policies.require_seller(actor, case.seller)
    policies.require_status(case, Permit.CLOSE)
    solved = reason is CloseReason.SOLVED
    how = ClosedHow.SOLVED if solved else ClosedHow.WITHDRAWN
    said = " ".join(words.split())
    if len(said) > REASON_LIMIT:
        raise Invalid(_("At most %(most)s characters.") % {"most": REASON_LIMIT}, field="words")
    to = Status.RESOLVED if solved else Status.CANCELLED
    moving.move(case, to, actor=actor, at=at, left=Ending(how, said))
    moving.touch(case, at)
    case.save()

    moving.log(case, "case.closed", actor=actor, at=at, reason=said, how=how.value, why=reason.value)
    _announce_end(case, at)
    return case


@transaction.atomic
def reopen(*, actor: Actor, ref: str, reason: str, at: datetime) -> Case:
    """Bring a closed case back, for either side, with a reason.

    Raises ReopeningWindowPassed too long after it closed, StatusForbids for one that is open, NotFound, NotAllowed,
    Invalid without reason.
    """
    case = queries.case_for(actor, ref, lock=True)
    if actor.is_staff or actor.is_system:
        require_work(actor, case, at)
    else:
        policies.require_seller(actor, case.seller)
    why = moving.clean_line(reason, field="reason", limit=REASON_LIMIT, what=_("A reason"))
    bring_back(case, actor=actor, at=at)
    moving.touch(case, at)
    case.save()
    moving.log(case, "case.reopened", actor=actor, at=at, reason=why)
    return case


@transaction.atomic
def wake(*, case_id: int, at: datetime) -> rules.Step | None:
    """Do what a waiting case does by itself and is due: remind, resolve for want of a reply, close for good.

    Returns the step taken, or None when nothing is due (any more). May run twice and late: it decides anew each time.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("seller", "seller__store").get(pk=case_id)
    due = rules.next_wake(moving.waiting_of(case), moving.catalogue_of(case, at).waits, at)
    if due is None or due.at > at:
        moving.set_due(case, at)
        case.save()
        moving.index(case)
        return None
    _STEPS[due.step](case, due, at)
    case.save()
    return due.step


def _remind(case: Case, due: rules.Wake, at: datetime) -> None:
    case.reminders_sent, case.reminded_at = due.reminder, at
    moving.set_due(case, at)
    moving.log(case, "case.reminded", actor=SYSTEM, at=at, nth=due.reminder)
    fact = SellerReminded(case_ref=case.ref, seller_id=case.seller_id, message=case.message_count, nth=due.reminder)
    outbox.publish(fact, at=at)


def _resolve(case: Case, due: rules.Wake, at: datetime) -> None:
    moving.move(case, Status.RESOLVED, actor=SYSTEM, at=at, left=Ending(ClosedHow.NO_REPLY))
    moving.touch(case, at)
    moving.log(case, "case.closed", actor=SYSTEM, at=at, how=ClosedHow.NO_REPLY.value)
    _announce_end(case, at)


def _close(case: Case, due: rules.Wake, at: datetime) -> None:
    """Closed for good. How and when it came to its end stay, and it doesn't count as updated: only its window ends."""
    moving.move(case, Status.CLOSED, actor=SYSTEM, at=at)
    moving.log(case, "case.window_closed", actor=SYSTEM, at=at)


_STEPS = {rules.Step.REMIND: _remind, rules.Step.RESOLVE: _resolve, rules.Step.CLOSE: _close}


def _announce_end(case: Case, at: datetime) -> None:
    fact = CaseClosed(case_ref=case.ref, seller_id=case.seller_id, how=case.closed_how, message=case.message_count)
    outbox.publish(fact, at=at)
