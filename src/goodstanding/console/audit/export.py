"""The record as CSV that is safe to open in a spreadsheet."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC

from goodstanding.base.timeline import sentences
from goodstanding.base.timeline.models import Entry
from goodstanding.kit.tabular import csv_lines

COLUMNS = ["at_utc", "actor_kind", "actor", "verb", "says", "subject_kind", "subject", "seller", "reason", "data"]


def lines(entries: Iterable[Entry], seller_refs: dict[int, str]) -> Iterator[str]:
    """The header and one line per entry. Instants are in UTC; `data` is JSON."""
    return csv_lines(COLUMNS, (_cells(entry, seller_refs) for entry in entries))


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
