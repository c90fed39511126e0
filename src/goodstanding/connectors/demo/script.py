"""How people of the demo behave: who answers a notification when, and what a reviewer makes of the answer. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from goodstanding.connectors.demo import texts
from goodstanding.connectors.demo.cast import DemoSeller
from goodstanding.connectors.demo.dice import Dice

REVIEWERS = ("tess", "tom", "nora")
PLAYED_BY_HAND = frozenset({"harbour-lane", "harbour-lane-de"})  # whoever tries the demo answers for them
_RUNNING = ("accept", "accept", "accept", "accept", "reject", "more_information", "never")


@dataclass(frozen=True, slots=True)
class Manner:
    """How one notification is dealt with. `decisions` are what becomes of version 1, 2, …; empty means no answer at all."""

    decisions: tuple[str, ...]
    answer_hours: tuple[int, ...]
    review_hours: int
    reviewer: str


_LEFT_WAITING = 400  # hours: whoever tries the console may decide first
_WRITTEN = {
    "pellworth": Manner(("reject", "reject_finally"), (26, 30), 20, "tess"),
    "brackenfell": Manner(("accept",), (26,), _LEFT_WAITING, "tom"),
    "saltmarsh": Manner(("more_information", "accept"), (28, 66), 22, "tess"),
    "linnet-vale": Manner(("accept",), (26,), 30, "nora"),
    "sparrowgate": Manner(("accept",), (30,), 24, "tom"),
}


def manner_of(seed: int, seller: str, about: str, issued_at: datetime, notice: Mapping[str, Any] | None) -> Manner:
    """How a seller's notification about a metric or kind is dealt with; `notice` is the written one, where it is one."""
    if notice is None and seller in _WRITTEN:
        return _WRITTEN[seller]
    dice = Dice(f"{seed}:{seller}:{about}:{issued_at.date()}")
    if notice is None:
        first = dice.pick(_RUNNING)
        given: tuple[str, ...] = {"never": (), "accept": ("accept",)}.get(first, (first, "accept"))
    else:
        given = tuple(notice["answers"])
        if notice.get("waits"):
            return Manner(given, (20,), _LEFT_WAITING, dice.pick(REVIEWERS))
    return Manner(given, (dice.between(18, 62), dice.between(20, 46)), dice.between(14, 44), dice.pick(REVIEWERS))


def plan_words(seller: str, metric: str, version: int, facts: Mapping[str, str]) -> dict[str, str]:
    """The three parts of a plan's version, with the notification's facts filled in."""
    plans = texts.read("plans")
    offered = plans["written"].get(seller) if metric else None
    if not offered:
        offered = plans["default"].get(metric) or plans["default"]["OTHER"]
    chosen = offered[min(version, len(offered)) - 1 if seller in plans["written"] else hash_of(seller) % len(offered)]
    return {part: fill(text, facts) for part, text in chosen.items()}


def hash_of(text: str) -> int:
    """A small number that belongs to a text, the same in every process."""
    return sum(ord(sign) * (place + 1) for place, sign in enumerate(text))


def fill(text: str, facts: Mapping[str, str]) -> str:
    """A text with its words in braces filled in; an unknown one stays out."""
    for name, value in facts.items():
        text = text.replace("{" + name + "}", value)
    return text.strip()


@dataclass(frozen=True, slots=True)
class Beat:
    """One thing that somebody does in a case, at an instant. `number` is the case's place in the file, 0 the first beat."""

    at: datetime
    number: int
    beat: int


def beats(opened_at: datetime) -> list[Beat]:
    """Everything that is said and done in the written cases, in order of time."""
    found = []
    for number, case in enumerate(texts.read("cases")):
        at = opened_at - timedelta(minutes=round(case["days"] * 1_440))
        found.append(Beat(at, number, 0))
        for place, step in enumerate(case["then"], start=1):
            at += timedelta(minutes=step[0] * 60 + hash_of(case["subject"]) % 50)
            found.append(Beat(at, number, place))
    return sorted((beat for beat in found if beat.at < opened_at), key=lambda b: (b.at, b.number))


def notices(opened_at: datetime) -> list[tuple[datetime, Any]]:  # Any: YAML
    """The notices that associates issue by hand, with their instants."""
    found = [(opened_at - timedelta(minutes=round(n["days"] * 1_440)), n) for n in texts.read("notices")]
    return sorted(found, key=lambda pair: pair[0])


def called(name: str, sellers: Sequence[DemoSeller]) -> str:
    """The external id that a text calls `us:3` (the third largest drawn seller of a store), or the id itself."""
    if ":" not in name:
        return name
    store, rank = name.split(":")
    drawn = [s for s in sellers if s.store.code == store and not s.rate and s.external_id == s.account]
    return drawn[min(int(rank), len(drawn)) - 1].external_id


def day_words(day: date) -> str:
    """A day as people write it in a plan."""
    return f"{day.day} {day:%B}"
