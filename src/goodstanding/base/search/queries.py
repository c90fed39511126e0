"""Finding documents: newest change first, bounded, a page by its place. What an actor may ask for is its system's to decide."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection

from goodstanding.base.search import days, dialects
from goodstanding.base.search.audiences import TABLES, Audience, table
from goodstanding.base.search.beginnings import holds, loosened
from goodstanding.base.search.drafts import CHANGED, scope
from goodstanding.base.search.keys import LARGEST, instant_of, key_before
from goodstanding.base.search.models import Rebuild
from goodstanding.base.search.nodes import AllOf, AnyOf, Node, Phrase, Term, all_of, excludes
from goodstanding.base.search.registry import Source, sources
from goodstanding.base.statements import cursor_for

# Documents looked at first where some may not be meant (beginnings of words) or several are of one thing; twice as many each time,
# so often at most.
LOOK, LOOKS = 60, 5
FREQUENT = 0.3
_STRETCHES = (2, 6, 20, 60)  # days to look back, as far as it takes to fill a page
_DAY = timedelta(days=1)
SAMPLE = 20
_MOST_PLACES = 20_000
_WALK_FIRST, _WALK_MOST = 100, 400  # documents of an owner looked at one by one, and how many if that fills a page


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


def find(wanted: Wanted, *, at: datetime, beyond: int | None = None, backwards: bool = False, limit: int) -> list[Hit]:
    """The things that changed last and answer the query, each once, at most `limit`. `at` is now: it says where to begin.

    `beyond` goes on after that key (towards older changes; `backwards` towards newer ones, nearest first). Beginnings of words
    may need more looks at what the index gives: after LOOKS of them the search ends with what it has.
    """
    return find_each([wanted], at=at, beyond=beyond, backwards=backwards, limit=limit)[0]


def find_each(
    wanted: Sequence[Wanted], *, at: datetime, beyond: int | None = None, backwards: bool = False, limit: int
) -> list[list[Hit]]:
    """What `find` finds in each of several indexes. PostgreSQL is asked once for all of them."""
    turn = _Turn(at, beyond, backwards, limit + 1, LOOK)
    first = _rows(wanted, turn)
    return [_gathered(one, batch, turn, limit) for one, batch in zip(wanted, first, strict=True)]


def _gathered(wanted: Wanted, batch: _Batch, turn: _Turn, limit: int) -> list[Hit]:
    """The first `limit` things in an index, from its first rows and as many more as it takes."""
    found: dict[int, Hit] = {}
    for _ in range(LOOKS):
        for key, ref, good in batch.rows:
            if good:
                found.setdefault(ref, Hit(key, ref))
        if len(batch.rows) < batch.asked or len(found) >= limit:
            break
        look = 2 * turn.look
        turn = turn._replace(beyond=batch.rows[-1].key, limit=max(limit - len(found) + 1, look), look=look)
        batch = _rows([wanted], turn)[0]
    return list(found.values())[:limit]


def known(wanted: Wanted, refs: Collection[int]) -> set[int]:
    """Which of some things have documents for this audience at all, whatever the query says."""
    rows = TABLES[wanted.audience]._default_manager.filter(kind=wanted.kind, ref__in=list(refs))
    return set(rows.values_list("ref", flat=True))


def answering(wanted: Wanted, refs: Collection[int]) -> set[int]:
    """Which of some things answer the query."""
    keys = (
        TABLES[wanted.audience]._default_manager.filter(kind=wanted.kind, ref__in=list(refs)).values_list("pk", "ref")
    )
    by_key = dict(keys)
    return {by_key[key] for key in _held(wanted, sorted(by_key))}


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
    rows = model._default_manager.filter(kind=source.kind, ref__in=list(refs))
    kept = {(row.ref, row.terms, row.part, row.words) for row in rows}
    state = Rebuild.objects.filter(kind=source.kind).first()
    return Lag(
        kind=source.kind,
        things=source.count(),
        indexed=model._default_manager.filter(kind=source.kind, part=0).count(),
        stale=len({row[0] for row in wanted ^ kept}),
        outdated=state is not None and (state.version != source.version or state.finished_at is None),
    )


def lags() -> Sequence[Lag]:
    """How far each index is behind."""
    return [lag(source) for source in sources.values()]


class _Row(NamedTuple):
    """A document's key, what it is of, and whether it answers the query to the letter."""

    key: int
    ref: int
    good: bool


class _Batch(NamedTuple):
    """Rows of an index in their order, and how many were asked for: beginnings of words may need many for a few good ones."""

    rows: list[_Row]
    asked: int


class _Turn(NamedTuple):
    """One asking: now, the key to go on after, the way, how many rows, and how many where some of them may not be meant."""

    at: datetime
    beyond: int | None
    backwards: bool
    limit: int
    look: int


