"""The record as CSV that is safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import UTC

from goodstanding.base.timeline import sentences
from goodstanding.base.timeline.models import Entry

COLUMNS = ["at_utc", "actor_kind", "actor", "verb", "says", "subject_kind", "subject", "seller", "reason", "data"]
# A cell that begins with one of these would be run as a formula by a spreadsheet.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


class _Line:
    """A file for csv.writer that hands the line back."""

    def write(self, text: str) -> str:
        return text


def lines(entries: Iterable[Entry], seller_refs: dict[int, str]) -> Iterator[str]:
    """The header and one line per entry. Instants are in UTC; `data` is JSON."""
    writer = csv.writer(_Line())
    yield writer.writerow(COLUMNS)
    for entry in entries:
        yield writer.writerow([safe(cell) for cell in _cells(entry, seller_refs)])


def safe(cell: str) -> str:
    """The cell with an apostrophe before anything that a spreadsheet would run."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def _cells(entry: Entry, seller_refs: dict[int, str]) -> list[str]:
    return [
        entry.at.astimezone(UTC).isoformat(),
        entry.actor_kind,
        entry.actor_name,
        entry.verb,
        sentences.say(entry),
        entry.subject_kind,
        entry.subject_id,
        seller_refs.get(entry.seller_id or 0, ""),
        entry.reason,
        json.dumps(entry.data, ensure_ascii=False, sort_keys=True),
    ]
