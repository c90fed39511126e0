"""What a rule pack says, as plain values: metrics with their windows and targets, and whether a count meets them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Condition(StrEnum):
    """How a rate is held against its target."""

    LESS_THAN = "LESS_THAN"
    AT_MOST = "AT_MOST"
    GREATER_THAN = "GREATER_THAN"
    AT_LEAST = "AT_LEAST"

    @property
    def wants_low(self) -> bool:
        """Whether less is better: the numerator counts defects, not successes."""
        return self in {Condition.LESS_THAN, Condition.AT_MOST}


class Status(StrEnum):
    """What a rate says: NONE when nothing counts in it, or when it has no target of its own."""

    GOOD = "GOOD"
    BAD = "BAD"
    NONE = "NONE"


# A metric out of these facts counts packages; one order may have several.
PACKAGE_FACTS = frozenset({"shipped_package", "valid_tracking", "tracked_package", "delivered_on_time"})


@dataclass(frozen=True, slots=True)
class MetricWindow:
    """How long a window is and how many days before the day of judging it ends."""

    days: int
    lag_days: int


@dataclass(frozen=True, slots=True)
class Target:
    """The limit in basis points (1 % = 100)."""

    condition: Condition
    bps: int

    def met_by(self, numerator: int, denominator: int) -> bool:
        """Whether a rate meets the target, compared in whole numbers, without rounding."""
        left, right = numerator * 10_000, self.bps * denominator
        if self.condition is Condition.LESS_THAN:
            return left < right
        if self.condition is Condition.AT_MOST:
            return left <= right
        if self.condition is Condition.GREATER_THAN:
            return left > right
        return left >= right


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric definition: data that names facts of the order vocabulary.

    `entity` is what is counted: order, package or message.
    """

    code: str
    label: str
    counts: str
    numerator: tuple[str, ...]
    denominator: str
    anchor: str
    windows: tuple[MetricWindow, ...]
    target: Target | None = None
    part_of: str = ""
    entity: str = "order"
    channels: tuple[str, ...] = ()
    min_denominator: int = 0
    min_numerator: int = 0
    enforced: bool = False
    sources: tuple[str, ...] = ()

    def status(self, numerator: int, denominator: int) -> Status:
        """GOOD or BAD by the target; NONE without a target or with nothing in the denominator."""
        if self.target is None or denominator == 0:
            return Status.NONE
        return Status.GOOD if self.target.met_by(numerator, denominator) else Status.BAD

    def enough(self, numerator: int, denominator: int) -> bool:
        """Whether there is enough volume to judge by: a small seller's single defect must not cost an account."""
        against = numerator if self.target is None or self.target.condition.wants_low else denominator - numerator
        return denominator >= self.min_denominator and against >= self.min_numerator


@dataclass(frozen=True, slots=True)
class Rulebook:
    """One version of a pack, whole. `sections` holds the data that other systems own and read."""

    pack: str
    version: str
    metrics: Mapping[str, Metric]
    sections: Mapping[str, Any] = field(default_factory=dict)  # Any: YAML of other systems, checked by their schemas

    @property
    def name(self) -> str:
        """Pack and version, as it is quoted in notifications."""
        return f"{self.pack} {self.version}"

    def section(self, name: str) -> Any:  # Any: see `sections`
        """The data of a section, or an empty mapping."""
        return self.sections.get(name, {})


def read_metric(data: Mapping[str, Any]) -> Metric:  # Any: YAML, already checked against the schema
    """A metric from its checked data."""
    target = data.get("target")
    return Metric(
        code=data["code"],
        label=data["label"],
        counts=data["counts"],
        numerator=tuple(data["numerator"]),
        denominator=data["denominator"],
        anchor=data["anchor"],
        windows=tuple(MetricWindow(w["days"], w["lag_days"]) for w in data["windows"]),
        target=Target(Condition(target["condition"]), target["bps"]) if target else None,
        part_of=data.get("part_of", ""),
        entity="package" if data["denominator"] in PACKAGE_FACTS else data.get("entity", "order"),
        channels=tuple(data.get("channels", ())),
        min_denominator=data.get("min_denominator", 0),
        min_numerator=data.get("min_numerator", 0),
        enforced=data.get("enforced", False),
        sources=tuple(data.get("sources", ())),
    )


def read_rulebook(content: Mapping[str, Any]) -> Rulebook:  # Any: as `read_metric`
    """A rulebook from the content of a pack version: `metrics` plus one key per section."""
    head = content["metrics"]
    metrics = {m["code"]: read_metric(m) for m in head["metrics"]}
    sections = {name: data for name, data in content.items() if name != "metrics"}
    return Rulebook(pack=head["pack"], version=head["version"], metrics=metrics, sections=sections)
