"""Facts about promises that others may react to. The subject is named by kind and reference ("case", "4K7-2QX")."""

from __future__ import annotations

from dataclasses import dataclass

from goodstanding.kit.facts import Fact


@dataclass(frozen=True, slots=True)
class PromiseNear(Fact):
    """A promise is near its end and not kept yet. `due_at` is an ISO instant."""

    promise_id: int
    seller_id: int | None
    subject_kind: str
    subject_ref: str
    kind: str
    due_at: str


@dataclass(frozen=True, slots=True)
class PromiseBroken(Fact):
    """A promise was not kept in time. It stays open until it is met. `bump`: its policy wants the priority raised."""

    promise_id: int
    seller_id: int | None
    subject_kind: str
    subject_ref: str
    kind: str
    due_at: str
    bump: bool


@dataclass(frozen=True, slots=True)
class TermsChanged(Fact):
    """Calendars or policies changed: whatever is open is reckoned anew. `edition` is the number of the change."""

    edition: int
