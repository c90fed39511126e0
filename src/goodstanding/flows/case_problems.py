"""One answer to every case behind a problem: begun at once, gone on with by the clock if a worker dies."""

from __future__ import annotations

from datetime import datetime

from goodstanding.systems.cases.events import ProblemAnswered
from goodstanding.systems.cases.tasks import answer_problem


def answered(fact: ProblemAnswered, at: datetime) -> None:
    """Queue the giving: each case gets its own transaction there."""
    answer_problem.enqueue(fact.answer)
