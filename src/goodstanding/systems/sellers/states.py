"""Standing: how a seller's account stands in a store, how it may change, and what each standing permits."""

from __future__ import annotations

from enum import StrEnum

from goodstanding.kit.states import Moves


class Standing(StrEnum):
    """How the account stands. Callers ask `permits`, they never compare (domain: account status)."""

    NORMAL = "normal"
    AT_RISK = "at_risk"
    RESTRICTED = "restricted"
    SUSPENDED = "suspended"
    REINSTATED = "reinstated"


class Permit(StrEnum):
    """What a standing may permit."""

    SIGN_IN = "sign_in"
    ANSWER = "answer"  # cases, plans of action, appeals: open in every standing
    SHIP_OPEN_ORDERS = "ship_open_orders"
    SELL_OWN_FULFILMENT = "sell_own_fulfilment"
    SELL = "sell"
    PAY_OUT = "pay_out"


MOVES: Moves[Standing] = {
    Standing.NORMAL: {Standing.AT_RISK, Standing.RESTRICTED, Standing.SUSPENDED},
    Standing.AT_RISK: {Standing.NORMAL, Standing.RESTRICTED, Standing.SUSPENDED},
    Standing.RESTRICTED: {Standing.REINSTATED, Standing.SUSPENDED},
    Standing.SUSPENDED: {Standing.REINSTATED},
    Standing.REINSTATED: {Standing.NORMAL, Standing.AT_RISK, Standing.RESTRICTED, Standing.SUSPENDED},
}

# Standings that take something away. Each rests on a statement of reasons (P2B Art. 4, DSA Art. 17).
RESTRICTING = frozenset({Standing.RESTRICTED, Standing.SUSPENDED})
STATEMENT = "statement"

_ALWAYS = {Permit.SIGN_IN, Permit.ANSWER, Permit.SHIP_OPEN_ORDERS}
STANDING_PERMITS: dict[Standing, set[Permit]] = {
    Standing.NORMAL: {*Permit},
    Standing.AT_RISK: {*Permit},
    Standing.REINSTATED: {*Permit},
    Standing.RESTRICTED: {*_ALWAYS, Permit.SELL, Permit.PAY_OUT},
    Standing.SUSPENDED: _ALWAYS,
}


class ClosureState(StrEnum):
    """Where the closing of an account stands. FINAL: it is closed and its team still reads. ENDED: the team is gone."""

    ASKED = "asked"
    TAKEN_BACK = "taken_back"
    FINAL = "final"
    ENDED = "ended"


CLOSURE_MOVES: Moves[ClosureState] = {
    ClosureState.ASKED: {ClosureState.TAKEN_BACK, ClosureState.FINAL},
    ClosureState.FINAL: {ClosureState.TAKEN_BACK, ClosureState.ENDED},
    ClosureState.TAKEN_BACK: set(),
    ClosureState.ENDED: set(),
}

# What stays open when an account is closed: what was begun is ended, what is owed is paid, and decisions can be disputed.
PERMITTED_WHEN_CLOSED = frozenset({Permit.SIGN_IN, Permit.ANSWER, Permit.SHIP_OPEN_ORDERS, Permit.PAY_OUT})


def permits(standing: Standing, permit: Permit) -> bool:
    """Whether a standing permits something."""
    return permit in STANDING_PERMITS[standing]
