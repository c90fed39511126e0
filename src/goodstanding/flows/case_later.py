"""What goes with an answer that was sent later: the steps of the macro it was begun with."""

from __future__ import annotations

from datetime import datetime

from goodstanding.systems.cases.events import LaterAnswerSent
from goodstanding.systems.desk import actions


def sent(fact: LaterAnswerSent, at: datetime) -> None:
    """Do them now, as they would have been done with an answer that is sent at once."""
    actions.do_with_later(scheduled_id=fact.scheduled, at=at)
