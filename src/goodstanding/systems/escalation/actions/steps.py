"""How an escalation moves. Every change of its state and every line of its log goes through here."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from goodstanding.base.outbox import actions as outbox
from goodstanding.base.timeline.actions import record
from goodstanding.kit.actors import SYSTEM, Actor
from goodstanding.kit.errors import Invalid
from goodstanding.kit.states import require_move
from goodstanding.systems.cases import actions as cases
from goodstanding.systems.escalation import queries, rules, words
from goodstanding.systems.escalation.errors import NotNow
from goodstanding.systems.escalation.events import EscalationMoved
from goodstanding.systems.escalation.handbook import Handbook
from goodstanding.systems.escalation.models import Escalation, Step
from goodstanding.systems.escalation.states import CLOCK_RUNS, MOVES, OPEN_STATES, Do, State, StepKind
from goodstanding.systems.service.calendars import Calendar


def book_of(escalation: Escalation, at: datetime) -> Handbook:
    """The escalation rules in effect in the case's store."""
    return queries.handbook_for(escalation.case.seller.store, at)


def calendar_of(escalation: Escalation, at: datetime) -> Calendar:
    """In which calendar the clock of the present level runs."""
    level = book_of(escalation, at).level(escalation.level)
    return queries.calendar_of(level, escalation.case.seller.store, at, fresh=True)


def run_clock(escalation: Escalation, since: datetime, seconds: int, at: datetime) -> None:
    """Let the present level's clock run from an instant with so many seconds left. The caller saves."""
    book, calendar = book_of(escalation, at), calendar_of(escalation, at)
    escalation.due_at, escalation.left_seconds = rules.due(since, seconds, calendar), None
    quiet = rules.warn_after(seconds, book.level(escalation.level), book.warn_percent)
    escalation.warns_at = rules.due(since, quiet, calendar) if quiet is not None and not escalation.missed else None
    escalation.wakes_at = None if escalation.missed else escalation.due_at


def reckon_clock(escalation: Escalation, at: datetime) -> bool:
    """Run the present level's clock again under the hours in effect. Returns whether it moved; the caller saves then.

    A clock that was missed at the top and is in time again under them runs on; what a lower level missed has gone up.
    """
    seconds, before = book_of(escalation, at).level(escalation.level).seconds, escalation.due_at
    runs = queries.runs_of(escalation)
    due_at, remaining = rules.replay(runs, seconds, calendar_of(escalation, at))
    if escalation.status not in CLOCK_RUNS:
        moved = escalation.left_seconds not in (None, remaining) and escalation.permits(Do.RESUME)
        escalation.left_seconds = remaining if moved else escalation.left_seconds
        return moved
    if due_at is None or due_at == before:
        return False
    escalation.missed = escalation.missed and due_at <= at
    run_clock(escalation, runs[-1][0], remaining, at)
    return True


def require(escalation: Escalation, what: Do) -> None:
    """Raise NotNow unless the state permits it."""
    if not escalation.permits(what):
        raise NotNow(
            _("The escalation has moved on: %(state)s. Reload the page.")
            % {"state": words.STATE_WORDS[escalation.status]}
        )


def as_level(actor: Actor, escalation: Escalation, at: datetime) -> Actor:
    """The associate as the seller reads her: by the level's name. The record keeps who it was by user id."""
    if actor.is_system:
        return actor
    name = words.level_name(escalation.level, escalation.route, book_of(escalation, at))
    return Actor(
        kind=actor.kind, user_id=actor.user_id, name=name, staff_roles=actor.staff_roles, token_id=actor.token_id,
        scopes=actor.scopes,
    )  # fmt: skip


def begin_level(escalation: Escalation, level: int, at: datetime) -> None:
    """Put it into a level's queue with a clock of its own. The caller saves.

    Where no level has answered before, the seller may still ask when she was told she could: that it moved up costs her
    nothing.
    """
    book = book_of(escalation, at)
    answered = escalation.pk is None or escalation.status is State.ANSWERED
    if escalation.pk is not None:
        require_move(MOVES, escalation.status, State.WAITING, what=_("This escalation"))
    escalation.state, escalation.level, escalation.level_since = State.WAITING, level, at
    escalation.handler, escalation.answer_until = None, None
    escalation.missed, escalation.follow_ups = False, 0
    if answered:
        escalation.follow_up_at = at + timedelta(hours=book.follow_up_hours)
    run_clock(escalation, at, book.level(level).seconds, at)


def move(escalation: Escalation, to: State, at: datetime, *, wakes_at: datetime | None = None) -> None:
    """Change the state through MOVES; the level's clock stops unless it goes on. The caller saves."""
    require_move(MOVES, escalation.status, to, what=_("This escalation"))
    escalation.state = to
    if to not in CLOCK_RUNS:
        if escalation.due_at is not None:
            escalation.left_seconds = rules.left(escalation.due_at, at, calendar_of(escalation, at))
        escalation.due_at = escalation.warns_at = None
    if to not in OPEN_STATES:
        escalation.ended_at = at
    escalation.wakes_at = wakes_at


def save(escalation: Escalation, at: datetime) -> None:
    """Keep it, and show its level and what is due in the case's row."""
    escalation.save()
    level = escalation.level if escalation.is_open else 0
    due_at = escalation.due_at if escalation.is_open else None
    escalation.case = cases.set_level(actor=SYSTEM, ref=escalation.case.ref, level=level, due_at=due_at, at=at)


def log(
    escalation: Escalation, kind: StepKind, *, actor: Actor, at: datetime, code: str = "", said: str = "",
    message: int | None = None, counts_from: datetime | None = None,
) -> Step:  # fmt: skip
    """A line of the log, of the case's history that both sides read, and a fact for those who write mail."""
    step = Step.objects.create(
        escalation=escalation, kind=kind, level=escalation.level, at=at, actor_kind=actor.kind.value,
        actor_user_id=actor.user_id, actor_name=actor.name, code=code, words=said, message=message,
        counts_from=counts_from,
    )  # fmt: skip
    shown = as_level(actor, escalation, at) if actor.is_staff else actor
    data = {"level": escalation.level, "escalation": escalation.ref, "code": code}
    record(
        actor=shown, verb=f"escalation.{kind.value}", subject=("case", escalation.case.ref), at=at,
        seller_id=escalation.seller_id, reason=said[:500], data=data,
    )  # fmt: skip
    fact = EscalationMoved(
        case_ref=escalation.case.ref, seller_id=escalation.seller_id, escalation=escalation.ref, step=step.pk,
        kind=kind.value,
    )  # fmt: skip
    outbox.publish(fact, at=at)
    return step


def clean(text: str, *, field: str, limit: int, what: str) -> str:
    """A text of several lines. Raises Invalid when there is none or too much of it."""
    said = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not said:
        raise Invalid(_("%(what)s is needed.") % {"what": what}, field=field)
    if len(said) > limit:
        raise Invalid(_("%(what)s may have at most %(n)s characters.") % {"what": what, "n": limit}, field=field)
    return said
