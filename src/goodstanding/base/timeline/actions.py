"""Writing the record. Called by every action, in the action's own transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from goodstanding.base.timeline.models import Entry
from goodstanding.kit.actors import Actor


def record(
    *,
    actor: Actor,
    verb: str,
    subject: tuple[str, str],
    at: datetime,
    seller_id: int | None = None,
    reason: str = "",
    data: Mapping[str, object] | None = None,
    staff_only: bool = False,
) -> Entry:
    """Record one change: `verb` is a stable code such as "case.reopened"; display text is made from it when shown.

    `data` holds codes and ids (`{"from": "open", "to": "closed"}`), never display text or personal data.
    """
    return Entry.objects.create(
        at=at,
        actor_kind=actor.kind.value,
        actor_user_id=actor.user_id,
        actor_name=actor.name,
        subject_kind=subject[0],
        subject_id=subject[1],
        seller_id=seller_id,
        verb=verb,
        reason=reason,
        data=dict(data or {}),
        staff_only=staff_only,
    )


class Noted(NamedTuple):
    """One of many changes of a kind: the thing, the seller it belongs to, and codes and ids as in `record`."""

    subject: tuple[str, str]
    seller_id: int | None
    data: Mapping[str, object]


def record_each(*, actor: Actor, verb: str, noted: Iterable[Noted], at: datetime) -> None:
    """Record the same change of many things at once."""
    Entry.objects.bulk_create(
        Entry(
            at=at, actor_kind=actor.kind.value, actor_user_id=actor.user_id, actor_name=actor.name,
            subject_kind=one.subject[0], subject_id=one.subject[1], seller_id=one.seller_id, verb=verb, data=dict(one.data),
        )
        for one in noted
    )  # fmt: skip


def forget_actor(*, user_id: int, name: str) -> int:
    """Put another name on what an erased person did (GDPR Art. 17; her words: `erasing.py`). Returns how many entries."""
    return Entry.objects.filter(actor_user_id=user_id).update(actor_name=name)
