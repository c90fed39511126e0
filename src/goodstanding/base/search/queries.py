"""Finding documents: newest change first, bounded, a page by its place. What an actor may ask for is its system's to decide."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import connection

from goodstanding.base.search import days, dialects
from goodstanding.base.search.audiences import TABLES, Audience, table
from goodstanding.base.search.drafts import CHANGED, scope
from goodstanding.base.search.keys import instant_of
from goodstanding.base.search.models import Rebuild
from goodstanding.base.search.nodes import AllOf, Node
from goodstanding.base.search.registry import Source, sources

LARGEST = 2**63 - 1
_WINDOWS = (8, 92, 800)  # days to look through first, from the newest back


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to look for in one index: things of a kind, of one owner (empty: of all), that answer a query (None: any)."""

    audience: Audience
    kind: str
    node: Node | None = None
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found, and its place in the order."""

    key: int
    ref: int


def find(wanted: Wanted, *, beyond: int | None = None, backwards: bool = False, limit: int) -> list[Hit]:
    """The things that changed last and answer the query, each once, at most `limit`.

    `beyond` goes on after that key (towards older changes; `backwards` towards newer ones, nearest first).
    """
    found: dict[int, Hit] = {}
    place = beyond
    while len(found) < limit:
        ask = limit - len(found) + 1
        rows = _rows(wanted, place, backwards, ask)
        for key, ref in rows:
            found.setdefault(ref, Hit(key, ref))
        if len(rows) < ask:
            break
        place = rows[-1][0]
    return list(found.values())[:limit]


def known(wanted: Wanted, refs: Collection[int]) -> set[int]:
    """Which of some things have documents for this audience at all, whatever the query says."""
    rows = TABLES[wanted.audience].objects.filter(kind=wanted.kind, ref__in=list(refs))
    return set(rows.values_list("ref", flat=True))


def answering(wanted: Wanted, refs: Collection[int]) -> set[int]:
    """Which of some things answer the query."""
    keys = TABLES[wanted.audience].objects.filter(kind=wanted.kind, ref__in=list(refs)).values_list("pk", "ref")
    by_key = dict(keys)
    return {by_key[key] for key in _matching(wanted, sorted(by_key))}


@dataclass(frozen=True, slots=True)
class Lag:
    """How an index stands: things there are, things indexed, whether the newest are up to date, whether it was ever built by
    this version."""

    kind: str
    things: int
    indexed: int
    stale: int
    outdated: bool

    @property
    def complete(self) -> bool:
        """Whether everything can be found as it is now."""
        return self.things == self.indexed and not self.stale and not self.outdated


def lag(source: Source, *, sample: int = 200) -> Lag:
    """How far the index of a kind is behind. Compares the counts, and the documents of the things that changed last."""
    model = TABLES[Audience.SHARED]
    refs = source.newest(sample)
    wanted = {(d.ref, d.all_terms(), n, words) for d in source.drafts(refs) if d.audience is Audience.SHARED
              for n, words in enumerate(d.parts())}  # fmt: skip
    rows = model.objects.filter(kind=source.kind, ref__in=list(refs))
    kept = {(row.ref, row.terms, row.part, row.words) for row in rows}
    state = Rebuild.objects.filter(kind=source.kind).first()
    return Lag(
        kind=source.kind,
        things=source.count(),
        indexed=model.objects.filter(kind=source.kind, part=0).count(),
        stale=len({row[0] for row in wanted ^ kept}),
        outdated=state is not None and (state.version != source.version or state.finished_at is None),
    )


def lags() -> Sequence[Lag]:
    """How far each index is behind."""
    return [lag(source) for source in sources.values()]


def _rows(wanted: Wanted, beyond: int | None, backwards: bool, limit: int) -> list[tuple[int, int]]:
    if connection.vendor == "sqlite":
        return _sqlite(wanted, beyond, backwards, limit)
    return _postgresql(wanted, beyond, backwards, limit)


def _sqlite(wanted: Wanted, beyond: int | None, backwards: bool, limit: int) -> list[tuple[int, int]]:
    """FTS5 walks its lists from either end and stops at the limit."""
    name = table(wanted.audience)
    way, order = (">", "ASC") if backwards else ("<", "DESC")
    place = beyond if beyond is not None else (0 if backwards else LARGEST)
    sql = (
        f"SELECT found.rowid, kept.ref FROM {name}_fts found CROSS JOIN {name} kept ON kept.id = found.rowid "  # noqa: S608
        f"WHERE {name}_fts MATCH %s AND found.rowid {way} %s ORDER BY found.rowid {order} LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [dialects.sqlite(scope(wanted.kind, wanted.owner), wanted.node), place, limit])
        return [(key, ref) for key, ref in cursor.fetchall()]


def _postgresql(wanted: Wanted, beyond: int | None, backwards: bool, limit: int) -> list[tuple[int, int]]:
    """GIN knows no order, so every hit would be sorted. Over all owners the newest days are asked first: they are terms."""
    if wanted.owner or backwards:
        return _gin(wanted, wanted.node, beyond, backwards, limit)
    newest = _newest_day(wanted, beyond)
    for window in _windows(newest):
        rows = _gin(wanted, _and(wanted.node, window), beyond, backwards, limit)
        if len(rows) >= limit:
            return rows
    return _gin(wanted, wanted.node, beyond, backwards, limit)


def _gin(wanted: Wanted, node: Node | None, beyond: int | None, backwards: bool, limit: int) -> list[tuple[int, int]]:
    name = table(wanted.audience)
    way, order = (">", "ASC") if backwards else ("<", "DESC")
    place = beyond if beyond is not None else (0 if backwards else LARGEST)
    # The inner part is kept apart, else the planner may walk along the keys and look into every document.
    sql = (
        f"WITH hits AS MATERIALIZED (SELECT id, ref FROM {name} WHERE found @@ %s::tsquery) "  # noqa: S608
        f"SELECT id, ref FROM hits WHERE id {way} %s ORDER BY id {order} LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [dialects.postgresql(scope(wanted.kind, wanted.owner), node), place, limit])
        return [(key, ref) for key, ref in cursor.fetchall()]


def _matching(wanted: Wanted, keys: Sequence[int]) -> list[int]:
    if not keys:
        return []
    name, holes = table(wanted.audience), ", ".join(["%s"] * len(keys))
    if connection.vendor == "sqlite":
        words = dialects.sqlite(scope(wanted.kind, wanted.owner), wanted.node)
        sql = f"SELECT rowid FROM {name}_fts WHERE {name}_fts MATCH %s AND rowid IN ({holes})"  # noqa: S608
    else:
        words = dialects.postgresql(scope(wanted.kind, wanted.owner), wanted.node)
        sql = f"SELECT id FROM {name} WHERE found @@ %s::tsquery AND id IN ({holes})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [words, *keys])
        return [key for (key,) in cursor.fetchall()]


def _newest_day(wanted: Wanted, beyond: int | None) -> date:
    if beyond is not None:
        return instant_of(beyond).date()
    newest = TABLES[wanted.audience].objects.order_by("-pk").values_list("pk", flat=True).first()
    return instant_of(newest).date() if newest is not None else datetime(1970, 1, 1, tzinfo=UTC).date()


def _windows(newest: date) -> Iterator[Node]:
    """Longer and longer stretches of days back from the newest. A day is added: documents count days where their store is."""
    last = newest + timedelta(days=1)
    for length in _WINDOWS:
        yield days.within(CHANGED, days.Span(last - timedelta(days=length), last), last)


def _and(node: Node | None, window: Node) -> Node:
    return window if node is None else AllOf((node, window))
