"""What the clock says about promises: near their end, broken."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from goodstanding.base.outbox import actions as outbox
from goodstanding.base.timeline.actions import record
from goodstanding.kit.actors import SYSTEM
from goodstanding.systems.service import queries, rules
from goodstanding.systems.service.events import PromiseBroken, PromiseNear
from goodstanding.systems.service.models import Promise
from goodstanding.systems.service.states import Verdict


@transaction.atomic
def watch(promise_id: int, *, at: datetime) -> bool:
    """Announce that a promise is near its end, or broken, whichever its time has come for; each once.

    May run twice and late: it decides anew. A promise whose warning was slept through is broken at once, without one.
    """
    row = Promise.objects.select_for_update().filter(pk=promise_id).first()
    if row is None or row.ended_at is not None or row.due_at is None or row.look_at is None or row.look_at > at:
        return False
    if rules.is_broken(row.due_at, at):
        _break(row, row.due_at, at)
        return True
    if row.warned_at is None:
        _warn(row, row.due_at, at)
        return True
    return False


def _warn(row: Promise, due_at: datetime, at: datetime) -> None:
    row.warned_at, row.look_at = at, due_at
    row.save(update_fields=["warned_at", "look_at"])
    fact = PromiseNear(
        promise_id=row.pk, seller_id=row.seller_id, subject_kind=row.subject_kind, subject_ref=row.subject_ref, kind=row.kind,
        due_at=due_at.isoformat(),
    )  # fmt: skip
    outbox.publish(fact, at=at)


def _break(row: Promise, due_at: datetime, at: datetime) -> None:
    row.broken_at = row.decided_at = due_at
    row.verdict, row.look_at = Verdict.MISSED.value, None
    row.save(update_fields=["broken_at", "decided_at", "verdict", "look_at"])
    subject = (row.subject_kind, row.subject_ref)
    record(
        actor=SYSTEM, verb="service.broken", subject=subject, at=at, seller_id=row.seller_id, staff_only=True,
        data={"kind": row.kind, "due_at": due_at.isoformat()},
    )  # fmt: skip
    bump = any(one.bump for one in queries.terms_now(at).policies if one.code == row.policy)
    fact = PromiseBroken(
        promise_id=row.pk, seller_id=row.seller_id, subject_kind=row.subject_kind, subject_ref=row.subject_ref, kind=row.kind,
        due_at=due_at.isoformat(), bump=bump,
    )  # fmt: skip
    outbox.publish(fact, at=at)
