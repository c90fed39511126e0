"""The case as promises see it: by what it is grouped, who had it when, how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from goodstanding.systems.cases.models import Case, Turn
from goodstanding.systems.cases.states import ClosedHow, Label, Side
from goodstanding.systems.service import rules
from goodstanding.systems.service.life import Life
from goodstanding.systems.service.states import End
from goodstanding.systems.service.states import Side as Holder
from goodstanding.systems.service.terms import Group

_ENDS = {ClosedHow.ANSWERED: End.ANSWERED, ClosedHow.SOLVED: End.SETTLED, ClosedHow.NO_REPLY: End.SETTLED}


def life_of(case: Case, turns: Sequence[rules.Turn]) -> Life:
    """The case as promises see it."""
    over = case.word is Label.CLOSED
    return Life(
        subject=("case", case.ref),
        store=case.seller.store,
        group=group_of(case),
        began_at=case.opened_at,
        turns=turns,
        end=_end_of(case) if over else None,
        carried_seconds=case.turn_seconds if case.clock_side == Side.MARKETPLACE.value else 0,
    )


def group_of(case: Case) -> Group:
    """What decides which policy applies to the case."""
    return Group(
        store=case.seller.store.code,
        queue=case.queue,
        category=case.category,
        priority=case.priority,
        standing=case.seller.standing,
        assignee_id=case.assignee_id,
        seller_id=case.seller_id,
    )


def turns_of(case: Case) -> list[rules.Turn]:
    """Who had the case when, in order; the turn that runs is the one in the case's row, stored already or not."""
    return stretches(
        case, list(Turn.objects.filter(case=case).order_by("pk").values_list("side", "started_at", "ended_at"))
    )


def stretches(case: Case, rows: Sequence[tuple[str, datetime, datetime | None]]) -> list[rules.Turn]:
    """The same from rows already read: side, start, end."""
    running = case.clock_side != Side.NOBODY.value
    past = [
        rules.Turn(Holder(side), started_at, ended_at or case.clock_since)
        for side, started_at, ended_at in rows
        if ended_at is not None or not running or started_at < case.clock_since
    ]
    return [*past, rules.Turn(Holder(case.clock_side), case.clock_since)] if running else past


def _end_of(case: Case) -> End:
    return _ENDS.get(ClosedHow(case.closed_how), End.DROPPED) if case.closed_how else End.DROPPED
