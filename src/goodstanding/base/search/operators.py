"""What may stand before a colon. Systems declare operators; the parser knows none by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from django.utils.functional import Promise

from goodstanding.base.search import days
from goodstanding.base.search.near import nearest
from goodstanding.base.search.nodes import Node, has


class Takes(StrEnum):
    """What an operator takes after its colon."""

    CHOICE = "choice"
    TEXT = "text"
    WORDS = "words"
    DAYS = "days"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """One operator. `read` gives what to look for, or None for a value that makes no sense.

    `choices` are the values worth offering: those of a closed list, or examples. `names` reads what a value without sense may
    have meant; for an open list, where a value that names nothing makes sense and finds nothing, `unknown` says whether it is
    such a one, and `called` what it would be the name of: "label".
    """

    name: str
    takes: Takes
    label: str | Promise
    read: Callable[[str, date], Node | None]
    choices: Mapping[str, str | Promise] = field(default_factory=dict)
    names: Callable[[], Iterable[str]] = tuple
    unknown: Callable[[str], bool] = lambda value: False
    called: str | Promise = ""

    def near(self, value: str) -> tuple[str, ...]:
        """The values that come nearest to one that is none."""
        return nearest(value, dict.fromkeys([*self.choices, *self.names()]))


Operators = Mapping[str, Operator]


def choice(name: str, label: str | Promise, nodes: Mapping[str, Node], words: Mapping[str, str | Promise]) -> Operator:
    """An operator with a closed list of values, compared without case."""
    return Operator(
        name=name,
        takes=Takes.CHOICE,
        label=label,
        read=lambda value, today: nodes.get(value.strip().casefold()),
        choices=words,
    )


def text(name: str, label: str | Promise, field_: str) -> Operator:
    """An operator that compares the whole value: an id."""
    return Operator(
        name=name,
        takes=Takes.TEXT,
        label=label,
        read=lambda value, today: has(field_, value) if value.strip() else None,
    )


def span(name: str, label: str | Promise, field_: str) -> Operator:
    """An operator that takes a day, a month, a year or a range of them."""

    def read(value: str, today: date) -> Node | None:
        found = days.read_span(value, today)
        return days.within(field_, found, today) if found else None

    return Operator(name=name, takes=Takes.DAYS, label=label, read=read)


def beside(name: str, label: str | Promise, field_: str, side: Callable[[days.Span], days.Span | None]) -> Operator:
    """An operator for what lies before or after a day, a month or a year."""

    def read(value: str, today: date) -> Node | None:
        found = days.read_span(value, today)
        aside = side(found) if found else None
        return days.within(field_, aside, today) if aside else None

    return Operator(name=name, takes=Takes.DAYS, label=label, read=read)


def table(found: Iterable[Operator]) -> Operators:
    """Operators by name. Two with one name and closed lists become one that takes the values of both."""
    named: dict[str, Operator] = {}
    for one in found:
        named[one.name] = _both(named[one.name], one) if one.name in named else one
    return named


def _both(first: Operator, second: Operator) -> Operator:
    def read(value: str, today: date) -> Node | None:
        return first.read(value, today) or second.read(value, today)

    def names() -> Iterable[str]:
        return [*first.names(), *second.names()]

    return replace(first, read=read, names=names, choices={**first.choices, **second.choices})
