"""Keeping the index. Callers run in the transaction of the change, with the thing itself locked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import CharField, F, IntegerField, QuerySet, TextField, Value

from goodstanding.base.prepared import Prepared
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

    Costs one read when nothing changed. Both sides of a change see it at once: it is part of the transaction.
    """
    return _replace(kind, refs, _by_audience(drafts))


def add(kind: str, ref: int, drafts: Iterable[Draft]) -> int:
    """The same for a thing that is new, of which no index can hold anything: nothing is read. Returns how many rows were added."""
    rows = _by_audience(drafts)
    try:
        with transaction.atomic():
            for audience, documents in rows.items():
                TABLES[audience]._default_manager.bulk_create(documents)
    except IntegrityError:  # another thing stands where one of these would
        return _replace(kind, [ref], rows)
    return sum(map(len, rows.values()))


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


def _by_audience(drafts: Iterable[Draft]) -> Mapping[Audience, list[Document]]:
    wanted: dict[Audience, list[Draft]] = defaultdict(list)
    for draft in drafts:
        wanted[draft.audience].append(draft)
    return {audience: list(rows_of(TABLES[audience], some)) for audience, some in wanted.items()}


def _replace(kind: str, refs: Sequence[int], rows: Mapping[Audience, list[Document]]) -> int:
    kept = _kept(kind, refs, {audience.value: [row.pk for row in some] for audience, some in rows.items()})
    return sum(_put(TABLES[audience], rows.get(audience, ()), kept[audience]) for audience in Audience)


@dataclass(slots=True)
class _Kept:
    """What an audience's table holds: rows of the things themselves, and keys under which other things stand."""

    own: dict[tuple[int, int], Document] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)


def _kept(kind: str, refs: Sequence[int], keys: Mapping[str, Sequence[int]]) -> Mapping[Audience, _Kept]:
    """All of it from one query."""
    found = {audience: _Kept() for audience in Audience}
    used = {audience: several for audience, several in keys.items() if several}
    if not refs:
        return found
    rows = _of_one.rows(kind=kind, refs=refs, **used) if len(refs) == 1 else list(_held(kind, refs, **used))
    for row in rows:
        audience = Audience(row["audience"])
        if row["own"]:
            one = TABLES[audience](
                id=row["key"], kind=kind, ref=row["of"], part=row["number"], terms=row["facts"], words=row["text"]
            )
            found[audience].own[(one.ref, one.part)] = one
        else:
            found[audience].taken.add(row["key"])
    return found


def _held(kind: str, refs: Sequence[int], **keys: Sequence[int]) -> QuerySet[Any, dict[str, Any]]:
    """Rows of some things in every table, and who stands under the keys given by audience. Any: rows of several tables."""
    nothing, none = Value("", output_field=TextField()), Value(0, output_field=IntegerField())
    branches = []
    for audience, model in TABLES.items():
        own = model._default_manager.filter(kind=kind, ref__in=refs)
        branches.append(_branch(own, audience, 1, of=F("ref"), number=F("part"), facts=F("terms"), text=F("words")))
        if audience.value in keys:
            others = model._default_manager.filter(pk__in=keys[audience.value]).exclude(kind=kind, ref__in=refs)
            branches.append(_branch(others, audience, 0, of=F("ref"), number=none, facts=nothing, text=nothing))
    return branches[0].union(*branches[1:], all=True)


def _branch(
    found: QuerySet[Any], audience: Audience, own: int, **columns: Any
) -> QuerySet[Any, dict[str, Any]]:  # Any: rows of several tables
    said = {"audience": Value(audience.value, output_field=CharField()), "own": Value(own, output_field=IntegerField())}
    return found.order_by().values(key=F("pk"), **said, **columns)


_of_one = Prepared(_held)


def _put(model: type[Document], wanted: Sequence[Document], found: _Kept) -> int:
    kept, taken = found.own, found.taken
    fresh: list[Document] = []
    for row in wanted:
        before = kept.get((row.ref, row.part))
        if before is not None and (before.terms, before.words) == (row.terms, row.words) and _close(before, row):
            taken.add(before.pk)
            del kept[(row.ref, row.part)]
        else:
            fresh.append(row)
    if kept:
        model._default_manager.filter(pk__in=[one.pk for one in kept.values()]).delete()
    if fresh:
        rows = sorted(
            _on_free_keys(model, fresh, taken), key=lambda row: row.pk
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


def _on_free_keys(model: type[Document], rows: list[Document], taken: set[int]) -> list[Document]:
    """Documents that changed in the same millisecond as another may have to stand one place further."""
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