def _rows(wanted: Sequence[Wanted], turn: _Turn) -> list[_Batch]:
    if connection.vendor == "sqlite":
        return [_sqlite(one, turn) for one in wanted]
    return _postgresql(wanted, turn)


def _sqlite(wanted: Wanted, turn: _Turn) -> _Batch:
    """FTS5 walks its lists from either end and stops at the limit. Within one owner only the rarest word is walked along: to find
    each of its few documents in the long list of another word takes ten times as long as to read the document."""
    name = table(wanted.audience)
    way, order = ("<", "DESC") if turn.backwards else (">", "ASC")
    place = turn.beyond if turn.beyond is not None else (LARGEST if turn.backwards else 0)
    asked, loose = loosened(wanted.node)
    node, others = _rarest(name, asked, turn.at) if wanted.owner else (asked, [])
    most = max(turn.limit, turn.look) if loose else turn.limit
    held = " AND instr(' ' || kept.words || ' ', %s)" * len(others)
    sql = (
        f"SELECT found.rowid, kept.ref FROM {name}_fts found CROSS JOIN {name} kept ON kept.id = found.rowid "  # noqa: S608 - an index's name
        f"WHERE {name}_fts MATCH %s AND found.rowid {way} %s{held} ORDER BY found.rowid {order} LIMIT %s"
    )
    words = [f" {' '.join(one.words)} " for one in others]
    with connection.cursor() as cursor:
        cursor.execute(sql, [dialects.sqlite(scope(wanted.kind, wanted.owner), node), place, *words, most])
        rows = cursor.fetchall()
    good = _held(wanted, [key for key, _ in rows]) if loose else None
    return _Batch([_Row(key, ref, good is None or key in good) for key, ref in rows], most)


def _rarest(name: str, node: Node | None, at: datetime) -> tuple[Node | None, list[Phrase]]:
    """A query with the rarest alone of the words and phrases that must all be there, and the others."""
    parts = list(dict.fromkeys(_must(node)))
    said = [part for part in parts if isinstance(part, Phrase) and not part.prefix]
    if len(said) < 2:
        return node, []
    places = _sampled(name, {word for phrase in said for word in phrase.words}, at)
    lead = max(said, key=lambda phrase: max(places[word] for word in phrase.words))
    others = [phrase for phrase in said if phrase is not lead]
    return AllOf(tuple(part for part in parts if part not in others)), others


def _must(node: Node | None) -> Iterator[Node]:
    if isinstance(node, AllOf):
        for part in node.parts:
            yield from _must(part)
    elif node is not None:
        yield node


_places: dict[tuple[str, str], tuple[datetime, int]] = {}


def _sampled(name: str, words: set[str], at: datetime) -> dict[str, int]:
    """Where in an index the SAMPLE-th newest document with each word lies: the farther, the rarer it is. Remembered for a day."""
    known = {word: _places.get((name, word)) for word in words}
    found = {word: one[1] for word, one in known.items() if one is not None and abs(at - one[0]) < _DAY}
    missing = sorted(words - found.keys())
    if missing:
        if len(_places) > _MOST_PLACES:
            _places.clear()  # whoever is at it now has what it knew
        each = f"(SELECT rowid FROM {name}_fts WHERE {name}_fts MATCH %s ORDER BY rowid LIMIT 1 OFFSET {SAMPLE})"  # noqa: S608 - an index's name
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join([each] * len(missing))}", [f'"{word}"' for word in missing])
            row = cursor.fetchone()
        looked_up = {word: LARGEST if place is None else place for word, place in zip(missing, row, strict=True)}
        _places.update({(name, word): (at, place) for word, place in looked_up.items()})
        found |= looked_up
    return found


def _postgresql(wanted: Sequence[Wanted], turn: _Turn) -> list[_Batch]:
    calls = [_call(one, turn) for one in wanted]
    sql = " UNION ALL ".join(f"SELECT {n}, id, ref, good FROM {call.sql}" for n, call in enumerate(calls))  # noqa: S608 - our functions' names
    batches = [_Batch([], call.asked) for call in calls]
    with cursor_for(connection, keep_plan=True) as cursor:
        cursor.execute(sql, [value for call in calls for value in call.values])
        for n, *row in cursor.fetchall():
            batches[n].rows.append(_Row(*row))
    return batches


class _Call(NamedTuple):
    """A function of the database with its values, and how many rows these ask for."""

    sql: str
    values: tuple[Any, ...]  # Any: texts, numbers and lists of them
    asked: int


