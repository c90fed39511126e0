"""Pages of what was found: the newest change first, none left out, none twice, however the database gets to them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.base.search import actions, drafts, queries
from goodstanding.base.search.audiences import Audience
from goodstanding.base.search.beginnings import holds
from goodstanding.base.search.days import day_terms, roughly
from goodstanding.base.search.drafts import Draft
from goodstanding.base.search.folding import BREAK
from goodstanding.base.search.nodes import AnyOf, Node, Not, Phrase, all_of
from goodstanding.base.search.queries import Wanted, find, find_each

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
RARE, OFTEN = Phrase(("rare",)), Phrase(("often",))
ASKED: dict[str, Node | None] = {
    "everything": None,
    "a word of all": OFTEN,
    "a word of few": RARE,
    "both": all_of((RARE, OFTEN)),
    "one without the other": all_of((OFTEN, Not(RARE))),
    "a word of none": Phrase(("nowhere",)),
}
KIND = "kettle"


def put(changed: Sequence[tuple[int, datetime, bool]], owner: str = "") -> None:
    """Documents by number, last change and whether the rare word stands in them."""
    written = [_draft(ref, at, owner, "often rare" if rare else "often") for ref, at, rare in changed]
    actions.put(KIND, [draft.ref for draft in written], written)


def _draft(ref: int, at: datetime = NOW, owner: str = "", text: str = "often") -> Draft:
    return Draft(audience=Audience.SHARED, kind=KIND, ref=ref, changed_at=at, owner=owner, texts=(text,))


def paged(node: Node | None, owner: str, *, backwards: bool, size: int = 7) -> list[int]:
    """What all pages together hold, in the order in which they came."""
    wanted = Wanted(audience=Audience.SHARED, kind=KIND, node=node, owner=owner)
    found: list[int] = []
    place: int | None = None
    while page := find(wanted, at=NOW, beyond=place, backwards=backwards, limit=size):
        found += [hit.ref for hit in page]
        place = page[-1].key
    return found


@pytest.mark.parametrize(
    "walk", [(1, 1), (3, 5), (100, 400)], ids=["hardly walked", "walked for a while", "walked along"]
)
@pytest.mark.parametrize("asked", ASKED)
def test_an_owners_documents_come_in_order_and_nobody_elses(
    db: None, monkeypatch: pytest.MonkeyPatch, asked: str, walk: tuple[int, int]
) -> None:
    """Only PostgreSQL walks; the pages are the same on both databases."""
    monkeypatch.setattr(queries, "_WALK_FIRST", walk[0])
    monkeypatch.setattr(queries, "_WALK_MOST", walk[1])
    mine = [(n, NOW - timedelta(days=n * n), n % 6 == 0) for n in range(1, 31)]
    put(mine, "s1")
    put([(100 + n, NOW - timedelta(days=n), True) for n in range(1, 31)], "s12")
    node = ASKED[asked]

    good = [ref for ref, _, rare in mine if holds(node, "often rare" if rare else "often", set())]

    assert paged(node, "s1", backwards=False) == good
    assert paged(node, "s1", backwards=True) == good[::-1]


def test_words_and_phrases_within_an_owner_find_what_holds_them_all_whichever_is_rarest(db: None) -> None:
    dice = random.Random(7)
    pool = ["tin", "lid", "cup", "jar", "urn", "pot"]
    texts = {n: dice.choices(pool, weights=[30, 20, 10, 5, 2, 1], k=dice.randint(1, 6)) for n in range(1, 61)}
    written = [
        Draft(
            audience=Audience.SHARED, kind=KIND, ref=n, changed_at=NOW - timedelta(hours=n), owner="s1" if n % 3 else "s2",
            texts=(" ".join(words), "tin lid"),
        )
        for n, words in texts.items()
    ]  # fmt: skip
    actions.put(KIND, [draft.ref for draft in written], written)
    mine = {n: f"{' '.join(words)} {BREAK} tin lid" for n, words in texts.items() if n % 3}

    for _ in range(60):
        said = [Phrase(tuple(dice.choices(pool, k=dice.randint(1, 2)))) for _n in range(dice.randint(2, 3))]
        node = all_of([*said, Not(Phrase((dice.choice(pool),)))] if dice.random() < 0.3 else said)
        good = [n for n, words in mine.items() if holds(node, words, set())]

        assert paged(node, "s1", backwards=False, size=4) == good, node
        assert paged(node, "s1", backwards=True, size=4) == good[::-1], node


def test_a_search_is_answered_whole_while_what_is_remembered_of_words_is_forgotten(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite the places of words are remembered, up to a bound."""
    monkeypatch.setattr(queries, "_MOST_PLACES", 1)
    put([(n, NOW - timedelta(days=n), n % 2 == 0) for n in range(1, 9)], owner="s1")

    assert paged(all_of((RARE, OFTEN)), "s1", backwards=False) == [2, 4, 6, 8]
    assert paged(all_of((RARE, Phrase(("nowhere",)))), "s1", backwards=False) == []
    assert paged(all_of((RARE, OFTEN)), "s1", backwards=False) == [2, 4, 6, 8]


