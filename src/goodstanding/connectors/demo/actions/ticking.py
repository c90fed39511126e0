"""What the background worker would have done as time passed, with the demo's own time, in its order.

`config/schedule.py` says what runs by the clock; a test holds that everything there is either played here or named as left out.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from goodstanding.base.files import actions as files
from goodstanding.base.webhooks import actions as webhooks
from goodstanding.connectors.demo import queries
from goodstanding.flows import forgotten, mail_keeping
from goodstanding.kit.actors import SYSTEM
from goodstanding.systems.cases import actions as cases
from goodstanding.systems.cases import queries as case_queries
from goodstanding.systems.desk import actions as desk
from goodstanding.systems.desk import queries as desk_queries
from goodstanding.systems.escalation import actions as escalation
from goodstanding.systems.escalation import queries as escalation_queries
from goodstanding.systems.orders import actions as orders
from goodstanding.systems.performance import actions as performance
from goodstanding.systems.sellers import actions as sellers
from goodstanding.systems.service import actions as service
from goodstanding.systems.service import queries as service_queries

_MOMENT = timedelta(microseconds=1)
_DAY = timedelta(days=1)

Deeds = Callable[[datetime, datetime], None]


def pass_time(
    since: datetime, until: datetime, *, deeds: Deeds, marks: list[datetime], hand_on: Callable[[datetime], None]
) -> None:
    """Let people do what falls into a span and the clocks strike between it, each at its own instant.

    `marks` are the instants of the deeds, in order. Whatever falls due by a deed is looked for after it, so a warning that a
    deed brings about comes before the next deed.
    """
    now = since
    while now < until:
        deeds(now, now + _MOMENT)
        hand_on(now)
        now = min(queries.next_due(after=now) or until, next((mark for mark in marks if now < mark), until), until)
        strike(now)
        hand_on(now)


def strike(at: datetime) -> None:
    """Everything that is due at an instant: cases, levels, snoozes, answers for later, promises. Once for each."""
    for case_id in case_queries.to_wake(at):
        cases.wake(case_id=case_id, at=at)
    for escalation_id in escalation_queries.to_warn(at):
        escalation.warn(escalation_id=escalation_id, at=at)
    for escalation_id in escalation_queries.to_wake(at):
        escalation.wake(escalation_id=escalation_id, at=at)
    cases.wake_snoozed(at=at)
    cases.send_due(at=at)
    for promise_id in service_queries.to_look_at(at):
        service.watch(promise_id, at=at)


def watch_notifications(at: datetime) -> None:
    """Remind of deadlines, apply missed ones, complete reinstatements."""
    performance.remind_due(at=at)
    performance.expire_overdue(at=at)
    performance.complete_reinstatements(at=at)


def tell_of_forgotten(at: datetime) -> None:
    """The morning's digest, once a day and person."""
    forgotten.tell(at)


def finish(at: datetime) -> None:
    """Go on with what a worker left unfinished: answers to problems, changes of many cases."""
    for answer_id in case_queries.unfinished_answers():
        cases.give_answers(answer_id=answer_id, at=at)
    for change_id in desk_queries.stalled_bulk(before=at):
        desk.carry_on(change_id, at=at)


def tidy(at: datetime) -> None:
    """Let go what has reached the end of its time: what was put away, unused uploads, contacts, sign-ups, deliveries."""
    cases.forget_looks(at=at)
    cases.empty_shelves(at=at)
    cases.forget_drafts(at=at)
    escalation.forget_drafts(at=at)
    files.remove_unowned(at=at)
    orders.forget_contacts(actor=SYSTEM, on=(at - _DAY).date())
    sellers.forget_sign_ups(at=at)
    sellers.make_final(at=at)
    sellers.end_access(at=at)
    webhooks.forget_old(at=at)
    mail_keeping.forget_mail_in(at)
