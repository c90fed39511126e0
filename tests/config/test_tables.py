"""An empty database gets its tables at once: the same as all migrations together leave."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.db import connection

SET_UP = "import django; django.setup(); from goodstanding.config import tables"
TWICE = "tables.bring_up_to_date(); tables.bring_up_to_date()"
WHOLE = "assert not tables.missing() and not tables.from_the_future()"
BEGUN = "from django.core.management import call_command as c; c('migrate', 'contenttypes', verbosity=0)"
COLUMNS = """
SELECT m.name, c.name, c.type, c."notnull", c.dflt_value, c.pk FROM sqlite_master m, pragma_table_xinfo(m.name) c
WHERE m.type = 'table'
"""
KEYS = 'SELECT m.name, f."table", f."from", f."to", f.on_delete FROM sqlite_master m, pragma_foreign_key_list(m.name) f'
UNIQUE = """
SELECT m.name, group_concat(i.name), l."unique", l.partial
FROM sqlite_master m, pragma_index_list(m.name) l, pragma_index_info(l.name) i GROUP BY m.name, l.name
"""
MADE = "SELECT type, name, sql FROM sqlite_master WHERE type != 'table' AND sql IS NOT NULL"
VIRTUAL = "SELECT name, sql FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%'"
ROWS = "SELECT app, name FROM django_migrations"
PG_COLUMNS = """
SELECT table_name, column_name, data_type, is_nullable, column_default, is_identity, generation_expression, collation_name,
  character_maximum_length
FROM information_schema.columns WHERE table_schema = 'public'
  AND (table_name, column_name) != ('auth_group_permissions', 'id')  -- a table that nobody uses; its migration counts wider
"""
PG_INDEXES = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'"
PG_CONSTRAINTS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = 'public'::regnamespace
"""
PG_FUNCTIONS = "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
PG_OPTIONS = """
SELECT relname, reloptions::text FROM pg_class WHERE reloptions IS NOT NULL AND relnamespace = 'public'::regnamespace
"""


def test_tables_laid_out_at_once_are_those_of_the_migrations_which_a_database_with_tables_goes_through(
    tmp_path: Path,
) -> None:
    with _databases(tmp_path) as (laid, migrated):
        _run(f"{SET_UP}; {TWICE}; {WHOLE}", laid)
        _run(f"{SET_UP}; {BEGUN}; {TWICE}; {WHOLE}", migrated)

        for what, (left, right) in _described(laid, migrated).items():
            assert left == right, what
            assert left, what


@contextmanager
def _databases(folder: Path) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """Two empty databases, as the environment that names them."""
    places = [{"GOODSTANDING_DATA": str(folder / name)} for name in ("laid", "migrated")]
    for place in places:
        Path(place["GOODSTANDING_DATA"]).mkdir()
    if connection.vendor == "sqlite":
        yield places[0], places[1]
        return
    held = connection.settings_dict
    names = [f"{held['NAME']}_{name}" for name in ("laid", "migrated")]
    address = f"postgresql://{quote(held['USER'])}:{quote(held['PASSWORD'] or '')}@{held['HOST']}:{held['PORT']}"
    with psycopg.connect(f"{address}/postgres", autocommit=True) as server:
        for name, place in zip(names, places, strict=True):
            server.execute(f'CREATE DATABASE "{name}"')  # type: ignore[call-overload]  # a name of our own
            place["GOODSTANDING_DATABASE_URL"] = f"{address}/{name}"
        try:
            yield places[0], places[1]
        finally:
            for name in names:
                server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[call-overload]  # as above


def _run(program: str, place: dict[str, str]) -> None:
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "goodstanding.config.settings", **place}
    if "GOODSTANDING_DATABASE_URL" not in place:
        env.pop("GOODSTANDING_DATABASE_URL", None)
    done = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True, timeout=300)
    if done.returncode:
        pytest.fail(done.stderr[-2_000:])


def _described(laid: dict[str, str], migrated: dict[str, str]) -> dict[str, tuple[list[str], list[str]]]:
    """What there is in both, by kind, without an order."""
    questions = [COLUMNS, KEYS, UNIQUE, MADE, VIRTUAL, ROWS]
    if connection.vendor != "sqlite":
        questions = [PG_COLUMNS, PG_INDEXES, PG_CONSTRAINTS, PG_FUNCTIONS, PG_OPTIONS, ROWS]
    return {asked: (_answers(asked, laid), _answers(asked, migrated)) for asked in questions}


def _answers(question: str, place: dict[str, str]) -> list[str]:
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(Path(place["GOODSTANDING_DATA"]) / "goodstanding.sqlite3")) as database:
            return sorted(map(str, database.execute(question).fetchall()))
    with psycopg.connect(place["GOODSTANDING_DATABASE_URL"]) as server:
        return sorted(map(str, server.execute(question).fetchall()))  # type: ignore[call-overload]  # our own questions
