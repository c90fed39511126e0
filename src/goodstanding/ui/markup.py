"""Markup drawn in code: `format_html` and `format_html_join` at a third of their cost, for what a page holds hundreds of.

The same promise: whatever is not already safe is escaped. The pattern is the caller's own text, never data.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from django.utils.safestring import SafeString


def safe(value: object) -> str:
    """A value as markup: escaped, unless it says itself that it is markup."""
    kind = type(value)
    if kind is SafeString:
        return value  # type: ignore[return-value]  # mypy does not narrow by a kept type
    if kind is str:
        return escape(value)  # type: ignore[arg-type]
    if hasattr(value, "__html__"):
        return str(value.__html__())
    text = str(value)
    return text if type(text) is SafeString else escape(text)  # a lazy string may turn out to be markup


def draw(pattern: str, /, *values: object, **named: object) -> SafeString:
    """A pattern with `{}` or `{name}` where the values go."""
    return SafeString(pattern.format(*map(safe, values), **{name: safe(value) for name, value in named.items()}))


def draw_all(pattern: str, rows: Iterable[Sequence[object]]) -> SafeString:
    """The pattern once per row, one after the other."""
    fill = pattern.format
    return SafeString("".join([fill(*map(safe, row)) for row in rows]))


def join(pieces: Iterable[object], between: str = "") -> SafeString:
    """Pieces one after the other."""
    return SafeString(between.join(map(safe, pieces)))


def worded(word: object) -> SafeString:
    """A word escaped once, for use in every row."""
    return SafeString(safe(word))
