"""What is looked for, as a tree. Made by the parser and by systems, read by the dialects of the databases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from goodstanding.base.search.folding import term


class Phrase(NamedTuple):
    """Folded words that stand one after the other; with `prefix` the last one may go on. A tuple, since pages keep hundreds in
    sets and a tuple is hashed at a fifth of a dataclass's cost."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """A fact about a document, as `folding.term` writes it."""

    word: str


@dataclass(frozen=True, slots=True)
class Begins:
    """A word that begins with exactly these three or five letters (beginnings.py)."""

    word: str


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part is there."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part is there."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part is not there."""

    part: Node


Node: TypeAlias = Phrase | Term | Begins | AllOf | AnyOf | Not


def has(field: str, value: str | int) -> Term:
    """Documents whose `field` has a value."""
    return Term(term(field, value))


def all_of(parts: Iterable[Node]) -> Node | None:
    """All of several, one by itself, or None of none."""
    return _joined(AllOf, tuple(parts))


def any_of(parts: Iterable[Node]) -> Node | None:
    """Any of several, one by itself, or None of none."""
    return _joined(AnyOf, tuple(parts))


def phrases(node: Node | None) -> Iterator[Phrase]:
    """What a reader would like to see marked: every phrase that is not excluded."""
    if isinstance(node, Phrase):
        yield node
    elif isinstance(node, AllOf | AnyOf):
        for part in node.parts:
            yield from phrases(part)


def excludes(node: Node | None) -> bool:
    """Whether anything is excluded somewhere."""
    if isinstance(node, AllOf | AnyOf):
        return any(excludes(part) for part in node.parts)
    return isinstance(node, Not)


def _joined(how: type[AllOf] | type[AnyOf], parts: tuple[Node, ...]) -> Node | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    return how(parts)
