"""Announcing facts in the transaction of the change, and handing them on afterwards."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from goodstanding.base.outbox import registry
from goodstanding.base.outbox.models import StoredFact
from goodstanding.base.prepared import Prepared
from goodstanding.kit.facts import Fact

GIVE_UP_AFTER = 8
AT_ONCE = 500


def publish(fact: Fact, *, at: datetime) -> None:
    """Store the fact and queue its handling, both in the caller's transaction: either all of it happens or none."""
    from goodstanding.base.outbox.tasks import hand_on

    name, payload = registry.pack(fact)
    stored = StoredFact.objects.create(name=name, payload=payload, at=at)
    hand_on.enqueue(stored.pk)


def handle(fact_id: int, *, at: datetime) -> bool:
    """Run every reaction to one stored fact in one transaction. Handled facts are left alone; returns whether it ran."""
    with transaction.atomic():
        stored = StoredFact.objects.select_for_update().get(pk=fact_id)
        if stored.handled_at is not None:
            return False
        fact = registry.unpack(stored.name, stored.payload)
        if fact is not None:
            for reaction in registry.reactions_to(stored.name):
                reaction(fact, at)
        stored.handled_at = at
        stored.save(update_fields=["handled_at"])
    return True


def note_failure(fact_id: int, error: str) -> None:
    """Keep what went wrong beside the fact; `sweep` tries it again until GIVE_UP_AFTER attempts."""
    stored = StoredFact.objects.get(pk=fact_id)
    stored.attempts += 1
    stored.last_error = error[:2000]
    stored.save(update_fields=["attempts", "last_error"])


def unhandled(*, before: datetime) -> list[int]:
    """Facts announced before an instant and still waiting, at most AT_ONCE: their task died or failed."""
    return [key for (key,) in _waiting.rows(before=before)]


def _unhandled(*, before: datetime) -> QuerySet[StoredFact, tuple[int]]:
    waiting = StoredFact.objects.filter(handled_at__isnull=True, at__lt=before, attempts__lt=GIVE_UP_AFTER)
    return waiting.order_by("pk").values_list("pk")[:AT_ONCE]


_waiting = Prepared(_unhandled)
