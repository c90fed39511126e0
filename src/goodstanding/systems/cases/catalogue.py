"""The category tree and the numbers of the case system, read from the rulebook's `cases` section."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from goodstanding.systems.cases.errors import CategoryNotFound
from goodstanding.systems.cases.rules import Waits
from goodstanding.systems.cases.states import Priority


class Kind(StrEnum):
    """What a question wants. ORDER, NOTIFICATION, PLAN, MESSAGE, METRIC and SKU name things of the seller's own."""

    ORDER = "order"
    NOTIFICATION = "notification"
    PLAN = "plan"
    MESSAGE = "message"
    METRIC = "metric"
    SKU = "sku"
    TEXT = "text"
    DATE = "date"
    AMOUNT = "amount"
    CHOICE = "choice"


DRAFT_DAYS = 90  # where a stored pack does not say for how long drafts are kept
RATING_DAYS = 30  # where a stored pack does not say for how long sellers are asked how a case went
REFERENCES = frozenset({Kind.ORDER, Kind.NOTIFICATION, Kind.PLAN, Kind.MESSAGE, Kind.METRIC})  # answers that are links


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
    """One thing a category needs to know. Dates lie between `days_back` before and `days_ahead` after today.

    `names` says what a text may be the name of, such as a payout: it is offered, and linked where the seller has one of that name.
    """

    code: str
    label: Words
    kind: Kind
    required: bool
    hint: Words
    choices: tuple[tuple[str, Words], ...] = ()
    days_back: int = 730
    days_ahead: int = 0
    names: str = ""


class FieldKind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes_no"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Field:
    """Something associates fill in about cases of some categories. `of` names areas or leaves; empty means all."""

    code: str
    label: Words
    kind: FieldKind
    of: frozenset[str]
    required_at_close: bool
    seller_sees: bool
    hint: Words
    choices: tuple[tuple[str, Words], ...] = ()

    def fits(self, category: str) -> bool:
        """Whether cases of a category have this field."""
        return not self.of or category in self.of or category.partition(".")[0] in self.of


@dataclass(frozen=True, slots=True)
class Category:
    """A leaf of the tree: `code` is its path (`payments.delayed`), `area` the branch it hangs on.

    `help` is what may settle it without a case, `evidence` which files help to settle it.
    """

    code: str
    area: str
    label: Words
    hint: Words
    keywords: str
    priority: Priority
    queue: str
    questions: tuple[Question, ...]
    help: Words = Words({})
    evidence: Words = Words({})

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
class Limits:
    """For how long guests are let in, and from when on several cases look like one thing filed again and again."""

    guest_days: int
    guest_most_days: int
    same_thing_days: int
    many_cases: int
    many_hours: int


@dataclass(frozen=True, slots=True, eq=False)  # one is made of each rulebook: it is itself, whatever it holds
class Catalogue:
    """Everything the case system takes from the rulebook.

    `starts` maps a kind of object, or a kind and how the object stands (`payout.failed`), to the leaf it leads to.
    """

    areas: tuple[Area, ...]
    queues: Mapping[str, Queue]
    waits: Waits
    silent_days: int
    rating_days: int
    draft_days: int
    empty_words: frozenset[str]
    starts: Mapping[str, str]
    limits: Limits
    rights: Mapping[str, frozenset[str]]
    shelf_days: Mapping[str, int]
    fields: tuple[Field, ...]

    def draft_goes_at(self, saved_at: datetime) -> datetime:
        """When a draft that was last saved at an instant goes by itself, with its files."""
        return saved_at + timedelta(days=self.draft_days)

    def drafts_kept_since(self, at: datetime) -> datetime:
        """Drafts last saved before this instant have gone by another."""
        return at - timedelta(days=self.draft_days)

    def start(self, kind: str, aspect: str = "") -> str:
        """The path of the leaf that somebody who comes from an object is led to, or nothing."""
        return self.starts.get(f"{kind}.{aspect}", "") or self.starts.get(kind, "")

    def may(self, right: str) -> frozenset[str]:
        """The staff roles that hold a right; administrators always do."""
        return self.rights.get(right, frozenset({"administrator"}))

    def fields_of(self, category: str) -> tuple[Field, ...]:
        """What associates fill in about cases of a category."""
        return tuple(field for field in self.fields if field.fits(category))

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
        return _labels(self, language).get(code, code)

    def queue_label(self, code: str, language: str) -> str:
        """The name of a queue, or its code when it is no longer there."""
        return self.queues[code].label.in_(language) if code in self.queues else code

    def search(self, text: str, language: str) -> list[Category]:
        """Leaves whose names, hints or keywords hold every word of a search, in the order of the tree."""
        words = text.lower().split()
        return [
            leaf
            for area in self.areas
            for leaf in area.leaves
            if all(word in _haystack(area, leaf, language) for word in words)
        ]


@lru_cache(maxsize=128)
def _labels(catalogue: Catalogue, language: str) -> Mapping[str, str]:
    """Every leaf's name behind its area's."""
    return {
        leaf.code: f"{area.label.in_(language)} · {leaf.label.in_(language)}"
        for area in catalogue.areas
        for leaf in area.leaves
    }


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
        ),
        silent_days=data["silent_days"],
        rating_days=data.get("rating_days", RATING_DAYS),
        draft_days=data.get("draft_days", DRAFT_DAYS),
        empty_words=frozenset(data["empty_words"]),
        starts=dict(data["starts"]),
        limits=Limits(**data["limits"]),
        rights={right: frozenset(roles) for right, roles in data.get("rights", {}).items()},
        shelf_days={"spam": 30, "trashed": 30} | _shelves(data.get("shelves", {})),
        fields=tuple(_field(field) for field in data.get("fields", [])),
    )


def _shelves(data: Mapping[str, int]) -> dict[str, int]:
    names = {"spam_days": "spam", "trash_days": "trashed"}
    return {names[name]: days for name, days in data.items()}


def _field(data: Mapping[str, Any]) -> Field:  # Any: as `read_catalogue`
    return Field(
        code=data["code"],
        label=_words(data["label"]),
        kind=FieldKind(data["type"]),
        of=frozenset(data.get("of", [])),
        required_at_close=data.get("required_at_close", False),
        seller_sees=data.get("seller_sees", False),
        hint=_words(data.get("hint", "")),
        choices=tuple((choice["value"], _words(choice["label"])) for choice in data.get("choices", [])),
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
        questions=tuple(_question(question) for question in data.get("questions", [])),
        help=_words(data.get("help", "")),
        evidence=_words(data.get("evidence", "")),
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
        names=data.get("names", ""),
    )


def _words(data: str | Mapping[str, str]) -> Words:
    return Words({"en": data} if isinstance(data, str) else dict(data))


def _haystack(area: Area, leaf: Category, language: str) -> str:
    return " ".join(
        (area.label.in_(language), leaf.label.in_(language), leaf.hint.in_(language), leaf.keywords)
    ).lower()
