"""Facts about account health that others may react to."""

from __future__ import annotations

from dataclasses import dataclass

from goodstanding.kit.facts import Fact


@dataclass(frozen=True, slots=True)
class MetricBreached(Fact):
    """A metric went beyond its target with enough volume to judge; one open breach per seller and metric."""

    breach_id: int
    seller_id: int
    code: str


@dataclass(frozen=True, slots=True)
class MetricRecovered(Fact):
    """The metric of an open breach is within its target again; the breach is closed."""

    breach_id: int
    seller_id: int
    code: str
