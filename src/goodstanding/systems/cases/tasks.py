"""What cases do by themselves as time passes."""

from __future__ import annotations

from django_tasks import task

from goodstanding.base.clock import reading
from goodstanding.systems.cases import actions, queries


@task()
def wake_cases() -> int:
    """Remind, resolve and close the cases whose time has come. Run every few minutes; returns how many steps were taken."""
    at = reading.now()
    return sum(actions.wake(case_id=case_id, at=at) is not None for case_id in queries.to_wake(at))


@task()
def empty_shelves() -> int:
    """Remove for good what has been put away long enough, and marks of who looked that faded long ago. Returns how many cases."""
    at = reading.now()
    actions.forget_looks(at=at)
    return actions.empty_shelves(at=at)


@task()
def forget_drafts() -> int:
    """Remove what was begun and not sent once its time is over (rulebook: `draft_days`). Run every hour; returns how many."""
    return actions.forget_drafts(at=reading.now())


@task()
def wake_snoozed() -> int:
    """Have snoozed cases back whose time has come, and send the answers that were to be sent later. Run every minute."""
    at = reading.now()
    return actions.wake_snoozed(at=at) + actions.send_due(at=at)


@task()
def answer_problem(answer_id: int) -> int:
    """Give a problem's answer to every case that waits for it. Returns how many were given."""
    return actions.give_answers(answer_id=answer_id, at=reading.now())


@task()
def resume_answers() -> int:
    """Go on with answers to problems that a worker left unfinished. Run every few minutes."""
    at = reading.now()
    return sum(actions.give_answers(answer_id=answer_id, at=at) for answer_id in queries.unfinished_answers())
