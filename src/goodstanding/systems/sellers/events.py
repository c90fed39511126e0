"""Facts about sellers that others may react to."""

from __future__ import annotations

from dataclasses import dataclass

from goodstanding.kit.facts import Fact


@dataclass(frozen=True, slots=True)
class StandingChanged(Fact):
    """A seller's standing changed in a store."""

    seller_id: int
    change_id: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ClosingMoved(Fact):
    """The closing of an account was asked for, taken back, became final, or its team's access ended."""

    closure_id: int
    state: str
