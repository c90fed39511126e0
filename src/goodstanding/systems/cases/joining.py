"""Decisions about merging and splitting: which cases look like one, why, and what the one that goes on owes. Pure."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from goodstanding.systems.cases.rules import Trait, told_words
from goodstanding.systems.cases.states import Priority

NEAR = timedelta(days=3)
_URGENCY = {Priority.URGENT: 0, Priority.HIGH: 1, Priority.NORMAL: 2, Priority.LOW: 3}


class Sameness(StrEnum):
    """Why a case is offered for merging, the strongest first."""

    OBJECT = "object"
    WORDS = "words"
    CATEGORY = "category"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Looks:
    """What a case looks like, for comparing it with another of the same seller."""

    trait: Trait
    opened_at: datetime


def why_one(one: Looks, other: Looks, empty_words: Set[str]) -> list[Sameness]:
    """Why two cases may be one; empty when nothing but the seller is the same.

    The same category or time alone say too little: only both together, or beside something stronger.
    """
    found = []
    if one.trait.refs & other.trait.refs:
        found.append(Sameness.OBJECT)
    mine, theirs = told_words(one.trait.subject, empty_words), told_words(other.trait.subject, empty_words)
    if mine and 2 * len(mine & theirs) >= min(len(mine), len(theirs)) and mine & theirs:
        found.append(Sameness.WORDS)
    weak = []
    if one.trait.category == other.trait.category:
        weak.append(Sameness.CATEGORY)
    if abs(one.opened_at - other.opened_at) <= NEAR:
        weak.append(Sameness.TIME)
    return found + weak if found or len(weak) == 2 else []


def is_strong(why: Sequence[Sameness]) -> bool:
    """Whether more speaks for it than the category and the days."""
    return bool({Sameness.OBJECT, Sameness.WORDS}.intersection(why))


def more_urgent(one: Priority, other: Priority) -> Priority:
    """Of two priorities the one that is answered sooner."""
    return min(one, other, key=_URGENCY.__getitem__)
