"""PostgreSQL looks through stretches of time in a function of its own."""

from __future__ import annotations

from typing import Any

from django.db import migrations


_LOOK = """
CREATE OR REPLACE FUNCTION search_look(
  name text, queries text[], after bigint[], last bigint[], size int, backwards boolean
) RETURNS TABLE (id bigint, ref bigint) LANGUAGE plpgsql STABLE SET enable_seqscan = off SET jit = off AS $$
DECLARE
  had int := 0;
  more int;
BEGIN
  FOR n IN 1 .. array_length(queries, 1) LOOP
    RETURN QUERY EXECUTE format(
      'WITH hits AS MATERIALIZED (SELECT d.id, d.ref FROM %I d WHERE d.found @@ $1) '
      'SELECT h.id, h.ref FROM hits h WHERE h.id > $2 AND h.id <= $3 ORDER BY h.id %s LIMIT $4',
      name, CASE WHEN backwards THEN 'DESC' ELSE 'ASC' END
    ) USING queries[n]::tsquery, after[n], last[n], size - had;
    GET DIAGNOSTICS more = ROW_COUNT;
    had := had + more;
    EXIT WHEN had >= size;
  END LOOP;
END
$$
"""


def create(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(_LOOK, params=None)


def drop(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP FUNCTION IF EXISTS search_look(text, text[], bigint[], bigint[], int, boolean)", params=None)


class Migration(migrations.Migration):
    dependencies = [("search", "0002_index")]
    operations = [migrations.RunPython(create, drop)]
