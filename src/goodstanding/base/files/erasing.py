"""Letting go of what a person uploaded, when she is erased: what was never sent always, the rest when it is asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import PurePath

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet

from goodstanding.base.files.models import StoredFile

PLACEHOLDER = "Erased file"


def unsent(user_id: int, kinds: Sequence[str]) -> int:
    """How many of a person's uploads belong to nothing yet, or to things of these kinds that are drafts."""
    return _of(user_id).filter(owner_kind__in=["", *kinds]).count()


def sent(user_id: int, kinds: Sequence[str]) -> int:
    """How many of a person's uploads belong to things of these kinds, and still have their bytes."""
    return _of(user_id).filter(owner_kind__in=kinds, erased_at__isnull=True).count()


def others(user_id: int, kinds: Sequence[str]) -> int:
    """How many of a person's uploads belong to things of other kinds."""
    return _of(user_id).exclude(owner_kind__in=["", *kinds]).count()


def drop_unsent(*, user_id: int, kinds: Sequence[str]) -> int:
    """Remove a person's uploads that were never sent, rows and bytes. The caller has authorised it. Returns how many."""
    gone = dict(_of(user_id).filter(owner_kind__in=["", *kinds]).values_list("pk", "path"))
    StoredFile.objects.filter(pk__in=list(gone)).delete()
    drop_bytes(list(gone.values()))
    return len(gone)


def erase(*, user_id: int, kinds: Sequence[str], at: datetime) -> Sequence[tuple[str, str]]:
    """Remove the bytes and names of what a person sent to things of these kinds; a placeholder with size and sum stays.

    The caller has authorised it and records it, in a transaction. Returns the things that the files belong to.
    """
    found = list(_of(user_id).filter(owner_kind__in=kinds, erased_at__isnull=True).select_for_update().order_by("pk"))
    drop_bytes([file.path for file in found])
    for file in found:
        file.name, file.path, file.erased_at = f"{PLACEHOLDER}{PurePath(file.name).suffix}"[:200], "", at
    StoredFile.objects.bulk_update(found, ["name", "path", "erased_at"], batch_size=500)
    return sorted({(file.owner_kind, file.owner_ref) for file in found})


def rename(*, user_id: int, pattern: re.Pattern[str], word: str) -> Sequence[tuple[str, str]]:
    """Take a person out of the names of her uploads. Returns the things that the renamed files belong to."""
    found = [file for file in _of(user_id).order_by("pk") if pattern.search(file.name)]
    for file in found:
        file.name = pattern.sub(word, file.name)[:200]
    StoredFile.objects.bulk_update(found, ["name"], batch_size=500)
    return sorted({(file.owner_kind, file.owner_ref) for file in found})


def _of(user_id: int) -> QuerySet[StoredFile]:
    return StoredFile.objects.filter(uploaded_by_id=user_id)


def drop_bytes(paths: Sequence[str]) -> None:
    """Bytes go once the rows that named them have gone for good; those that a copy still names stay."""
    transaction.on_commit(partial(delete_unnamed, [path for path in paths if path]))


def delete_unnamed(paths: Sequence[str]) -> None:
    """Delete those bytes that no row names (any more)."""
    for path in paths:
        if not StoredFile.objects.filter(path=path).exists():
            default_storage.delete(path)
