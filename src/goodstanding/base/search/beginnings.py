"""Words that begin with some letters, without reading through every word that does.

A database that is asked for `tracking*` collects every document with such a word before it gives the first. Here beginnings of
three and of five letters are entries of the index themselves (ddl.py). Any other beginning is looked for by the next shorter one,
and what comes back is held against the words of the document; four letters are five with any fifth.
"""

from __future__ import annotations

from collections.abc import Collection
from string import ascii_lowercase, digits

from goodstanding.base.search.nodes import AllOf, AnyOf, Begins, Node, Not, Phrase, Term, all_of

SIZES = (3, 5)
_NEXT = ascii_lowercase + digits


def loosened(node: Node | None) -> tuple[Node | None, bool]:
    """A query that an index answers at once and that finds at least as much, and whether hits need another look."""
    if isinstance(node, AllOf | AnyOf):
        parts = [loosened(part) for part in node.parts]
        return type(node)(tuple(part for part, _ in parts if part is not None)), any(loose for _, loose in parts)
    if isinstance(node, Phrase) and node.prefix:
        return _phrase(node)
    return node, False


def holds(node: Node | None, words: str, terms: Collection[str]) -> bool:
    """Whether a document with these folded words and terms answers a query to the letter."""
    if node is None:
        return True
    if isinstance(node, Term):
        return node.word in terms
    if isinstance(node, Phrase):
        return f" {' '.join(node.words)}{'' if node.prefix else ' '}" in f" {words} "
    if isinstance(node, Begins):
        return f" {node.word}" in f" {words}"
    if isinstance(node, Not):
        return not holds(node.part, words, terms)
    held = (holds(part, words, terms) for part in node.parts)
    return all(held) if isinstance(node, AllOf) else any(held)


def _phrase(node: Phrase) -> tuple[Node, bool]:
    *whole, last = node.words
    begins, loose = _beginning(last)
    before = Phrase(tuple(whole)) if whole else None
    found = all_of(part for part in (before, begins) if part is not None)
    return found or begins, loose or bool(whole)


def _beginning(word: str) -> tuple[Node, bool]:
    if len(word) in SIZES:
        return Begins(word), False
    if len(word) > SIZES[-1]:
        return Begins(word[: SIZES[-1]]), True
    if len(word) > SIZES[0] and word.isascii():
        return AnyOf((Phrase((word,)), *(Begins(word + sign) for sign in _NEXT))), False
    return Begins(word[: SIZES[0]]), True
