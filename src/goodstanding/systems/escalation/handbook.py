"""The rulebook's `escalation` section as plain values: grounds, levels, routes, refusals, steps outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from goodstanding.kit.errors import Invalid
from goodstanding.systems.cases.catalogue import Words

FIRST_LINE = 1  # the level at which every case begins
SECONDS_AN_HOUR = 3_600
WARN_PERCENT = 75  # of a level's time used, where a pack does not say when to warn


@dataclass(frozen=True, slots=True)
class Ground:
    """What justifies an escalation. Conditions are alternatives; `after_hours` since opening come in addition."""

    code: str
    label: Words
    standings: frozenset[str] = frozenset()
    categories: tuple[str, ...] = ()
    notifications: bool = False
    overdue: bool = False
    after_reasonable_time: bool = False
    after_hours: int = 0
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """An outcome that a seller may ask for; `in_words` asks for more than the choice."""

    code: str
    label: Words
    in_words: bool


@dataclass(frozen=True, slots=True)
class Level:
    """Who decides, within how many hours, and what they may do. Without roles, the route's people do it.

    The hours are those of the store's business calendar where the level is `in_business`, else around the clock.
    """

    number: int
    code: str
    label: Words
    hours: int
    roles: tuple[str, ...]
    may: frozenset[str]
    in_business: bool = False

    @property
    def seconds(self) -> int:
        """How long it has, in seconds of its calendar."""
        return self.hours * SECONDS_AN_HOUR


@dataclass(frozen=True, slots=True)
class Route:
    """Where one kind of issue goes: its specialists and their mailbox."""

    code: str
    label: Words
    areas: tuple[str, ...]
    roles: tuple[str, ...]
    mailbox: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a level may refuse, and what the seller can do then."""

    code: str
    label: Words
    remedy: Words


@dataclass(frozen=True, slots=True)
class OutsideRule:
    """A step outside our levels, with the rule it comes from; `countries` says where it is on unless a store says else."""

    code: str
    label: Words
    who: Words
    what: Words
    months: int
    source: str
    source_url: str
    countries: frozenset[str]
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """How long each part may be: characters, and sentences of the summary."""

    summary: int
    sentences: int
    stake: int
    tried: int
    unresolved: int
    wish_words: int
    follow_up: int


@dataclass(frozen=True, slots=True)
class Handbook:
    """The whole section in one version of a rule pack."""

    cooldown_hours: int
    follow_up_hours: int
    reasonable_hours: int
    answer_days: int
    warn_percent: int
    limits: Limits
    grounds: Mapping[str, Ground]
    wishes: Mapping[str, Wish]
    levels: Sequence[Level]
    routes: Mapping[str, Route]
    refusals: Mapping[str, Reason]
    outside: Sequence[OutsideRule]

    @property
    def top(self) -> int:
        """The number of the last level."""
        return len(self.levels)

    def level(self, number: int) -> Level:
        """A level by its number; one beyond the last reads as the last, since rules may have changed meanwhile."""
        return self.levels[min(max(number, FIRST_LINE), self.top) - 1]

    def route(self, code: str) -> Route:
        """A route by its code, or the last one, which takes whatever fits nowhere."""
        return self.routes.get(code) or list(self.routes.values())[-1]

    def route_of(self, area: str) -> Route:
        """Where an area's cases go."""
        found = (route for route in self.routes.values() if area in route.areas)
        return next(found, list(self.routes.values())[-1])

    def roles(self, number: int, route: str) -> tuple[str, ...]:
        """Who may decide at a level, on a route."""
        return self.level(number).roles or self.route(route).roles


_Data = Mapping[str, Any]  # Any: YAML, already checked against schemas/escalation.json


def read_handbook(data: _Data) -> Handbook:
    """The section's checked data as values. Raises Invalid for a level beyond the first that has no clock."""
    levels = [_level(number, one) for number, one in enumerate(data["levels"], start=FIRST_LINE)]
    for level in levels[1:]:
        if not level.hours or not level.may:
            raise Invalid(
                _("The level %(level)s needs hours, and what it may do.") % {"level": level.code}, field="levels"
            )
    return Handbook(
        cooldown_hours=data["cooldown_hours"],
        follow_up_hours=data["follow_up_hours"],
        reasonable_hours=data["reasonable_hours"],
        answer_days=data["answer_days"],
        warn_percent=data.get("warn_percent", WARN_PERCENT),
        limits=Limits(**data["limits"]),
        grounds={one["code"]: _ground(one) for one in data["grounds"]},
        wishes={w["code"]: Wish(w["code"], words(w["label"]), w.get("in_words", False)) for w in data["wishes"]},
        levels=levels,
        routes={one["code"]: _route(one) for one in data["routes"]},
        refusals={r["code"]: Reason(r["code"], words(r["label"]), words(r["remedy"])) for r in data["refusals"]},
        outside=[_outside(one) for one in data["outside"]],
    )


def words(value: str | Mapping[str, str]) -> Words:
    """A text of the pack in its languages."""
    return Words({"en": value} if isinstance(value, str) else value)


def _ground(one: _Data) -> Ground:
    return Ground(
        code=one["code"],
        label=words(one["label"]),
        standings=frozenset(one.get("standings", ())),
        categories=tuple(one.get("categories", ())),
        notifications=one.get("notifications", False),
        overdue=one.get("overdue", False),
        after_reasonable_time=one.get("after_reasonable_time", False),
        after_hours=one.get("after_hours", 0),
        at_once=one.get("at_once", False),
    )


def _level(number: int, one: _Data) -> Level:
    roles, may = tuple(one.get("roles", ())), frozenset(one.get("may", ()))
    business = one.get("calendar") == "business"
    return Level(number, one["code"], words(one["label"]), one.get("hours", 0), roles, may, business)


def _route(one: _Data) -> Route:
    return Route(one["code"], words(one["label"]), tuple(one["areas"]), tuple(one["roles"]), one["mailbox"])


def _outside(one: _Data) -> OutsideRule:
    return OutsideRule(
        code=one["code"],
        label=words(one["label"]),
        who=words(one["who"]),
        what=words(one["what"]),
        months=one.get("months", 0),
        source=one["source"],
        source_url=one["source_url"],
        countries=frozenset(one["countries"]),
        needs=tuple(one["needs"]),
    )
