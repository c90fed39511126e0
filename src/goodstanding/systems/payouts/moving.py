"""How a payout's status changes, and what that does to the ledger. Private to this system."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from goodstanding.base.timeline.actions import record
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import Conflict
from goodstanding.kit.states import require_move
from goodstanding.systems.ledger import actions as ledger
from goodstanding.systems.ledger.rules import EntryDraft
from goodstanding.systems.ledger.states import AccountKind
from goodstanding.systems.payouts.models import Payout
from goodstanding.systems.payouts.states import MOVES, PayoutStatus, closed_to
from goodstanding.systems.sellers.models import Seller


class MoveRefused(Conflict):
    """The payout cannot come to stand so from where it stands."""

    code = "move_not_allowed"


@dataclass(frozen=True, slots=True)
class Told:
    """How a source says that a payout stands. `by_date`: the source named a day only, and the status was read from it."""

    status: PayoutStatus
    pay_at: datetime | None
    reason: str
    by_date: bool = False


def tell(payout: Payout, told: Told, *, actor: Actor, seller: Seller, at: datetime) -> bool:
    """Have a payout stand as its source says now; returns whether that is news. Raises MoveRefused.

    A status read from a day never goes back on one that was said in words: it only lets a scheduled payout become paid.
    """
    before = PayoutStatus(payout.status)
    if told.by_date and not (before is PayoutStatus.SCHEDULED and told.status is PayoutStatus.PAID):
        return False
    pay_at = told.pay_at or payout.pay_at
    changes = _changes(payout, replace(told, pay_at=pay_at))
    if not changes:
        return False
    payout.pay_at, payout.reason = pay_at, told.reason
    if told.status is not before:
        _move(payout, told.status, actor=actor, seller=seller, at=at)
    payout.save(update_fields=["status", "status_since", "pay_at", "reason", "closing_key", "closings"])
    for verb, data, reason in changes:
        record(
            actor=actor, verb=verb, subject=("payout", payout.ref), at=at, seller_id=payout.seller_id, reason=reason, data=data
        )  # fmt: skip
    return True


def _changes(payout: Payout, told: Told) -> list[tuple[str, dict[str, str], str]]:
    """What is news of it: verb, data and reason for the record. A reason belongs to the status it came with."""
    changes: list[tuple[str, dict[str, str], str]] = []
    if told.status != payout.status:
        changes.append(("payout.status_changed", {"from": payout.status, "to": told.status.value}, told.reason))
    elif told.reason != payout.reason:
        changes.append(("payout.reason_changed", {}, told.reason))
    if told.pay_at != payout.pay_at:
        days = {"from": payout.pay_at, "to": told.pay_at}
        changes.append(("payout.date_changed", {name: day.isoformat() for name, day in days.items() if day}, ""))
    return changes


def closings_of(fresh: Sequence[Payout], *, at: datetime) -> list[EntryDraft]:
    """The entries that take the totals of new payouts, not saved yet, from their sellers' balances, where the money has gone."""
    return [_closing(payout, payout.seller, at) for payout in fresh if _closes(payout)]


def _move(payout: Payout, to: PayoutStatus, *, actor: Actor, seller: Seller, at: datetime) -> None:
    before = PayoutStatus(payout.status)
    try:
        require_move(MOVES, before, to, what=f"Payout {payout.ref}")
    except Conflict as refusal:
        raise MoveRefused(refusal.message) from refusal
    payout.status, payout.status_since = to, at
    if closed_to(before) is closed_to(to):
        return
    if payout.closing_key:
        ledger.correct(
            actor=actor, seller_id=seller.pk, key=payout.closing_key, reason=f"Payout {payout.ref} failed", at=at
        )
        payout.closing_key = ""
    if _closes(payout):
        ledger.post(actor=actor, drafts=[_closing(payout, seller, at)], at=at)


def _closes(payout: Payout) -> bool:
    return payout.total_minor != 0 and closed_to(PayoutStatus(payout.status)) is not None


def _closing(payout: Payout, seller: Seller, at: datetime) -> EntryDraft:
    """The entry that takes the total from the balance; the payout remembers it."""
    to = closed_to(PayoutStatus(payout.status))
    assert to is not None  # asked by `_closes` before
    payout.closings += 1
    payout.closing_key = f"closing:{payout.closings}:{payout.settlement_id}"  # no line's key begins so
    return EntryDraft(
        store_id=seller.store_id, seller_id=seller.pk, key=payout.closing_key, what=to.value, at=payout.pay_at or at,
        currency=payout.currency, postings=((AccountKind.BALANCE, -payout.total_minor), (to, payout.total_minor)),
    )  # fmt: skip
