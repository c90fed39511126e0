"""Answers of a case that wait to be sent, or were held back, with what goes with each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from goodstanding.console.desk.choosing import choices_at
from goodstanding.console.doors import StaffRequest
from goodstanding.systems.cases import queries
from goodstanding.systems.cases.models import Case, ScheduledAnswer
from goodstanding.systems.cases.states import Outcome
from goodstanding.systems.cases.words import OUTCOME_WORDS
from goodstanding.systems.desk import queries as desk
from goodstanding.systems.desk.rules import steps_of
from goodstanding.systems.desk.words import sentences_of


@dataclass(frozen=True, slots=True)
class Waiting:
    """An answer for later, what it leaves behind, and what is done with it."""

    answer: ScheduledAnswer
    outcome: str
    said: Sequence[str]


def of(request: StaffRequest, case: Case) -> list[Waiting]:
    """The newest first. One query; one or two more where something goes with one of them."""
    found = queries.scheduled_of(request.actor, case)
    goes_with = desk.with_later([one.pk for one in found])
    choices = choices_at(request.now) if goes_with else None
    return [
        Waiting(
            one,
            str(OUTCOME_WORDS[Outcome(one.outcome)]),
            sentences_of(steps_of(goes_with[one.pk].steps), choices) if choices and one.pk in goes_with else (),
        )
        for one in found
    ]
