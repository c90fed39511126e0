"""Words used inside order events, and the state an order is in."""

from __future__ import annotations

from enum import StrEnum


class Channel(StrEnum):
    """Who ships: the seller (MFN) or the marketplace (AFN)."""

    MFN = "mfn"
    AFN = "afn"


class OrderState(StrEnum):
    """Where an order stands, derived from its events."""

    PLACED = "placed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


class CancelledBy(StrEnum):
    """Who cancelled."""

    SELLER = "seller"
    BUYER = "buyer"
    MARKETPLACE = "marketplace"


class CancelReason(StrEnum):
    """Why. `NOT_CONFIRMED` by the marketplace counts as the seller's cancellation (domain: auto-cancelled orders)."""

    STOCK = "stock"
    PRICE = "price"
    ADDRESS = "address"
    NOT_CONFIRMED = "not_confirmed"
    BUYER_REQUEST = "buyer_request"
    FRAUD = "fraud"
    OTHER = "other"


class ClaimState(StrEnum):
    """How a guarantee claim stands."""

    PENDING = "pending"
    GRANTED = "granted"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"
    REFUNDED_BY_SELLER = "refunded_by_seller"
    PAID_BY_PLATFORM = "paid_by_platform"
    CANCELLED = "cancelled"


# Claims that count against the seller: granted, refunded by the seller after filing, cancelled after filing, still pending.
COUNTED_CLAIMS = frozenset(
    {ClaimState.PENDING, ClaimState.GRANTED, ClaimState.REFUNDED_BY_SELLER, ClaimState.CANCELLED}
)


class ChargebackKind(StrEnum):
    """Why the bank took the money back. Payment fraud is the marketplace's risk, not the seller's."""

    SERVICE = "service"
    FRAUD = "fraud"
    REVERSED = "reversed"


class FeedbackRemoval(StrEnum):
    """How feedback left: withdrawn by the buyer, removed, or struck through. All three stop counting."""

    WITHDRAWN = "withdrawn"
    REMOVED = "removed"
    STRUCK = "struck"
