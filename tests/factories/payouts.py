"""Payouts for tests, told the way a payment engine tells them: through the action that every door calls."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from goodstanding.kit.actors import SYSTEM
from goodstanding.systems.payouts import actions
from goodstanding.systems.payouts.models import Payout
from goodstanding.systems.payouts.recording import Recorded
from goodstanding.systems.payouts.rules import LineDraft, PayoutDraft
from goodstanding.systems.payouts.states import LineKind, PayoutStatus
from goodstanding.systems.sellers.models import Seller

USUAL = ((LineKind.SALE, 60_00), (LineKind.FEE, -9_00), (LineKind.FULFILMENT_FEE, -8_25))


def lines(now: datetime, *amounts: tuple[LineKind, int], order: str = "") -> list[LineDraft]:
    """Lines of some kinds, an hour apart, all about one order if it is named."""
    return [
        LineDraft(
            kind, minor, kind.value.capitalize(), order, "HL-TEAPOT-09" if order else "", now + timedelta(hours=n), n
        )
        for n, (kind, minor) in enumerate(amounts)
    ]


def draft(
    seller: Seller, now: datetime, *, settlement: str = "S-1", amounts: Sequence[tuple[LineKind, int]] = USUAL,
    order: str = "", **told: object,
) -> PayoutDraft:  # fmt: skip
    """A payout of the fortnight before `now`, paid an hour ago unless told otherwise."""
    starts_at = now - timedelta(days=16)
    usual: dict[str, object] = {
        "total_minor": sum(minor for _, minor in amounts), "starts_at": starts_at, "ends_at": starts_at + timedelta(days=14),
        "status": PayoutStatus.PAID, "pay_at": now - timedelta(hours=1), "currency": seller.store.currency,
        "lines": lines(starts_at, *amounts, order=order),
    }  # fmt: skip
    return PayoutDraft(seller=seller.external_id, settlement_id=settlement, **(usual | told))  # type: ignore[arg-type]


def record(seller: Seller, *drafts: PayoutDraft, at: datetime) -> Recorded:
    """Record drafts as a payment engine of the marketplace would."""
    return actions.record_payouts(actor=SYSTEM, store=seller.store, drafts=drafts, source="test", at=at)


def paid(seller: Seller, now: datetime, **told: object) -> Payout:
    """A payout that was taken."""
    return record(seller, draft(seller, now, **told), at=now).taken[0].payout  # type: ignore[arg-type]
