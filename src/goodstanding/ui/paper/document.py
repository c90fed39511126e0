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
    """`above` stands over the title; `foot` at the left of each page's foot with its number, `printed` at the right.

    `unset` is said under the facts when the document has letters that no font here can draw.
    """

    above: str
    title: str
    facts: Sequence[tuple[str, str]]
    parts: Sequence[Part]
    foot: str
    printed: str
    unset: str = ""

    def signs(self) -> frozenset[str]:
        """Every sign that stands in it."""
        texts = [self.above, self.title, *(text for fact in self.facts for text in fact)]
        for part in self.parts:
            texts += [part.title, part.note, *part.lines]
            for entry in part.entries:
                texts += [entry.who, entry.when, entry.text, *entry.below]
        return frozenset().union(*texts)
