"""The case as promises see it: by what it is grouped, who had it when, how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from goodstanding.systems.cases.catalogue import Category
from goodstanding.systems.cases.models import Case, Turn
from goodstanding.systems.cases.states import ClosedHow, Label, Side
from goodstanding.systems.sellers.models import Seller
from goodstanding.systems.service import queries as service
from goodstanding.systems.service import rules
from goodstanding.systems.service.calendars import ALWAYS
from goodstanding.systems.service.life import Life
from goodstanding.systems.service.states import End, Kind
from goodstanding.systems.service.states import Side as Holder
from goodstanding.systems.service.terms import Group, Terms
from goodstanding.systems.stores.models import Store

_ENDS = {ClosedHow.ANSWERED: End.ANSWERED, ClosedHow.SOLVED: End.SETTLED, ClosedHow.NO_REPLY: End.SETTLED}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the promise due next is used up, in seconds of its calendar; `always` when that is around the clock."""

    kind: Kind
    used_seconds: int
    target_seconds: int
    always: bool


def progress(case: Case, now: datetime) -> Progress:
    """The promise that is due, or while nothing is due from us, what the next reply would be held to. Asks no database.

    What is left of a promise is the working time until it is due; the rest is used.
    """
    kind = Kind(case.due_promise) if case.due_promise else Kind.NEXT_REPLY
    held = _held_to(kind, group_of(case), case.seller.store, now)
    if held is None or case.due_at is None or not case.due_promise:
        return Progress(kind, 0, held.target_seconds if held else 0, held is None or held.calendar is ALWAYS)
    used = _used(held, case.due_at, now)
    return Progress(kind, used, held.target_seconds, held.calendar is ALWAYS)


def used_by(kind: Kind, case: Case, due_at: datetime, now: datetime) -> int:
    """Seconds used by now of a running promise that is due at an instant."""
    held = _held_to(kind, group_of(case), case.seller.store, now)
    return _used(held, due_at, now) if held else 0


def first_reply_seconds(seller: Seller, category: Category, now: datetime) -> int:
    """How long a seller waits at most for the first reply to a new case of a category, in working time."""
    held = _held_to(Kind.FIRST_REPLY, _group_of_new(seller, category), seller.store, now)
    return held.target_seconds if held else 0


def first_reply_by(seller: Seller, category: Category, now: datetime) -> datetime | None:
    """Until when the first reply to a case of a category comes that is opened now; None where nothing is promised."""
    held = _held_to(Kind.FIRST_REPLY, _group_of_new(seller, category), seller.store, now)
    return held.calendar.after(now, held.target_seconds) if held else None


def _group_of_new(seller: Seller, category: Category) -> Group:
    return Group(
        store=seller.store.code, queue=category.queue, category=category.code, priority=category.priority.value,
        standing=seller.standing, seller_id=seller.pk,
    )  # fmt: skip


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
        waited_since=_waited_since(case),
        asked=not case.is_outreach,
    )


def _waited_since(case: Case) -> datetime | None:
    """From when the running turn counts, where time of another case belongs to it."""
    ours = case.clock_side == Side.MARKETPLACE.value and case.turn_seconds
    return case.clock_since - timedelta(seconds=case.turn_seconds) if ours else None


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


def _held_to(kind: Kind, group: Group, store: Store, now: datetime) -> Terms | None:
    return service.terms_for(store, now).terms_for(kind, group, service.place_of(store))


def _used(held: Terms, due_at: datetime, now: datetime) -> int:
    left = held.calendar.elapsed(now, due_at) - held.calendar.elapsed(due_at, now)
    return max(0, held.target_seconds - left)