@pytest.mark.parametrize("asked", ASKED)
def test_over_all_owners_the_years_between_do_not_matter(db: None, asked: str) -> None:
    every = [(n, NOW - timedelta(days=n * n, hours=n), n % 6 == 0) for n in range(1, 41)]
    put(every[::2], "s1")
    put(every[1::2])
    node = ASKED[asked]

    good = [ref for ref, _, rare in every if holds(node, "often rare" if rare else "often", set())]

    assert paged(node, "", backwards=False) == good
    assert paged(node, "", backwards=True) == good[::-1]


@pytest.mark.parametrize("owner", ["s1", ""])
@pytest.mark.parametrize("walk", [(1, 1), (100, 400)], ids=["hardly walked", "walked along"])
def test_a_frequent_word_is_held_against_what_the_others_find(
    db: None, monkeypatch: pytest.MonkeyPatch, walk: tuple[int, int], owner: str
) -> None:
    """Only PostgreSQL counts how often words are; the pages are the same on both databases."""
    monkeypatch.setattr(queries, "_WALK_FIRST", walk[0])
    monkeypatch.setattr(queries, "_WALK_MOST", walk[1])
    monkeypatch.setattr(queries, "_frequent", lambda name, at: frozenset({"often"}))
    at = [(n, NOW - timedelta(days=n * n)) for n in range(1, 31)]
    written = [
        Draft(audience=Audience.SHARED, kind=KIND, ref=n, changed_at=when, owner="s1",
              texts=("rare often" if n % 4 == 0 else "rare" if n % 2 else "often",))
        for n, when in at
    ]  # fmt: skip
    actions.put(KIND, [draft.ref for draft in written], written)

    both = [n for n, _ in at if n % 4 == 0]

    assert paged(all_of((RARE, OFTEN)), owner, backwards=False) == both
    assert paged(all_of((RARE, OFTEN)), owner, backwards=True) == both[::-1]
    assert paged(all_of((OFTEN, Not(RARE))), owner, backwards=False) == [n for n, _ in at if n % 2 == 0 and n % 4]
    assert paged(OFTEN, owner, backwards=False) == [n for n, _ in at if n % 2 == 0]


def test_which_words_are_frequent_is_read_from_what_the_database_counted(db: None) -> None:
    put([(n, NOW - timedelta(days=n), n % 10 == 0) for n in range(1, 60)])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE search_shareddocument")

    if connection.vendor == "postgresql":
        counted = queries._frequent("search_shareddocument", NOW + timedelta(days=4_000))
        assert {word for word in counted if not word.startswith("_")} == {"often"}
    assert paged(all_of((RARE, OFTEN)), "", backwards=False) == [10, 20, 30, 40, 50]