def _call(wanted: Wanted, turn: _Turn) -> _Call:
    """GIN knows no order, so every hit would have to be sorted. Within one owner the newest documents are walked along first.
    Over all of them the newest days are looked through first: days are terms, and how many hits they hold says how far back the
    page reaches (ddl.py, find_functions).

    That a document is of the kind is read from its row where anything else is asked of the index: a term that every document
    has costs more than all others.
    """
    at, beyond, backwards, limit, look = turn
    name = table(wanted.audience)
    plain = not wanted.owner and wanted.node is not None and not excludes(wanted.node)
    within = None if plain else scope(wanted.kind, wanted.owner)
    meant, loose = loosened(wanted.node)
    rarer = _without_frequent(meant, _frequent(name, at))
    asked = dialects.postgresql(within, rarer)
    everything = _Stretch(asked, (beyond or LARGEST) - 1 if backwards else LARGEST, 0)
    after = 0 if backwards else beyond or 0
    if wanted.owner:
        whole = dialects.postgresql(within, wanted.node) if loose or rarer is not meant else None
        owner = scope(wanted.kind, wanted.owner).word
        return _Call(
            f"{name}_find_of(%s, %s, %s::tsquery, %s::tsquery, %s::bigint, %s::bigint, %s::int, %s, %s::int, %s::int)",
            (wanted.kind, owner, asked, whole, after, everything.last, limit, backwards, _WALK_FIRST, _WALK_MOST),
            limit,
        )
    whole = None if rarer is meant else dialects.postgresql(within, meant)
    exact = dialects.postgresql(within, wanted.node) if loose else None
    stretches = [*([] if backwards else _newest(asked, at, beyond)), everything]
    most = max(limit, look) if loose else limit
    return _Call(
        f"{name}_find(%s, %s::tsquery[], %s::tsquery, %s::tsquery, %s::bigint[], %s::int[], %s::bigint, %s::int, %s)",
        (wanted.kind, [one.query for one in stretches], whole, exact, [one.last for one in stretches],
         [one.days for one in stretches], after, most, backwards),
        most,
    )  # fmt: skip


def _without_frequent(node: Node | None, frequent: frozenset[str]) -> Node | None:
    """A query that finds at least as much: without what stands in every other text, as long as anything else is left. The
    postings of such a word are the longest in the index, and what the other words find is soon held against it."""
    parts = list(_must(node))
    rarer = [part for part in parts if not _is_frequent(part, frequent)]
    if len(rarer) == len(parts) or all(excludes(part) for part in rarer):
        return node
    return all_of(rarer)


def _is_frequent(node: Node, frequent: frozenset[str]) -> bool:
    """Whether a part finds as much as a frequent word does: it is one, or any of several of which one is."""
    if isinstance(node, AnyOf):
        return any(_is_frequent(part, frequent) for part in node.parts)
    if isinstance(node, Phrase):
        return len(node.words) == 1 and not node.prefix and node.words[0] in frequent
    return isinstance(node, Term) and node.word in frequent


_known_frequent: dict[str, tuple[datetime, frozenset[str]]] = {}


def _frequent(name: str, at: datetime) -> frozenset[str]:
    """The words that stand in FREQUENT of all documents or more, as PostgreSQL last counted them; remembered for a day. Until it
    has counted there are none."""
    known = _known_frequent.get(name)
    if known is None or abs(at - known[0]) >= _DAY:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT word FROM pg_stats s, unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs) AS m(word, often)"
                " WHERE s.schemaname = current_schema() AND s.tablename = %s AND s.attname = 'found'"
                " AND m.word IS NOT NULL AND m.often >= %s",
                [name, FREQUENT],
            )
            known = _known_frequent[name] = (at, frozenset(row[0] for row in cursor.fetchall()))
    return known[1]


class _Stretch(NamedTuple):
    """What to look for in a stretch, its last key, and how many days it is long (0: all there are)."""

    query: str
    last: int
    days: int


def _newest(asked: str, at: datetime, beyond: int | None) -> Iterator[_Stretch]:
    """Longer and longer stretches from now, or from the place where the last page ended."""
    begin = at if beyond is None else instant_of(beyond)
    for length in _STRETCHES:
        first, query = _days((begin - timedelta(days=length)).date() - _DAY, begin.date() + 2 * _DAY)
        held = datetime.combine(first + _DAY, time.min, UTC)
        yield _Stretch(f"{asked} & {query}", key_before(held), (begin - held).days)


@lru_cache(maxsize=256)
def _days(first: date, last: date) -> tuple[date, str]:
    """The days from one to another as a query, and the first day that it holds."""
    held, node = days.roughly(CHANGED, first, last)
    return held, dialects.postgresql(None, node)


def _held(wanted: Wanted, keys: Sequence[int]) -> set[int]:
    """Those of some documents that answer the query to the letter."""
    rows = TABLES[wanted.audience]._default_manager.filter(pk__in=keys).values_list("pk", "words", "terms")
    return {key for key, words, terms in rows if holds(wanted.node, words, set(terms.split()))}
