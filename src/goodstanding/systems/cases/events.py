"""Facts about cases that others may react to. `case_ref` names the case, `message` the number of the message meant."""

from __future__ import annotations

from dataclasses import dataclass

from goodstanding.kit.facts import Fact


@dataclass(frozen=True, slots=True)
class CaseOpened(Fact):
    """A case was opened. `by` is the side that did, a states.Author value."""

    case_ref: str
    seller_id: int
    by: str = "seller"


@dataclass(frozen=True, slots=True)
class SellerReplied(Fact):
    """The seller's side wrote in a case."""

    case_ref: str
    seller_id: int
    message: int


@dataclass(frozen=True, slots=True)
class CaseAnswered(Fact):
    """The marketplace answered. `outcome` is a states.Outcome value; with RESOLVE the case is resolved too."""

    case_ref: str
    seller_id: int
    message: int
    outcome: str


@dataclass(frozen=True, slots=True)
class CaseHandled(Fact):
    """Who has a case, its queue or its priority changed; `verb` is that of its history. Within the house only."""

    case_ref: str
    seller_id: int
    verb: str


@dataclass(frozen=True, slots=True)
class CaseTurned(Fact):
    """Whose turn it is changed: `before` and `after` are states.Side values. Deadlines of others may stop or run by it."""

    case_ref: str
    seller_id: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class SellerReminded(Fact):
    """The case has waited for the seller for some days; `nth` counts the reminders of this wait from 1."""

    case_ref: str
    seller_id: int
    message: int
    nth: int


@dataclass(frozen=True, slots=True)
class CaseClosed(Fact):
    """A case came to its end by another way than an answer. `how` is a states.ClosedHow value."""

    case_ref: str
    seller_id: int
    how: str
    message: int


@dataclass(frozen=True, slots=True)
class CaseReopened(Fact):
    """A closed case came back. `by` is an actor kind."""

    case_ref: str
    seller_id: int
    by: str


@dataclass(frozen=True, slots=True)
class CaseRearranged(Fact):
    """A case was joined with, or split into, another one of the same seller, or that was taken back.

    `kind` is a states.Rearranging value; `other_ref` is the case that it went on as, or that was split off.
    """

    case_ref: str
    other_ref: str
    seller_id: int
    kind: str
    undone: bool


@dataclass(frozen=True, slots=True)
class AnswerHeld(Fact):
    """An answer that was to be sent later was held back; `scheduled` is its key. For its writer."""

    case_ref: str
    seller_id: int
    scheduled: int


@dataclass(frozen=True, slots=True)
class LaterAnswerSent(Fact):
    """An answer that was to be sent later went out; `scheduled` is its key. For whoever wanted to do something with it."""

    case_ref: str
    seller_id: int
    scheduled: int


@dataclass(frozen=True, slots=True)
class ProblemAnswered(Fact):
    """One answer is to be given to every case behind a problem; `answer` is its key."""

    answer: int


@dataclass(frozen=True, slots=True)
class ColleagueMentioned(Fact):
    """An associate was called by name in an internal note. For that associate, never for a seller."""

    case_ref: str
    seller_id: int
    note: int
    user_id: int
