"""Keeping what can be found of a case in step with the case."""

from __future__ import annotations

from collections.abc import Sequence

from goodstanding.base.search import actions as search
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.searching import documents


def index(case: Case) -> None:
    """Make the case's documents what the case is now, from its row in memory and its thread in the database.

    Part of the change's own transaction, with the case locked. Whatever writes a line into the case's history calls it.
    """
    search.put(documents.KIND, [case.pk], documents.drafts_of([case]))


def index_new(case: Case, thread: documents.Thread) -> None:
    """The same for a case that was opened just now: all that hangs on it is in memory."""
    search.add(documents.KIND, case.pk, documents.drafts_from(case, thread))


def forget(case_id: int) -> None:
    """Find a case no more that was removed for good."""
    search.put(documents.KIND, [case_id], [])


def index_many(ids: Sequence[int]) -> None:
    """The same for many cases after something they share has changed, such as the name of a tag: about a second for a thousand."""
    for start in range(0, len(ids), search.BATCH):
        chunk = ids[start : start + search.BATCH]
        search.put(documents.KIND, chunk, documents.SOURCE.drafts(chunk))
