"""The category tree and the numbers of the case system, read from the rulebook's `cases` section."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from goodstanding.systems.cases.errors import CategoryNotFound
from goodstanding.systems.cases.rules import Waits
from goodstanding.systems.cases.states import Priority

HOUR = 3600


class Kind(StrEnum):
    """What a question wants. ORDER, NOTIFICATION and SKU name things of the seller's own."""

    ORDER = "order"
    NOTIFICATION = "notification"
    SKU = "sku"
    TEXT = "text"
    DATE = "date"
    AMOUNT = "amount"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Words:
    """A text in one or more languages; what is missing in a language is shown in English."""

    by_language: Mapping[str, str]

    def in_(self, language: str) -> str:
        """The text for a language such as "de" or "en-gb"."""
        short = language.split("-", 1)[0]
        return self.by_language.get(language) or self.by_language.get(short) or self.by_language.get("en", "")


@dataclass(frozen=True, slots=True)
class Question:
    """One thing a category needs to know. Dates lie between `days_back` before and `days_ahead` after today."""

    code: str
    label: Words
    kind: Kind
    required: bool
    hint: Words
    choices: tuple[tuple[str, Words], ...] = ()
    days_back: int = 730
    days_ahead: int = 0


@dataclass(frozen=True, slots=True)
class Category:
    """A leaf of the tree: `code` is its path (`payments.delayed`), `area` the branch it hangs on."""

    code: str
    area: str
    label: Words
    hint: Words
    keywords: str
    priority: Priority
    queue: str
    answer_hours: int | None
    questions: tuple[Question, ...]

    def asks_for(self, kind: Kind) -> Question | None:
        """The first question of a kind, if there is one."""
        return next((q for q in self.questions if q.kind is kind), None)


@dataclass(frozen=True, slots=True)
class Area:
    """A branch of the tree with its leaves."""

    code: str
    label: Words
    leaves: tuple[Category, ...]


@dataclass(frozen=True, slots=True)
class Queue:
    """Where cases of some categories are worked on, and the staff roles that may answer there."""

    code: str
    label: Words
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything the case system takes from the rulebook. `starts` maps a kind of object to the leaf it leads to."""

    areas: tuple[Area, ...]
    queues: Mapping[str, Queue]
    waits: Waits
    answer_hours: Mapping[Priority, int]
    silent_days: int
    empty_words: frozenset[str]
    starts: Mapping[str, str]

    def leaves(self) -> Iterator[Category]:
        """Every leaf, in the order of the tree."""
        for area in self.areas:
            yield from area.leaves

    def leaf(self, code: str) -> Category:
        """The leaf with a path. Raises CategoryNotFound."""
        found = next((leaf for leaf in self.leaves() if leaf.code == code), None)
        if found is None:
            raise CategoryNotFound
        return found

    def area(self, code: str) -> Area | None:
        """The branch with a code, or None."""
        return next((area for area in self.areas if area.code == code), None)

    def label(self, code: str, language: str) -> str:
        """`Payments · Delayed disbursement`; a category that is no longer in the tree is shown by its code."""
        for area in self.areas:
            for leaf in area.leaves:
                if leaf.code == code:
                    return f"{area.label.in_(language)} · {leaf.label.in_(language)}"
        return code

    def leaf_label(self, code: str, language: str) -> str:
        """`Delayed disbursement`: the leaf's name alone, for narrow places."""
        return next((leaf.label.in_(language) for leaf in self.leaves() if leaf.code == code), code)

    def queue_label(self, code: str, language: str) -> str:
        """The name of a queue, or its code when it is no longer there."""
        return self.queues[code].label.in_(language) if code in self.queues else code

    def target_seconds(self, category: str, priority: Priority) -> int:
        """How long the marketplace may take for an answer: the category's own hours, else those of the priority."""
        leaf = next((leaf for leaf in self.leaves() if leaf.code == category), None)
        hours = self.answer_hours[priority]
        if leaf is not None and leaf.answer_hours is not None and leaf.priority is priority:
            hours = leaf.answer_hours
        return hours * HOUR

    def search(self, text: str, language: str) -> list[Category]:
        """Leaves whose names, hints or keywords hold every word of a search, in the order of the tree."""
        words = text.lower().split()
        return [
            leaf
            for area in self.areas
            for leaf in area.leaves
            if all(word in _haystack(area, leaf, language) for word in words)
        ]


def read_catalogue(data: Mapping[str, Any]) -> Catalogue:  # Any: YAML, already checked against schemas/cases.json
    """The catalogue from its checked data."""
    waits = data["waits"]
    return Catalogue(
        areas=tuple(_area(area) for area in data["categories"]),
        queues={q["code"]: Queue(q["code"], _words(q["label"]), frozenset(q["roles"])) for q in data["queues"]},
        waits=Waits(
            reminder_days=tuple(waits["reminder_days"]),
            resolve_after_days=waits["resolve_after_days"],
            reopen_within_days=waits["reopen_within_days"],
            third_party_update_days=waits["third_party_update_days"],
            third_party_clock_runs=waits["third_party_clock"] == "runs",
        ),
        answer_hours={Priority(name): hours for name, hours in data["answer_hours"].items()},
        silent_days=data["silent_days"],
        empty_words=frozenset(data["empty_words"]),
        starts=dict(data["starts"]),
    )


def _area(data: Mapping[str, Any]) -> Area:  # Any: as `read_catalogue`
    return Area(
        code=data["code"],
        label=_words(data["label"]),
        leaves=tuple(_leaf(data["code"], leaf, data) for leaf in data["children"]),
    )


def _leaf(area: str, data: Mapping[str, Any], above: Mapping[str, Any]) -> Category:  # Any: as `read_catalogue`
    return Category(
        code=f"{area}.{data['code']}",
        area=area,
        label=_words(data["label"]),
        hint=_words(data.get("hint", "")),
        keywords=data.get("keywords", ""),
        priority=Priority(data.get("priority", above.get("priority", "normal"))),
        queue=data.get("queue", above["queue"]),
        answer_hours=data.get("answer_hours"),
        questions=tuple(_question(question) for question in data.get("questions", [])),
    )


def _question(data: Mapping[str, Any]) -> Question:  # Any: as `read_catalogue`
    return Question(
        code=data["code"],
        label=_words(data["label"]),
        kind=Kind(data["type"]),
        required=data.get("required", True),
        hint=_words(data.get("hint", "")),
        choices=tuple((choice["value"], _words(choice["label"])) for choice in data.get("choices", [])),
        days_back=data.get("days_back", 730),
        days_ahead=data.get("days_ahead", 0),
    )


def _words(data: str | Mapping[str, str]) -> Words:
    return Words({"en": data} if isinstance(data, str) else dict(data))


def _haystack(area: Area, leaf: Category, language: str) -> str:
    return " ".join(
        (area.label.in_(language), leaf.label.in_(language), leaf.hint.in_(language), leaf.keywords)
    ).lower()
