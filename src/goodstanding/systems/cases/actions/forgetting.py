"""Letting drafts go that nobody has touched for as long as the rulebook keeps them, with the files they hold (ADR 143)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from goodstanding.base.files import actions as files
from goodstanding.base.files import queries as file_queries
from goodstanding.systems.cases import queries
from goodstanding.systems.cases.actions.moving import draft_owner_of
from goodstanding.systems.cases.models import NewCaseDraft, ReplyDraft
from goodstanding.systems.stores import queries as stores
from goodstanding.systems.stores.models import Store

AT_ONCE = 500


def forget_drafts(*, at: datetime) -> int:
    """Remove unsent cases, first words, answers and notes last saved longer ago than their store's rulebook keeps them
    (`draft_days`). Their files go with the next tidying. At most AT_ONCE of each kind in a store; returns how many went."""
    return sum(_forget_in(store, at) for store in stores.stores())


def _forget_in(store: Store, at: datetime) -> int:
    before = queries.catalogue_for(store, at).drafts_kept_since(at)
    cases = NewCaseDraft.objects.filter(seller__store=store, saved_at__lt=before).order_by("saved_at")
    gone = sum(_let_go(key, before) for key in list(cases.values_list("pk", flat=True)[:AT_ONCE]))
    replies = ReplyDraft.objects.filter(case__seller__store=store, saved_at__lt=before).order_by("saved_at")
    keys = list(replies.values_list("pk", flat=True)[:AT_ONCE])
    return gone + ReplyDraft.objects.filter(pk__in=keys, saved_at__lt=before).delete()[0]


@transaction.atomic
def _let_go(draft_id: int, before: datetime) -> int:
    """One unsent case. It stays where it was saved once more meanwhile."""
    draft = NewCaseDraft.objects.select_for_update().filter(pk=draft_id, saved_at__lt=before).first()
    if draft is None:
        return 0
    if draft.request_key:
        for file in file_queries.files_of(*draft_owner_of(draft.user_id, draft.request_key)):
            files.detach(file)
    draft.delete()
    return 1
