"""Who works on a case, how soon, and what it is about."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from goodstanding.base.outbox import actions as outbox
from goodstanding.base.people.models import User
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import Conflict, Invalid, NotAllowed
from goodstanding.systems.cases import policies, queries, references, rules
from goodstanding.systems.cases.actions import moving, promises
from goodstanding.systems.cases.actions.talking import require_work
from goodstanding.systems.cases.events import CaseHandled
from goodstanding.systems.cases.models import Case, CaseLink, Turn
from goodstanding.systems.cases.references import Reference
from goodstanding.systems.cases.states import Priority, Side

HAND_OVER_LIMIT = 500


def take(*, actor: Actor, ref: str, at: datetime) -> Case:
    """Make the case one's own. Raises Conflict when a colleague has it already: assign it instead, knowingly."""
    return _hand_to(actor=actor, ref=ref, user_id=actor.user_id, at=at, only_free=True)


def assign(*, actor: Actor, ref: str, user_id: int | None, at: datetime) -> Case:
    """Hand the case to an associate, or to nobody (None). Raises Invalid for somebody who may not answer in its queue."""
    return _hand_to(actor=actor, ref=ref, user_id=user_id, at=at, only_free=False)


@transaction.atomic
def prioritise(*, actor: Actor, ref: str, priority: Priority, at: datetime) -> Case:
    """Change how soon an answer is due. The time used so far stays used; the due time follows the new target."""
    case = queries.case_for(actor, ref, lock=True)
    require_work(actor, case, at)
    before = case.priority
    if before == priority.value:
        return case
    case.priority = priority.value
    moving.set_due(case, at)
    if case.clock_side == Side.MARKETPLACE.value:
        target = promises.target_of(case, at)
        Turn.objects.filter(case=case, ended_at__isnull=True).update(target_seconds=target, due_at=case.due_at)
    case.save()
    _handled(case, "case.prioritised", actor=actor, at=at, **{"from": before, "to": priority.value})
    return case


@transaction.atomic
def hand_to_queue(*, actor: Actor, ref: str, queue: str, at: datetime) -> Case:
    """Hand the case to another queue; whoever had it has it no more. The clock runs on: the seller must not wait longer."""
    case = queries.case_for(actor, ref, lock=True)
    require_work(actor, case, at)
    if queue not in moving.catalogue_of(case, at).queues:
        raise Invalid(gettext("There is no such queue."), field="queue")
    before = case.queue
    if before == queue:
        return case
    case.queue, case.assignee_id = queue, None
    moving.set_due(case, at)
    case.save()
    _handled(case, "case.handed_to_queue", actor=actor, at=at, **{"from": before, "to": queue})
    return case


@transaction.atomic
def describe(*, actor: Actor, ref: str, subject: str, summary: str, at: datetime) -> Case:
    """Give the case a subject and a one-line summary that tell it without opening it. Both sides see them."""
    case = queries.case_for(actor, ref, lock=True)
    require_work(actor, case, at)
    case.subject = moving.clean_line(subject, field="subject", limit=rules.SUBJECT_LIMIT, what=gettext("A subject"))
    case.summary = moving.clean_line(summary, field="summary", limit=rules.SUMMARY_LIMIT, what=gettext("A summary"))
    moving.touch(case, at)
    case.save()
    moving.log(case, "case.described", actor=actor, at=at)
    return case


@transaction.atomic
def link(*, actor: Actor, ref: str, kind: str, to: str, at: datetime) -> CaseLink:
    """Say that the case is about one more object of the seller's, and what that belongs to. The same again changes nothing.

    Raises NotFound when the seller has no such object.
    """
    case = queries.case_for(actor, ref, lock=True)
    if actor.is_staff or actor.is_system:
        policies.require_work(actor, ())
    else:
        policies.require_seller(actor, case.seller)
    found = references.resolve(actor, case.seller, kind=kind, ref=to)
    kept = _keep_link(case, found, actor, at)
    for above in found.also:
        _keep_link(case, above, actor, at)
    return kept


def _keep_link(case: Case, found: Reference, actor: Actor, at: datetime) -> CaseLink:
    kept, fresh = CaseLink.objects.get_or_create(
        case=case, kind=found.kind, ref=found.ref,
        defaults={"seller_id": case.seller_id, "title": found.title[:160], "at": at},
    )  # fmt: skip
    if fresh:
        moving.log(case, "case.linked", actor=actor, at=at, kind=kept.kind, ref=kept.ref)
    return kept


@transaction.atomic
def unlink(*, actor: Actor, ref: str, kind: str, to: str, at: datetime) -> None:
    """Take a link back. One that is not there (any more) is no matter. For associates; raises NotFound, NotAllowed."""
    case = queries.case_for(actor, ref, lock=True)
    require_work(actor, case, at)
    gone, _ = CaseLink.objects.filter(case=case, kind=kind, ref=to).delete()
    if gone:
        moving.log(case, "case.unlinked", actor=actor, at=at, kind=kind, ref=to)


def hand_over(*, actor: Actor, from_id: int, to_id: int | None, at: datetime) -> int:
    """Hand an absent associate's living cases over: all to one colleague, or (None) each to whoever may and owes least.

    Each case by itself: those that the actor may not hand over, or for whose queue nobody is left, stay. Returns how many went.
    """
    handed = 0
    for ref in queries.living_of(from_id, limit=HAND_OVER_LIMIT):
        case = queries.case_for(actor, ref)
        taker = to_id if to_id is not None else _least_loaded(actor, case, from_id, at)
        if taker is None:
            continue
        try:
            assign(actor=actor, ref=ref, user_id=taker, at=at)
        except (Invalid, NotAllowed):  # not her queue: it stays where it is
            continue
        handed += 1
    return handed


def _least_loaded(actor: Actor, case: Case, but: int, at: datetime) -> int | None:
    queue = moving.catalogue_of(case, at).queues.get(case.queue)
    roles = sorted(queue.roles if queue else policies.WORKING_ROLES)
    return next((one.user_id for one in queries.least_loaded(actor, roles, at) if one.user_id != but), None)


@transaction.atomic
def _hand_to(*, actor: Actor, ref: str, user_id: int | None, at: datetime, only_free: bool) -> Case:
    case = queries.case_for(actor, ref, lock=True)
    require_work(actor, case, at)
    before = case.assignee_id
    if before == user_id:
        return case
    if only_free and before is not None:
        raise Conflict(
            gettext("A colleague took this case. Reload to see who, and assign it to yourself if that is agreed.")
        )
    if user_id is not None:
        _require_colleague(case, user_id, at)
    case.assignee_id = user_id
    moving.set_due(case, at)
    case.save()
    _handled(case, "case.assigned", actor=actor, at=at, **{"from": before, "to": user_id})
    return case


def _handled(case: Case, verb: str, *, actor: Actor, at: datetime, **data: object) -> None:
    moving.log_inside(case, verb, actor=actor, at=at, **data)
    outbox.publish(CaseHandled(case_ref=case.ref, seller_id=case.seller_id, verb=verb), at=at)


def _require_colleague(case: Case, user_id: int, at: datetime) -> None:
    queue = moving.catalogue_of(case, at).queues.get(case.queue)
    wanted = {*(queue.roles if queue else policies.WORKING_ROLES), "administrator"}
    person = User.objects.filter(pk=user_id, is_active=True).first()
    if person is None or not wanted & set(person.staff_roles):
        raise Invalid(gettext("Choose an associate who works in this queue."), field="assignee")
