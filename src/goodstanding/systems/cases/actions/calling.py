"""Colleagues called by name in internal notes. They are told; nobody on the seller's side ever is."""

from __future__ import annotations

from datetime import datetime

from goodstanding.base.outbox import actions as outbox
from goodstanding.base.people.models import User
from goodstanding.kit.actors import Actor
from goodstanding.systems.cases import mentions, policies
from goodstanding.systems.cases.events import ColleagueMentioned
from goodstanding.systems.cases.models import Case, InternalNote, Mention


def tell_mentioned(case: Case, note: InternalNote, *, at: datetime) -> None:
    """Tell every active associate whom a note calls by `@name`, once. No query for a note that calls nobody."""
    wanted = mentions.handles_in(note.body)
    if not wanted:
        return
    people = User.objects.filter(is_active=True).exclude(staff_roles=[]).order_by("pk")[:1000]
    for user in people:
        if user.pk != note.author_user_id and wanted & mentions.handles_of(user.name, user.email):
            Mention.objects.create(note=note, user=user, at=at)
            fact = ColleagueMentioned(case_ref=case.ref, seller_id=case.seller_id, note=note.pk, user_id=user.pk)
            outbox.publish(fact, at=at)


def read_mentions(*, actor: Actor, ref: str = "", at: datetime) -> int:
    """Take this associate's mentions (of one case, or all) as read. Returns how many were new."""
    policies.require_work(actor, ())
    found = Mention.objects.filter(user_id=policies.writer(actor), read_at__isnull=True)
    if ref:
        found = found.filter(note__case__ref=ref)
    return found.update(read_at=at)
