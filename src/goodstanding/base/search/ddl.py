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

# Stretches of time are looked through from the newest on until a page is full: how many hits a stretch held says how far the next
# one has to reach, and what a first one did not hold at all is rare enough to be looked for everywhere. Matches are found apart
# from their order, and never by reading the whole table, which the planner thinks cheap: it does not see that every `found` has to
# be fetched from elsewhere.
# `queries` are looked up in the index, `whole` is held against what they find, where it says more. A function and no operator does
# that: of an operator the planner would ask the index too.
POSTGRESQL_FIND = """
CREATE OR REPLACE FUNCTION search_find(
  name text, kind text, queries text[], whole text, last bigint[], days int[], after bigint, size int, backwards boolean
) RETURNS TABLE (id bigint, ref bigint) LANGUAGE plpgsql STABLE SET enable_seqscan = off SET jit = off AS $$
DECLARE
  every int := array_length(queries, 1);
  place bigint := after;
  n int := 1;
  had int := 0;
  more int;
  enough float8;
  per_day float8;
  ahead boolean;
BEGIN
  IF every > 1 THEN
    per_day := (last[2] - last[1]) / (days[2] - days[1])::float8;
    -- A clock may have been ahead of this one: what changed more than a day from now is in no stretch.
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I d WHERE d.id > $1 AND d.id < $2)', name)
      INTO ahead USING after, (last[1] - (days[1] + 1) * per_day)::bigint;
    IF ahead THEN
      n := every;
    END IF;
  END IF;
  LOOP
    RETURN QUERY EXECUTE format(
      'WITH hits AS MATERIALIZED (SELECT d.id, d.ref FROM %I d WHERE d.found @@ $1 AND d.kind = $5 %s) '
      'SELECT h.id, h.ref FROM hits h WHERE h.id > $2 AND h.id <= $3 ORDER BY h.id %s LIMIT $4',
      name, CASE WHEN whole = '' THEN '' ELSE 'AND ts_match_vq(d.found, $6::tsquery)' END,
      CASE WHEN backwards THEN 'DESC' ELSE 'ASC' END
    ) USING queries[n]::tsquery, place, last[n], size - had, kind, whole;
    GET DIAGNOSTICS more = ROW_COUNT;
    had := had + more;
    EXIT WHEN had >= size OR n >= every;
    place := last[n];
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
POSTGRESQL_OF = """
CREATE OR REPLACE FUNCTION search_of(
  name text, kind text, owner text, query text, whole text, after bigint, last bigint, size int, backwards boolean, first int,
  most int
) RETURNS TABLE (id bigint, ref bigint) LANGUAGE plpgsql STABLE SET enable_seqscan = off SET jit = off AS $$
DECLARE
  way text := CASE WHEN backwards THEN 'DESC' ELSE 'ASC' END;
  one record;
  low bigint := after;
  high bigint := last;
  walked int := 0;
  had int := 0;
BEGIN
  FOR one IN EXECUTE format(
    'SELECT d.id, d.ref, d.found @@ $4 AS good FROM %I d '
    'WHERE search_owner(d.kind, d.terms) = $1 AND d.id > $2 AND d.id <= $3 ORDER BY d.id %s LIMIT $5', name, way
  ) USING owner, after, last, CASE WHEN whole = '' THEN query ELSE whole END::tsquery, most LOOP
    walked := walked + 1;
    IF one.good THEN
      had := had + 1;
      id := one.id;
      ref := one.ref;
      RETURN NEXT;
      IF had >= size THEN
        RETURN;
      END IF;
    END IF;
    IF backwards THEN
      high := one.id - 1;
    ELSE
      low := one.id;
    END IF;
    EXIT WHEN walked = first AND had * most < size * first;
  END LOOP;
  IF walked = first OR walked = most THEN
    RETURN QUERY EXECUTE format(
      'WITH hits AS MATERIALIZED (SELECT d.id, d.ref FROM %I d WHERE d.found @@ $1 AND d.kind = $5 %s) '
      'SELECT h.id, h.ref FROM hits h WHERE h.id > $2 AND h.id <= $3 ORDER BY h.id %s LIMIT $4',
      name, CASE WHEN whole = '' THEN '' ELSE 'AND ts_match_vq(d.found, $6::tsquery)' END, way
    ) USING query::tsquery, low, high, size - had, kind, whole;
  END IF;
END
$$
"""
