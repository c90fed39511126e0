"""How a case tells the service levels what happened to it, and what is due from us by them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from goodstanding.systems.cases.models import Case, Turn
from goodstanding.systems.cases.promised import group_of, life_of, stretches, turns_of
from goodstanding.systems.cases.states import Author, Side
from goodstanding.systems.service import actions as service
from goodstanding.systems.service import queries as service_queries
from goodstanding.systems.service.life import Owed
from goodstanding.systems.service.rules import Turn as Stretch
from goodstanding.systems.service.states import Kind
from goodstanding.systems.service.states import Side as Holder

CASE = "case"
_SPOKE = {Author.SELLER: Holder.SELLER, Author.MARKETPLACE: Holder.MARKETPLACE}


def follow(case: Case, at: datetime, *, spoke: Author | None = None) -> Owed | None:
    """Bring the case's promises up to date and set what is due from us first, with its promise. The caller saves the case.

    `spoke` says who has just said something that the other side reads. An open escalation's own time counts instead of the
    promises', while it is our turn. A case that has no row yet has promised nothing and had no other turn.
    """
    new = case.pk is None
    life = life_of(case, stretches(case, ()) if new else turns_of(case))
    owed = service.follow(life, at=at, spoke=_SPOKE.get(spoke) if spoke else None, new=new)
    case.due_at, case.due_promise = (owed.due_at, owed.kind.value) if owed else (None, "")
    if case.level_due_at is not None and case.clock_side == Side.MARKETPLACE.value:
        case.due_at, case.due_promise = case.level_due_at, ""
    return owed


def hold_turn(case: Case, owed: Owed | None) -> None:
    """Hold the marketplace's running turn to what `follow` says is owed now."""
    if case.clock_side == Side.MARKETPLACE.value:
        running = Turn.objects.filter(case=case, ended_at__isnull=True)
        running.update(due_at=case.due_at, target_seconds=owed.target_seconds if owed else None)


def take_over(source: Case, target: Case, at: datetime) -> None:
    """Let a case owe what another one owes that is joined with it, by the sooner times. It is our turn from now on: who had
    it hands it over afterwards."""
    turns = turns_of(target)
    if target.clock_side != Side.MARKETPLACE.value:
        past = [replace(turn, ended_at=turn.ended_at or at) for turn in turns]
        turns = [*past, Stretch(Holder.MARKETPLACE, at)]
    service.take_over(life_of(target, turns), (CASE, source.ref), at=at)


def target_of(case: Case, at: datetime) -> int:
    """Seconds that the marketplace may take for its next word: of the promise that is due, else of the next reply."""
    kind = Kind(case.due_promise) if case.due_promise else Kind.NEXT_REPLY
    store = case.seller.store
    terms = service_queries.terms_for(store, at).terms_for(kind, group_of(case), service_queries.place_of(store))
    return terms.target_seconds if terms else 0
