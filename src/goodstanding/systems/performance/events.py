"""Facts about performance notifications that others may react to."""

from __future__ import annotations

from dataclasses import dataclass

from goodstanding.kit.facts import Fact


@dataclass(frozen=True, slots=True)
class NotificationIssued(Fact):
    """A notification was issued to a seller."""

    notification_id: int
    seller_id: int


@dataclass(frozen=True, slots=True)
class NotificationClosed(Fact):
    """A notification ended: `how` is its last state (resolved, recovered, withdrawn)."""

    notification_id: int
    seller_id: int
    how: str


@dataclass(frozen=True, slots=True)
class DeadlineNear(Fact):
    """A seller's deadline is near and nothing has arrived."""

    notification_id: int
    seller_id: int


@dataclass(frozen=True, slots=True)
class DeadlineMissed(Fact):
    """A seller's deadline passed without an answer."""

    notification_id: int
    seller_id: int


@dataclass(frozen=True, slots=True)
class PlanSubmitted(Fact):
    """A version of a plan of action was submitted."""

    plan_id: int
    version_id: int
    seller_id: int


@dataclass(frozen=True, slots=True)
class PlanDecided(Fact):
    """A decision about a plan came into force."""

    plan_id: int
    review_id: int
    seller_id: int
    decision: str


@dataclass(frozen=True, slots=True)
class RestrictionStated(Fact):
    """A restriction was imposed, with its statement of reasons."""

    statement_id: int
    seller_id: int


@dataclass(frozen=True, slots=True)
class MetricBackInTarget(Fact):
    """The metric recovered, but the notification stays open, because only an accepted plan ends what it imposed."""

    notification_id: int
    seller_id: int
