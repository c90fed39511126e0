"""The accounts that exist for each seller in a store."""

from __future__ import annotations

from enum import StrEnum


class AccountKind(StrEnum):
    """What an account holds. BALANCE is what the marketplace owes the seller; every other is where that came from or went."""

    BALANCE = "balance"
    BUYERS = "buyers"  # paid by buyers, or given back to them
    TAXES = "taxes"
    FEES = "fees"
    ADJUSTMENTS = "adjustments"
    RESERVE = "reserve"
    CARRIED_OVER = "carried_over"
    PAID_IN = "paid_in"
    PAID_OUT = "paid_out"
