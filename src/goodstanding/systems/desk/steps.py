"""Doing one step to one case through the verbs of cases, and what takes it back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import Invalid
from goodstanding.systems.cases import actions as cases
from goodstanding.systems.cases import queries as case_queries
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.states import Priority, Rearranging
from goodstanding.systems.desk.rules import NEW, Step
from goodstanding.systems.desk.states import StepKind

OUT = "out:"
ME = "me"
UNTIL = "until:"
# Their verbs lock something else before the case, or two cases in order: they take their locks themselves.
_LOCKS_BY_ITSELF = frozenset({StepKind.PROBLEM, StepKind.SPAM, StepKind.TRASH})


class NothingToDo(Exception):
    """The case is that way already."""


@transaction.atomic
def do(step: Step, *, actor: Actor, ref: str, why: str, at: datetime) -> list[Step]:
    """Do a step and return what takes it back (nothing for a note).

    The case is held before anything is compared: what somebody else is just deciding is seen first, and then stays.
    Raises NothingToDo when the case is that way already, and the refusals of the verb.
    """
    case = case_queries.case_for(actor, ref, lock=step.kind not in _LOCKS_BY_ITSELF)
    if step.kind is StepKind.NOTE:
        cases.add_internal_note(actor=actor, ref=ref, note=cases.Reply(step.value), at=at)
        return []
    return _DOING[step.kind](case, step, actor, why, at)


def _assign(case: Case, step: Step, actor: Actor, why: str, at: datetime) -> list[Step]:
    wanted = actor.user_id if step.value == ME else int(step.value) if step.value else None
    _unless(case.assignee_id == wanted or _decided_since(step, str(case.assignee_id or "")))
    cases.assign(actor=actor, ref=case.ref, user_id=wanted, at=at)
    return [Step(StepKind.ASSIGN, str(case.assignee_id or ""), only_if=str(wanted or ""))]


def _prioritise(case: Case, step: Step, actor: Actor, why: str, at: datetime) -> list[Step]:
    _unless(case.priority == step.value or _decided_since(step, case.priority))
    cases.prioritise(actor=actor, ref=case.ref, priority=_priority(step.value), at=at)
    return [Step(StepKind.PRIORITY, case.priority, only_if=step.value)]


def _queue(case: Case, step: Step, actor: Actor, why: str, at: datetime) -> list[Step]:
    _unless(case.queue == step.value or _decided_since(step, case.queue))
    cases.hand_to_queue(actor=actor, ref=case.ref, queue=step.value, at=at)
    had = [Step(StepKind.ASSIGN, str(case.assignee_id), only_if="")] if case.assignee_id else []
    return [Step(StepKind.QUEUE, case.queue, only_if=step.value), *had]


def _tag(case: Case, step: Step, actor: Actor, why: str, at: datetime) -> list[Step]:
    before = set(case_queries.tags_of(actor, case))
    put_on = cases.tag(actor=actor, ref=case.ref, name=step.value, at=at).name
    _unless(put_on in before)
    return [Step(StepKind.UNTAG, put_on)]


def _untag(case: Case, step: Step, actor: Actor, why: str, at: datetime) -> list[Step]:
    _unless(step.value not in case_queries.tags_of(actor, case))
    cases.untag(actor=actor, ref=case.ref, name=step.value, at=at)
    return [Step(StepKind.TAG, step.value)]


def _snooze(case: Case, step: Step, actor: Actor, why: str, at: datetime) -> list[Step]:
    """For so many days; taking it back, until the instant it was snoozed to before, or not at all."""
    before = case.snoozed_until
    if step.value == UNTIL:
        _unless(before is None)
        cases.wake_up(actor=actor, ref=case.ref, at=at)
        return []
    given = step.value.removeprefix(UNTIL)
    until = datetime.fromisoformat(given) if given != step.value else at + timedelta(days=int(step.value))
    cases.snooze(actor=actor, ref=case.ref, until=until, at=at)
    return [Step(StepKind.SNOOZE, f"{UNTIL}{before.isoformat() if before else ''}")]


def _put_away(case: Case, step: Step, actor: Actor, why: str, at: datetime) -> list[Step]:
    if step.value == UNTIL:  # the way back
        away = [one for one in case_queries.rearrangements_of(actor, case) if one.undone_at is None]
        _unless(not away)
        cases.undo(actor=actor, ref=case.ref, step=max(one.pk for one in away), at=at)
        return []
    shelf = Rearranging.SPAM if step.kind is StepKind.SPAM else Rearranging.TRASH
    cases.put_away(actor=actor, ref=case.ref, shelf=shelf, reason=why, at=at)
    return [Step(step.kind, UNTIL)]


def _problem(case: Case, step: Step, actor: Actor, why: str, at: datetime) -> list[Step]:
    """Behind a problem; taking it back, out of it."""
    behind = case_queries.problem_of(actor, case)
    given = step.value.removeprefix(OUT)
    if given != step.value:
        _unless(behind is None or behind.ref != given)
        cases.take_from_problem(actor=actor, ref=given, case_ref=case.ref, at=at)
        return []
    if given.startswith(NEW):
        given = opened(step, actor=actor, at=at).value
    _unless(behind is not None and behind.ref == given)
    cases.add_to_problem(actor=actor, ref=given, case_ref=case.ref, at=at)
    return [Step(StepKind.PROBLEM, f"{OUT}{given}")]


def opened(step: Step, *, actor: Actor, at: datetime) -> Step:
    """The same step, for a problem that is opened for it where the step asks for a new one."""
    if step.kind is not StepKind.PROBLEM or not step.value.startswith(NEW):
        return step
    title = step.value.removeprefix(NEW)
    return Step(StepKind.PROBLEM, cases.open_problem(actor=actor, title=title, cause="", said="", at=at).ref)


def _unsend(case: Case, step: Step, actor: Actor, why: str, at: datetime) -> list[Step]:
    """Stop an answer that waits; one that somebody wrote anew since is hers. Raises Conflict once it went out."""
    waiting = case_queries.scheduled_by_key(int(step.value))
    if waiting is None or waiting.state == "stopped":
        raise NothingToDo
    _unless(waiting.state == "waiting" and _decided_since(step, waiting.changed_at.isoformat()))
    cases.stop_scheduled(actor=actor, ref=case.ref, scheduled=int(step.value), into_draft=False, at=at)
    return []


def _decided_since(step: Step, now: str) -> bool:
    return step.only_if is not None and step.only_if != now


def _priority(value: str) -> Priority:
    try:
        return Priority(value)
    except ValueError:
        raise Invalid(_("There is no such priority."), field="steps") from None


def _unless(already: bool) -> None:
    if already:
        raise NothingToDo


_DOING = {
    StepKind.ASSIGN: _assign,
    StepKind.PRIORITY: _prioritise,
    StepKind.QUEUE: _queue,
    StepKind.TAG: _tag,
    StepKind.UNTAG: _untag,
    StepKind.SNOOZE: _snooze,
    StepKind.SPAM: _put_away,
    StepKind.TRASH: _put_away,
    StepKind.PROBLEM: _problem,
    StepKind.REPLY: _unsend,
}
