"""Two texts side by side: lines matched first, then words within the lines that changed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

TOO_MUCH = 1_000_000  # pairs of words; a longer line is shown as changed in one piece


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the comparison. `kind` is same, changed, gone or came; a missing side has no pieces."""

    kind: str
    old: tuple[Piece, ...] | None
    new: tuple[Piece, ...] | None


def side_by_side(old: str, new: str) -> list[Row]:
    """Rows for a two-column table."""
    before, after = old.splitlines(), new.splitlines()
    rows: list[Row] = []
    for op, a1, a2, b1, b2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if op == "equal":
            rows.extend(Row("same", (Piece(line, False),), (Piece(line, False),)) for line in before[a1:a2])
        else:
            rows.extend(_changed(before[a1:a2], after[b1:b2]))
    return rows


def _changed(before: list[str], after: list[str]) -> Iterator[Row]:
    for left, right in zip_longest(before, after):
        if right is None:
            yield Row("gone", (Piece(left, True),), None)
        elif left is None:
            yield Row("came", None, (Piece(right, True),))
        else:
            yield Row("changed", *_words(left, right))


def _words(left: str, right: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    a, b = re.findall(r"\s+|\w+|[^\w\s]", left), re.findall(r"\s+|\w+|[^\w\s]", right)
    if len(a) * len(b) > TOO_MUCH:
        return (Piece(left, True),), (Piece(right, True),)
    olds: list[Piece] = []
    news: list[Piece] = []
    for op, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if a1 < a2:
            olds.append(Piece("".join(a[a1:a2]), op != "equal"))
        if b1 < b2:
            news.append(Piece("".join(b[b1:b2]), op != "equal"))
    return tuple(olds), tuple(news)
