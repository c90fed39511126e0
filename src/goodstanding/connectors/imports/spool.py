"""Rows put aside on disk, to be joined or grouped by a key without holding them in memory."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from types import TracebackType

SpooledRow = tuple[int, list[str]]  # line number, cells


class Spool:
    """A throw-away SQLite file in the temporary folder; gone when closed. Use it with `with`."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="goodstanding-import-")
        self._db = sqlite3.connect(Path(self._folder.name) / "rows.sqlite3", isolation_level=None)
        self._db.execute("PRAGMA journal_mode=OFF")
        self._db.execute("PRAGMA synchronous=OFF")
        self._db.execute("CREATE TABLE row (kind TEXT, key TEXT, line INTEGER, cells TEXT, taken INTEGER DEFAULT 0)")
        self._db.execute("CREATE INDEX row_by_key ON row (kind, key, line)")

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()
        self._folder.cleanup()

    def put(self, kind: str, rows: Iterable[tuple[str, int, Sequence[str]]]) -> int:
        """Put rows aside under their keys; returns how many."""
        packed = ((kind, key, line, json.dumps(cells)) for key, line, cells in rows)
        self._db.execute("BEGIN")
        count = self._db.executemany("INSERT INTO row (kind, key, line, cells) VALUES (?, ?, ?, ?)", packed).rowcount
        self._db.execute("COMMIT")
        return max(count, 0)

    def take(self, kind: str, keys: Sequence[str]) -> dict[str, list[SpooledRow]]:
        """The rows of some hundred keys, in file order, and remember that they were asked for."""
        marks = ",".join("?" * len(keys))
        found: dict[str, list[SpooledRow]] = {}
        query = f"SELECT key, line, cells FROM row WHERE kind = ? AND key IN ({marks}) ORDER BY key, line"  # noqa: S608 - marks only
        for key, line, cells in self._db.execute(query, [kind, *keys]):
            found.setdefault(key, []).append((line, json.loads(cells)))
        self._db.execute(f"UPDATE row SET taken = 1 WHERE kind = ? AND key IN ({marks})", [kind, *keys])  # noqa: S608 - marks only
        return found

    def of(self, kind: str, key: str) -> Iterator[SpooledRow]:
        """The rows of one key, in file order."""
        query = "SELECT line, cells FROM row WHERE kind = ? AND key = ? ORDER BY line, rowid"
        for line, cells in self._db.execute(query, [kind, key]):
            yield line, json.loads(cells)

    def left(self, kind: str) -> Iterator[SpooledRow]:
        """The rows nobody asked for, in file order."""
        query = "SELECT line, cells FROM row WHERE kind = ? AND taken = 0 ORDER BY line"
        for line, cells in self._db.execute(query, [kind]):
            yield line, json.loads(cells)

    def groups(self, kind: str) -> Iterator[tuple[str, list[SpooledRow]]]:
        """All rows grouped by key, in the order of the keys; within a key in file order."""
        rows = self._db.execute("SELECT key, line, cells FROM row WHERE kind = ? ORDER BY key, line", [kind])
        for key, group in groupby(rows, key=lambda row: str(row[0])):
            yield key, [(line, json.loads(cells)) for _, line, cells in group]
