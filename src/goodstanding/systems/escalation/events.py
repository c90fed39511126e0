"""Facts about escalations that others may react to. `step` is the key of the step in the escalation's log."""

from __future__ import annotations

from dataclasses import dataclass

from goodstanding.kit.facts import Fact


@dataclass(frozen=True, slots=True)
class EscalationMoved(Fact):
    """Something happened to an escalation. `kind` is a states.StepKind value."""

    case_ref: str
    seller_id: int
    escalation: str
    step: int
    kind: str


@dataclass(frozen=True, slots=True)
class LevelClockNear(Fact):
    """A level's clock runs out soon. For whoever owes the answer, never for a seller. `due_at` is an ISO instant."""

    case_ref: str
    seller_id: int
    escalation: str
    level: int
    due_at: str
