"""The full-text index that each database keeps beside a table of documents, as statements. Names come from models only."""

from __future__ import annotations

VERBS = ("added", "changed", "gone")
# Beginnings of three and of five letters have entries of their own; all others are found by these (beginnings.py).
_FTS5 = "tokenize = \"unicode61 remove_diacritics 0 tokenchars '_'\", prefix = '3 5'"


def create_index(vendor: str, name: str) -> list[str]:
    """The index of a new, empty table."""
    if vendor == "postgresql":
        return [*_postgresql_column(name), postgresql_index(name)]
    fts = f"CREATE VIRTUAL TABLE {name}_fts USING fts5(terms, words, content='{name}', content_rowid='id', {_FTS5})"
    return [fts, *sqlite_triggers(name)]


def drop_index(vendor: str, name: str) -> list[str]:
    """The way back."""
    if vendor == "postgresql":
        return [f"ALTER TABLE {name} DROP COLUMN found"]
    return [*without_index(vendor, name), f"DROP TABLE {name}_fts"]


def without_index(vendor: str, name: str) -> list[str]:
    """Stop keeping the index, to load many rows."""
    if vendor == "postgresql":
        return [f"DROP INDEX IF EXISTS {name}_found", f"DROP INDEX IF EXISTS {name}_owner"]
    return [f"DROP TRIGGER IF EXISTS {name}_{verb}" for verb in VERBS]


def index_anew(vendor: str, name: str) -> list[str]:
    """Make the index from the rows that are there, and keep it from now on."""
    if vendor == "postgresql":
        return [postgresql_index(name), owner_index(name), f"ANALYZE {name}"]
    return [*sqlite_triggers(name), f"INSERT INTO {name}_fts({name}_fts) VALUES('rebuild')"]


def sqlite_triggers(name: str) -> list[str]:
    """An index over another table's rows must be told what was there before it goes."""
    add = f"INSERT INTO {name}_fts(rowid, terms, words) VALUES (new.id, new.terms, new.words);"  # noqa: S608 - an index's name
    remove = (
        f"INSERT INTO {name}_fts({name}_fts, rowid, terms, words) "  # noqa: S608 - an index's name
        "VALUES ('delete', old.id, old.terms, old.words);"
    )
    return [
        f"CREATE TRIGGER {name}_added AFTER INSERT ON {name} BEGIN {add} END",
        f"CREATE TRIGGER {name}_changed AFTER UPDATE ON {name} BEGIN {remove} {add} END",
        f"CREATE TRIGGER {name}_gone AFTER DELETE ON {name} BEGIN {remove} END",
    ]


def postgresql_index(name: str) -> str:
    """Without a list of pending entries: that would have to be read through by every search."""
    return f"CREATE INDEX {name}_found ON {name} USING gin (found) WITH (fastupdate = off)"


def owner_index(name: str) -> str:
    """The documents of each owner, the newest first: what `search_of` walks along."""
    return f"CREATE INDEX {name}_owner ON {name} (search_owner(kind, terms), id)"


def _postgresql_column(name: str) -> list[str]:
    """Terms go in as they are, words through the plain configuration: they are folded already. Long values stay out of the
    row, so that the newest rows are read quickly."""
    terms = "array_to_tsvector(string_to_array(terms, ' '))"
    words = "to_tsvector('simple'::regconfig, words)"
    column = f"tsvector GENERATED ALWAYS AS ({terms} || {words} || search_beginnings(words)) STORED"
    return [
        _BEGINNINGS,
        f"ALTER TABLE {name} ADD COLUMN found {column}",
        f"ALTER TABLE {name} SET (toast_tuple_target = 128)",
    ]


_BEGINNINGS = """
CREATE OR REPLACE FUNCTION search_beginnings(words text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT '_b_' || left(word, size)), '{}'))
  FROM unnest(string_to_array(words, ' ')) AS word, unnest(ARRAY[3, 5]) AS size WHERE length(word) >= size
$$
"""


def find_functions(name: str) -> list[str]:
    """What searches ask of a table on PostgreSQL: a function for all owners and one for a single owner. Each table has its own,
    so that their statements are planned once for a connection: made from the table's name each time, they took as long to plan
    as to run. That one plan suits all words is what their settings are for (ADR 222)."""
    return [
        _FIND.format(name=name, settings=_SETTINGS, matches=_matches(name)),
        _FIND_OF.format(
            name=name, settings=_SETTINGS, matches=_matches(name), walk_forward=_walk(name, "ASC"),
            walk_backward=_walk(name, "DESC"),
        ),
    ]  # fmt: skip


def drop_functions(*names: str) -> str:
    """Functions of these names, whatever they take."""
    listed = ", ".join(f"'{name}'" for name in names)
    which = f"pronamespace = current_schema()::regnamespace AND proname IN ({listed})"
    return f"""
DO $$ DECLARE
  one regprocedure;
BEGIN
  FOR one IN SELECT oid::regprocedure FROM pg_proc WHERE {which} LOOP
    EXECUTE 'DROP FUNCTION ' || one;
  END LOOP;
END $$
"""  # noqa: S608 - functions' names


def _matches(name: str) -> str:
    return f"""
    IF whole IS NULL AND backwards THEN
      {_matched(name, "DESC")};
    ELSIF whole IS NULL THEN
      {_matched(name, "ASC")};
    ELSIF backwards THEN
      {_held(name, "DESC")};
    ELSE
      {_held(name, "ASC")};
    END IF;"""


