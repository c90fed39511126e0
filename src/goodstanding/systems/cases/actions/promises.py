"""How a case tells the service levels what happened to it, and what is due from us by them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from goodstanding.systems.cases.models import Case, Turn
from goodstanding.systems.cases.states import Author, ClosedHow, Label, Side
from goodstanding.systems.service import actions as service
from goodstanding.systems.service import queries as service_queries
from goodstanding.systems.service import rules
from goodstanding.systems.service.states import End, Kind
from goodstanding.systems.service.states import Side as Holder
from goodstanding.systems.service.terms import Group

_SPOKE = {Author.SELLER: Holder.SELLER, Author.MARKETPLACE: Holder.MARKETPLACE}
_ENDS = {ClosedHow.ANSWERED: End.ANSWERED, ClosedHow.SOLVED: End.SETTLED, ClosedHow.NO_REPLY: End.SETTLED}


def follow(case: Case, at: datetime, *, spoke: Author | None = None) -> None:
    """Bring the case's promises up to date and set what is due from us first, with its promise. The caller saves the case.

    `spoke` says who has just said something that the other side reads. An open escalation's own time counts instead of the
    promises', while it is our turn.
    """
    owed = service.follow(life_of(case, turns_of(case)), at=at, spoke=_SPOKE.get(spoke) if spoke else None)
    case.due_at, case.due_promise = (owed.due_at, owed.kind.value) if owed else (None, "")
    if case.level_due_at is not None and case.clock_side == Side.MARKETPLACE.value:
        case.due_at, case.due_promise = case.level_due_at, ""
    if spoke is not None and case.clock_side == Side.MARKETPLACE.value:
        running = Turn.objects.filter(case=case, ended_at__isnull=True)
        running.update(due_at=case.due_at, target_seconds=owed.target_seconds if owed else None)


def target_of(case: Case, at: datetime) -> int:
    """Seconds that the marketplace may take for its next word: of the promise that is due, else of the next reply."""
    kind = Kind(case.due_promise) if case.due_promise else Kind.NEXT_REPLY
    store = case.seller.store
    terms = service_queries.terms_for(store, at).terms_for(kind, group_of(case), service_queries.place_of(store))
    return terms.target_seconds if terms else 0


def life_of(case: Case, turns: Sequence[rules.Turn]) -> service.Life:
    """The case as promises see it."""
    over = case.word is Label.CLOSED
    return service.Life(
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
