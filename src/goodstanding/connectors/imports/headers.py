"""Checking a table's first row: every column that is needed, none twice, the right separator."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence

from goodstanding.connectors.imports.errors import Unreadable

_SEPARATORS = {",": "commas", "\t": "tabs", ";": "semicolons", "|": "bars"}
Columns = Mapping[str, int]  # column name to its place in the row


def match_header(
    name: str, cells: Sequence[str], *, separator: str, required: Iterable[str], optional: Iterable[str] | None
) -> Columns:
    """Where each column stands. `optional=None` lets any other column pass; else unknown ones are refused.

    Names are compared without case and outer spaces. Raises Unreadable naming what is missing, doubled or unknown.
    """
    found = [cell.strip().strip("\ufeff").lower() for cell in cells]
    required = list(required)
    _require_separator(name, cells, separator, wanted=len(required))
    doubled = sorted({column for column in found if column and found.count(column) > 1})
    if doubled:
        raise Unreadable(name, f"These columns stand there twice: {_list(doubled)}. Remove one of each.", line=1)
    missing = [column for column in required if column not in found]
    if missing:
        raise Unreadable(name, _missing(missing, found), line=1)
    if optional is not None:
        unknown = [column for column in found if column not in {*required, *optional}]
        if unknown:
            raise Unreadable(name, _unknown(unknown, [*required, *optional]), line=1)
    return {column: place for place, column in enumerate(found) if column}


def _require_separator(name: str, cells: Sequence[str], separator: str, *, wanted: int) -> None:
    if len(cells) > 1 or wanted < 2:
        return
    line = cells[0] if cells else ""
    for sign, word in _SEPARATORS.items():
        if sign != separator and line.count(sign) >= 2:
            message = (
                f"The cells are separated by {word}; this format needs {_SEPARATORS[separator]}. Save it that way."
            )
            raise Unreadable(name, message, line=1)


def _missing(missing: list[str], found: list[str]) -> str:
    seen = _list([column for column in found if column][:8]) or "nothing"
    return f"These columns are missing: {_list(missing)}. The first row has: {seen}. It must hold the column names."


def _unknown(unknown: list[str], known: list[str]) -> str:
    parts = []
    for column in unknown[:8]:
        close = difflib.get_close_matches(column[:60], known, n=1)
        parts.append(f"{_shown(column)} (did you mean {close[0]}?)" if close else _shown(column))
    return f"These columns are not known: {', '.join(parts)}. Rename or remove them."


def _list(columns: list[str]) -> str:
    return ", ".join(_shown(column) for column in columns)


def _shown(column: str) -> str:
    return column[:40] if column else "(a column without a name)"