def _matched(name: str, way: str) -> str:
    """Matches are found apart from their order, and never by reading the whole table, which the planner thinks cheap: it does
    not see that every `found` has to be fetched from elsewhere."""
    return f"RETURN QUERY {_hits(name)} {_GOOD} ({_ORDERED} ORDER BY h.id {way} LIMIT size - had) o"


def _held(name: str, way: str) -> str:
    """The same, each match held against the whole query in its turn, as far as it takes. A function and no operator does that:
    of an operator the planner would ask the index too."""
    return (
        f"RETURN QUERY {_hits(name)} {_GOOD} ({_ORDERED} ORDER BY h.id {way} OFFSET 0) o "
        "WHERE ts_match_vq(o.found, whole) LIMIT size - had"
    )


_GOOD = "SELECT o.id, o.ref, exact IS NULL OR ts_match_vq(o.found, exact) FROM"
_ORDERED = "SELECT h.id, h.ref, h.found FROM hits h WHERE h.id > low AND h.id <= high"


def _hits(name: str) -> str:
    return f"WITH hits AS MATERIALIZED (SELECT d.id, d.ref, d.found FROM {name} d WHERE d.found @@ asked AND d.kind = of_kind)"  # noqa: S608 - an index's name


def _walk(name: str, way: str) -> str:
    bound = "high := one.id - 1" if way == "DESC" else "low := one.id"
    return f"""
    FOR one IN
      SELECT d.id, d.ref, d.found @@ coalesce(whole, asked) AS meant FROM {name} d
      WHERE search_owner(d.kind, d.terms) = owner AND d.id > after AND d.id <= last ORDER BY d.id {way} LIMIT most
    LOOP
      walked := walked + 1;
      IF one.meant THEN
        had := had + 1;
        id := one.id;
        ref := one.ref;
        good := true;
        RETURN NEXT;
        IF had >= size THEN
          RETURN;
        END IF;
      END IF;
      {bound};
      EXIT WHEN walked = first AND had * most < size * first;
    END LOOP"""  # noqa: S608 - as above


_SETTINGS = "SET enable_seqscan = off SET enable_sort = off SET jit = off SET plan_cache_mode = force_generic_plan"

# Stretches of time are looked through from the newest on until a page is full: how many hits a stretch held says how far the next
# one has to reach, and what a first one did not hold at all is rare enough to be looked for everywhere.
# `queries` are looked up in the index, `whole` is held against what they find, where it says more. Whether a document answers
# `exact` is told of each, for queries that may find many documents that do not.
_FIND = """
CREATE OR REPLACE FUNCTION {name}_find(
  of_kind text, queries tsquery[], whole tsquery, exact tsquery, last bigint[], days int[], after bigint, size int,
  backwards boolean
) RETURNS TABLE (id bigint, ref bigint, good boolean) LANGUAGE plpgsql STABLE {settings} AS $$
DECLARE
  every int := array_length(queries, 1);
  low bigint := after;
  high bigint;
  asked tsquery;
  n int := 1;
  had int := 0;
  more int;
  enough float8;
  per_day float8;
BEGIN
  IF every > 1 THEN
    per_day := (last[2] - last[1]) / (days[2] - days[1])::float8;
    -- A clock may have been ahead of this one: what changed more than a day from now is in no stretch.
    IF EXISTS (SELECT 1 FROM {name} d WHERE d.id > after AND d.id < (last[1] - (days[1] + 1) * per_day)::bigint) THEN
      n := every;
    END IF;
  END IF;
  LOOP
    asked := queries[n];
    high := last[n];
{matches}
    GET DIAGNOSTICS more = ROW_COUNT;
    had := had + more;
    EXIT WHEN had >= size OR n >= every;
    low := high;
    enough := CASE WHEN had > 0 THEN 1.5 * days[n] * size / had END;
    n := n + 1;
    WHILE n < every AND (enough IS NULL OR days[n] < enough) LOOP
      n := n + 1;
    END LOOP;
  END LOOP;
END
$$
"""

# The term that says whose a document is: the one of its kind that is not everybody's (drafts.py, scope).
POSTGRESQL_OWNER = """
CREATE OR REPLACE FUNCTION search_owner(kind text, terms text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT substring(terms from '(?:^| )(_' || kind || '_(?!all(?: |$))[^ ]+)')
$$
"""

# Within one owner: along the newest documents, as long as that fills the page; what is rarer is left to the index of words.
# Without sorting, the planner walks along the index of owners however few documents it thinks an owner has.
_FIND_OF = """
CREATE OR REPLACE FUNCTION {name}_find_of(
  of_kind text, owner text, asked tsquery, whole tsquery, after bigint, last bigint, size int, backwards boolean, first int,
  most int
) RETURNS TABLE (id bigint, ref bigint, good boolean) LANGUAGE plpgsql STABLE {settings} AS $$
DECLARE
  one record;
  exact tsquery := NULL;  -- every match is held against the whole query here
  low bigint := after;
  high bigint := last;
  walked int := 0;
  had int := 0;
BEGIN
  IF backwards THEN{walk_backward};
  ELSE{walk_forward};
  END IF;
  IF walked = first OR walked = most THEN
{matches}
  END IF;
END
$$
"""