@pytest.mark.parametrize("owner", ["s1", ""])
@pytest.mark.parametrize("look", [2, 60], ids=["looked at by twos", "looked at by many"])
def test_beginnings_and_alternatives_find_what_holds_them_whatever_is_frequent(
    db: None, monkeypatch: pytest.MonkeyPatch, look: int, owner: str
) -> None:
    """Only PostgreSQL leaves out what is frequent; both look again at what shares no more than the first letters."""
    monkeypatch.setattr(queries, "LOOK", look)
    monkeypatch.setattr(queries, "LOOKS", 100)
    dice = random.Random(11)
    pool = ["tin", "tinder", "tinsel", "tinselled", "lid", "lids", "cup", "urn"]
    texts = {n: dice.choices(pool, k=dice.randint(1, 5)) for n in range(1, 61)}
    written = [
        Draft(
            audience=Audience.SHARED, kind=KIND, ref=n, changed_at=NOW - timedelta(days=n * n // 9), owner="s1",
            texts=(" ".join(words),),
        )
        for n, words in texts.items()
    ]  # fmt: skip
    actions.put(KIND, [draft.ref for draft in written], written)

    def phrase() -> Phrase:
        words = dice.choices(pool, k=dice.choice((1, 1, 1, 2)))
        if dice.random() < 0.5:
            return Phrase(tuple(words))
        return Phrase((*words[:-1], words[-1][: dice.randint(3, len(words[-1]))]), prefix=True)

    for _ in range(40):
        frequent = frozenset(dice.sample(pool, dice.randint(0, 3)))
        monkeypatch.setattr(queries, "_frequent", lambda name, at, known=frequent: known)
        part = AnyOf((phrase(), phrase())) if dice.random() < 0.5 else phrase()
        node = all_of([part, phrase(), *([Not(phrase())] if dice.random() < 0.3 else [])])
        good = [n for n, words in texts.items() if holds(node, " ".join(words), set())]

        assert sorted(paged(node, owner, backwards=False, size=4)) == good, node
        assert sorted(paged(node, owner, backwards=True, size=4)) == good, node


@pytest.mark.parametrize("owner", ["s1", ""])
def test_a_thing_of_hundreds_of_parts_does_not_end_a_page(
    db: None, monkeypatch: pytest.MonkeyPatch, owner: str
) -> None:
    monkeypatch.setattr(drafts, "PART", 1_100)
    long = Draft(
        audience=Audience.SHARED, kind=KIND, ref=1, changed_at=NOW, owner="s1", texts=("long", "often " * 60_000)
    )
    assert 300 < len(list(long.parts())) < 600
    short = [
        Draft(
            audience=Audience.SHARED, kind=KIND, ref=n, changed_at=NOW - timedelta(days=n), owner="s1", texts=("often",)
        )
        for n in range(2, 9)
    ]
    actions.put(KIND, [draft.ref for draft in (long, *short)], [long, *short])

    wanted = Wanted(audience=Audience.SHARED, kind=KIND, node=OFTEN, owner=owner)
    assert [hit.ref for hit in find(wanted, at=NOW, limit=5)] == [1, 2, 3, 4, 5]


def test_several_indexes_are_asked_at_once_and_kept_apart(db: None) -> None:
    said = {1: ("rare", "often"), 2: ("often", "rare"), 3: ("rare", "nothing")}
    written = [
        Draft(audience=audience, kind=KIND, ref=ref, changed_at=NOW - timedelta(days=ref), texts=(text,))
        for ref, texts in said.items()
        for audience, text in zip((Audience.SHARED, Audience.STAFF), texts, strict=True)
    ]
    actions.put(KIND, list(said), written)

    wanted = [Wanted(audience=one, kind=KIND, node=RARE) for one in (Audience.SHARED, Audience.STAFF)]

    with CaptureQueriesContext(connection) as asked:
        found = find_each(wanted, at=NOW, limit=5)
    assert [[hit.ref for hit in hits] for hits in found] == [[1, 3], [2]]
    assert len([one for one in asked.captured_queries if "search_" in one["sql"] and "pg_stats" not in one["sql"]]) == (
        1 if connection.vendor == "postgresql" else 2
    )


def test_a_new_thing_gives_way_to_another_that_stands_where_it_would(db: None) -> None:
    earlier, same_place = 5, 5 + 2**20
    put([(earlier, NOW, False)])

    with CaptureQueriesContext(connection) as asked:
        actions.add(KIND, same_place, [_draft(same_place)])
        actions.add(KIND, 6, [_draft(6)])

    assert sorted(paged(OFTEN, "", backwards=False)) == [earlier, 6, same_place]
    reads = [query for query in asked.captured_queries if query["sql"].startswith("SELECT")]
    assert 0 < len(reads) <= 2  # all of them for the one that gave way


def test_a_database_of_the_version_before_gets_the_functions_that_are_asked_now(db: None) -> None:
    """Only PostgreSQL has any."""
    put([(n, NOW - timedelta(days=n), n % 2 == 0) for n in range(1, 9)], owner="s1")
    names = "SELECT proname FROM pg_proc WHERE pronamespace = current_schema()::regnamespace AND proname ~ '^search_.*(find|of)'"

    if connection.vendor == "postgresql":
        version = import_module("goodstanding.base.search.migrations.0007_functions_of_each")
        with connection.schema_editor() as editor, connection.cursor() as cursor:
            version.drop(None, editor)
            cursor.execute("CREATE FUNCTION search_find(name text, size int) RETURNS int LANGUAGE sql AS 'SELECT 1'")
            cursor.execute("CREATE FUNCTION search_find(name text) RETURNS int LANGUAGE sql AS 'SELECT 1'")
            cursor.execute("CREATE FUNCTION search_of(name text) RETURNS int LANGUAGE sql AS 'SELECT 1'")
            version.create(None, editor)
            cursor.execute(names)
            kept = {f"search_{one}document_find{of}" for one in ("shared", "staff", "team") for of in ("", "_of")}
            assert {name for (name,) in cursor.fetchall()} == kept

    for owner in ("s1", ""):
        assert paged(all_of((RARE, OFTEN)), owner, backwards=False) == [2, 4, 6, 8]


def test_what_a_clock_dated_ahead_of_this_one_is_found_first(db: None) -> None:
    ahead = [
        (1, NOW + timedelta(days=400), False),
        (2, NOW + timedelta(days=3), True),
        (3, NOW + timedelta(hours=20), True),
    ]
    put([*ahead, (4, NOW - timedelta(days=1), True)])

    assert paged(OFTEN, "", backwards=False) == [1, 2, 3, 4]
    assert paged(RARE, "", backwards=False) == [2, 3, 4]


def test_a_page_within_an_owner_is_read_in_order_from_an_index(db: None) -> None:
    explain = {
        "sqlite": "EXPLAIN QUERY PLAN SELECT rowid FROM search_shareddocument_fts"
        " WHERE search_shareddocument_fts MATCH '_kettle_s1' AND rowid > 0 ORDER BY rowid LIMIT 5",
        "postgresql": "EXPLAIN SELECT id FROM search_shareddocument"
        " WHERE search_owner(kind, terms) = '_kettle_s1' AND id > 0 ORDER BY id LIMIT 5",
    }
    used = {"sqlite": "VIRTUAL TABLE INDEX", "postgresql": "search_shareddocument_owner"}
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")  # as the functions do
        cursor.execute(explain[connection.vendor])
        plan = "\n".join(str(row) for row in cursor.fetchall())

    assert used[connection.vendor] in plan
    assert "Sort" not in plan and "TEMP B-TREE" not in plan


@pytest.mark.pure
@given(
    st.dates(date(2020, 1, 1), date(2028, 12, 31)), st.integers(0, 900), st.dates(date(2019, 1, 1), date(2029, 12, 31))
)
def test_a_rough_stretch_holds_all_days_from_the_one_it_names_to_the_last(first: date, length: int, day: date) -> None:
    last = first + timedelta(days=length)
    begun, node = roughly("opened", first, last)

    assert begun <= first
    if begun <= day <= last:
        assert holds(node, "", set(day_terms("opened", day)))
    if day < begun:
        assert not holds(node, "", set(day_terms("opened", day)))
