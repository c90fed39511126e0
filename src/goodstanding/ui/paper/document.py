"""A document as plain words, for setting on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """Something said: who and when in one line, the text in Markdown, and quiet lines below it (attachments)."""

    who: str
    when: str
    text: str = ""
    below: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A headline, a quiet line under it, entries set apart by rules, and quiet lines."""

    title: str
    note: str = ""
    entries: Sequence[Entry] = ()
    lines: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """`above` stands over the title; `foot` at the left of each page's foot with its number, `printed` at the right."""

    above: str
    title: str
    facts: Sequence[tuple[str, str]]
    parts: Sequence[Part]
    foot: str
    printed: str
