"""A document before it is kept: text folded, cut into parts that every database takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from goodstanding.base.search import days
from goodstanding.base.search.audiences import Audience
from goodstanding.base.search.folding import BREAK, fold, term
from goodstanding.base.search.nodes import Term

PART = 60_000  # PostgreSQL keeps 16,383 places of words and one megabyte for each row
CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is to be found of one thing by one audience. `owner` is whose documents it is searched with;
    `terms` are facts (`folding.term`); `changed_at` decides the order and, in its own zone, the days of `changed`."""

    audience: Audience
    kind: str
    ref: int
    changed_at: datetime
    owner: str = ""
    terms: frozenset[str] = frozenset()
    texts: tuple[str, ...] = field(default=())

    def all_terms(self) -> str:
        """Every term, in one order whatever order they came in."""
        scopes = {scope(self.kind).word, *([scope(self.kind, self.owner).word] if self.owner else [])}
        return " ".join(sorted({*scopes, *self.terms, *days.day_terms(CHANGED, self.changed_at.date())}))

    def parts(self) -> Iterator[str]:
        """The folded text, in as many parts as it needs; the first text (what it is called) begins each of them."""
        folded = [fold(text) for text in self.texts]
        head, rest = (folded[0], folded[1:]) if folded else ("", [])
        yield from _packed(head, [piece for text in rest for piece in _pieces(text) if text])


def scope(kind: str, owner: str = "") -> Term:
    """Every document of a kind, or those of one owner."""
    return Term(term(kind, owner) if owner else term(kind, "all"))


def _packed(head: str, pieces: Iterable[str]) -> Iterator[str]:
    part = head
    for piece in pieces:
        if len(part) + len(piece) > PART and part != head:
            yield part
            part = head
        part = f"{part} {BREAK} {piece}"
    yield part


def _pieces(text: str) -> Iterator[str]:
    """A text that is too long for one part, cut between words."""
    while len(text) > PART - 1_000:
        cut = text.rfind(" ", 0, PART - 1_000)
        cut = cut if cut > 0 else PART - 1_000
        yield text[:cut]
        text = text[cut:].lstrip()
    yield text
