"""What the course of a case does to its escalation: an answer of the seller's starts the level's clock, an end ends it."""

from __future__ import annotations

from datetime import datetime

from goodstanding.systems.cases.events import CaseClosed, SellerReplied
from goodstanding.systems.cases.states import ClosedHow
from goodstanding.systems.escalation import actions


def seller_replied(fact: SellerReplied, at: datetime) -> None:
    """What a level asked for is there: its clock runs on with what was left."""
    actions.resume(case_ref=fact.case_ref, at=at)


def case_closed(fact: CaseClosed, at: datetime) -> None:
    """A case that ended has no open escalation."""
    actions.end_with_case(case_ref=fact.case_ref, solved=fact.how == ClosedHow.SOLVED, at=at)
