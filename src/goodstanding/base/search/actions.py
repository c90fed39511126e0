"""Keeping the index. Callers run in the transaction of the change, with the thing itself locked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction

from goodstanding.base.search import ddl
from goodstanding.base.search.audiences import TABLES, Audience, table
from goodstanding.base.search.drafts import Draft
from goodstanding.base.search.keys import key_of
from goodstanding.base.search.models import Document, Rebuild
from goodstanding.base.search.registry import Source

BATCH = 500
Progress = Callable[[int, int], None]


def put(kind: str, refs: Sequence[int], drafts: Iterable[Draft]) -> int:
    """Make the documents of some things exactly these; whatever else there was of them is gone. Returns how many rows changed.

    Costs three reads when nothing changed. Both sides of a change see it at once: it is part of the transaction.
    """
    wanted: dict[Audience, list[Draft]] = defaultdict(list)
    for draft in drafts:
        wanted[draft.audience].append(draft)
    return sum(_put(TABLES[audience], kind, refs, wanted[audience]) for audience in Audience)


def forget(kind: str, refs: Sequence[int]) -> int:
    """Remove some things from every index."""
    return put(kind, refs, ())


def rebuild(source: Source, *, at: datetime, progress: Progress | None = None) -> int:
    """Make every document of a kind anew, from where an earlier rebuild stopped. Returns how many rows changed.

    May be stopped and run again at any time, and beside the running product: what changes meanwhile is indexed as always.
    The result is the same as that of the changes themselves. At the end documents of things that are gone are removed.
    """
    state, _ = Rebuild.objects.get_or_create(kind=source.kind, defaults={"done_up_to": 0, "version": source.version})
    if state.finished_at is not None or state.version != source.version:
        state.done_up_to, state.version, state.finished_at = 0, source.version, None
        state.save()
    total, done, changed = source.count(), 0, 0
    while refs := source.after(state.done_up_to, BATCH):
        with transaction.atomic():
            changed += put(source.kind, refs, source.drafts(refs))
            state.done_up_to = refs[-1]
            state.save(update_fields=["done_up_to"])
        done += len(refs)
        if progress:
            progress(min(done, total), total)
    changed += prune(source)
    state.finished_at = at
    state.save(update_fields=["finished_at"])
    return changed


def prune(source: Source) -> int:
    """Remove the documents of things that are gone. Bounded batches, each in a transaction of its own."""
    return sum(_prune(model, source) for model in TABLES.values())


@contextmanager
def loading() -> Iterator[None]:
    """Load millions of documents at once: the index is left aside and made in one go at the end. For tools, not for use
    while people search."""
    names = [table(audience) for audience in Audience]
    for name in names:
        _run(*ddl.without_index(connection.vendor, name))
    try:
        yield
    finally:
        for name in names:
            _run(*ddl.index_anew(connection.vendor, name))


def _put(model: type[Document], kind: str, refs: Sequence[int], drafts: Sequence[Draft]) -> int:
    found = model._default_manager.filter(kind=kind, ref__in=list(refs))
    kept = {(one.ref, one.part): one for one in found}
    fresh: list[Document] = []
    for row in rows_of(model, drafts):
        before = kept.get((row.ref, row.part))
        if before is not None and (before.terms, before.words) == (row.terms, row.words) and _close(before, row):
            del kept[(row.ref, row.part)]
        else:
            fresh.append(row)
    if kept:
        model._default_manager.filter(pk__in=[one.pk for one in kept.values()]).delete()
    if fresh:
        rows = sorted(
            _on_free_keys(model, fresh), key=lambda row: row.pk
        )  # FTS5 takes keys in their order at a tenth of the cost
        model._default_manager.bulk_create(rows)
    return len(kept) + len(fresh)


def _close(before: Document, row: Document) -> bool:
    """A key that had to give way to another document's stays where it is."""
    return 0 <= before.pk - row.pk < BATCH


def rows_of(model: type[Document], drafts: Sequence[Draft]) -> Iterator[Document]:
    """The rows that hold some documents, one for each of their parts."""
    for draft in drafts:
        terms = draft.all_terms()
        for number, words in enumerate(draft.parts()):
            key = key_of(draft.changed_at, draft.ref, number)
            yield model(id=key, kind=draft.kind, ref=draft.ref, part=number, terms=terms, words=words)


def _on_free_keys(model: type[Document], rows: list[Document]) -> list[Document]:
    """Documents that changed in the same millisecond as another may have to stand one place further."""
    taken = set(model._default_manager.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    for row in rows:
        while row.pk in taken:
            row.pk += 1
            if row.pk not in taken and model._default_manager.filter(pk=row.pk).exists():
                taken.add(row.pk)
        taken.add(row.pk)
    return rows


def _prune(model: type[Document], source: Source) -> int:
    gone, after = 0, 0
    while True:
        found = model._default_manager.filter(kind=source.kind, ref__gt=after).order_by("ref", "part")
        refs = list(found.values_list("ref", flat=True)[:BATCH])
        if not refs:
            return gone
        lost = set(refs) - source.exist(refs)
        if lost:
            gone += model._default_manager.filter(kind=source.kind, ref__in=lost).delete()[0]
        after = refs[-1]


def _run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
