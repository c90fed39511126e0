"""How a payout stands, by what its source says, and what the kinds of its lines are."""

from __future__ import annotations

from enum import StrEnum

from goodstanding.kit.states import Moves
from goodstanding.systems.ledger.states import AccountKind


class PayoutStatus(StrEnum):
    """Where the money is (domain: payout status). NO_PAYOUT: there is nothing to pay, the total is carried over."""

    SCHEDULED = "scheduled"
    ON_HOLD = "on_hold"
    IN_TRANSIT = "in_transit"
    PAID = "paid"
    FAILED = "failed"
    CANCELLED = "cancelled"
    NO_PAYOUT = "no_payout"


# A bank may return what it had credited, so PAID is not the end; a failed payout may be sent again.
MOVES: Moves[PayoutStatus] = {
    PayoutStatus.SCHEDULED: {*PayoutStatus} - {PayoutStatus.SCHEDULED},
    PayoutStatus.ON_HOLD: {*PayoutStatus} - {PayoutStatus.ON_HOLD},
    PayoutStatus.IN_TRANSIT: {PayoutStatus.PAID, PayoutStatus.FAILED},
    PayoutStatus.PAID: {PayoutStatus.FAILED},
    PayoutStatus.FAILED: {*PayoutStatus} - {PayoutStatus.FAILED},
    PayoutStatus.CANCELLED: set(),
    PayoutStatus.NO_PAYOUT: set(),
}
_NEEDS_REASON = frozenset({PayoutStatus.ON_HOLD, PayoutStatus.FAILED})
_CLOSED_TO = {
    PayoutStatus.IN_TRANSIT: AccountKind.PAID_OUT,
    PayoutStatus.PAID: AccountKind.PAID_OUT,
    PayoutStatus.CANCELLED: AccountKind.CARRIED_OVER,
    PayoutStatus.NO_PAYOUT: AccountKind.CARRIED_OVER,
}


def needs_reason(status: PayoutStatus) -> bool:
    """Whether a payout that stands so must say why."""
    return status in _NEEDS_REASON


def pays(status: PayoutStatus) -> bool:
    """Whether money is on its way or there: not without a total above zero."""
    return _CLOSED_TO.get(status) is AccountKind.PAID_OUT


def is_settled(status: PayoutStatus) -> bool:
    """Whether nothing more is awaited of a payout: it has arrived, or there is nothing to pay."""
    return status in {PayoutStatus.PAID, PayoutStatus.CANCELLED, PayoutStatus.NO_PAYOUT}


def closed_to(status: PayoutStatus) -> AccountKind | None:
    """Where the total has gone from the seller's balance; None while it is still there."""
    return _CLOSED_TO.get(status)


class LineKind(StrEnum):
    """What a line is, in the trade's words (domain: transaction, charge and fee kinds), in the order they are shown."""

    SALE = "sale"
    SHIPPING = "shipping"
    GIFT_WRAP = "gift_wrap"
    TAX = "tax"
    PROMOTION = "promotion"
    REFUND = "refund"
    FEE = "fee"
    FULFILMENT_FEE = "fulfilment_fee"
    ADVERTISING = "advertising"
    SERVICE_FEE = "service_fee"
    REFUNDED_FEE = "refunded_fee"
    TAX_WITHHELD = "tax_withheld"
    CLAIM = "claim"
    REIMBURSEMENT = "reimbursement"
    ADJUSTMENT = "adjustment"
    RESERVE = "reserve"
    CARRIED_OVER = "carried_over"
    PAID_IN = "paid_in"
    OTHER = "other"


ACCOUNTS: dict[LineKind, AccountKind] = {
    LineKind.SALE: AccountKind.BUYERS,
    LineKind.SHIPPING: AccountKind.BUYERS,
    LineKind.GIFT_WRAP: AccountKind.BUYERS,
    LineKind.TAX: AccountKind.TAXES,
    LineKind.PROMOTION: AccountKind.BUYERS,
    LineKind.REFUND: AccountKind.BUYERS,
    LineKind.FEE: AccountKind.FEES,
    LineKind.FULFILMENT_FEE: AccountKind.FEES,
    LineKind.ADVERTISING: AccountKind.FEES,
    LineKind.SERVICE_FEE: AccountKind.FEES,
    LineKind.REFUNDED_FEE: AccountKind.FEES,
    LineKind.TAX_WITHHELD: AccountKind.TAXES,
    LineKind.CLAIM: AccountKind.BUYERS,
    LineKind.REIMBURSEMENT: AccountKind.ADJUSTMENTS,
    LineKind.ADJUSTMENT: AccountKind.ADJUSTMENTS,
    LineKind.RESERVE: AccountKind.RESERVE,
    LineKind.CARRIED_OVER: AccountKind.CARRIED_OVER,
    LineKind.PAID_IN: AccountKind.PAID_IN,
    LineKind.OTHER: AccountKind.ADJUSTMENTS,
}
