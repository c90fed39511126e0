"""How a case stands, how that may change, what each status permits, and whose turn it is."""

from __future__ import annotations

from enum import StrEnum

from goodstanding.kit.states import Moves


class Status(StrEnum):
    """Where a case stands. What was done to it (handed over, escalated) is in its history, not here."""

    NEW = "new"
    OPEN = "open"
    REOPENED = "reopened"
    PENDING_SELLER = "pending_seller"
    PENDING_THIRD_PARTY = "pending_third_party"
    RESOLVED = "resolved"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    MERGED = "merged"
    SPAM = "spam"
    TRASHED = "trashed"


class Label(StrEnum):
    """The three words a seller reads. Open: the marketplace works on it; Pending: it waits; Closed: it is over."""

    OPEN = "open"
    PENDING = "pending"
    CLOSED = "closed"


class Side(StrEnum):
    """Whose turn it is, so whose clock runs. NOBODY once the case is closed."""

    MARKETPLACE = "marketplace"
    SELLER = "seller"
    THIRD_PARTY = "third_party"
    NOBODY = "nobody"


class Permit(StrEnum):
    """What a status may permit."""

    SELLER_WRITES = "seller_writes"
    ANSWER = "answer"
    CLOSE = "close"
    REOPEN = "reopen"
    FOLLOW_UP = "follow_up"
    MERGE = "merge"
    PUT_AWAY = "put_away"


class Outcome(StrEnum):
    """What an associate leaves behind with an answer."""

    KEEP_OPEN = "keep_open"
    WAIT_FOR_SELLER = "wait_for_seller"
    WAIT_FOR_THIRD_PARTY = "wait_for_third_party"
    RESOLVE = "resolve"


class ClosedHow(StrEnum):
    """How a case came to its end."""

    ANSWERED = "answered"
    SOLVED = "solved"
    WITHDRAWN = "withdrawn"
    NO_REPLY = "no_reply"
    MERGED = "merged"
    SPAM = "spam"
    TRASHED = "trashed"


class Rearranging(StrEnum):
    """What may be done to where a case stands, and taken back."""

    MERGE = "merge"
    SPLIT = "split"
    SPAM = "spam"
    TRASH = "trash"


class Verdict(StrEnum):
    """What a seller says when asked whether a case is settled."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Author(StrEnum):
    """From which side of the counter a message came."""

    SELLER = "seller"
    MARKETPLACE = "marketplace"


class Priority(StrEnum):
    """How soon an answer is due. The category sets it, an associate may change it."""

    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


# Merged, spam and trashed are left by no move: what was rearranged is taken back as a whole (ADR 130).
_AWAY = (Status.TRASHED, Status.SPAM, Status.MERGED)
_WORKING = {Status.PENDING_SELLER, Status.PENDING_THIRD_PARTY, Status.RESOLVED, Status.CANCELLED, *_AWAY}
MOVES: Moves[Status] = {
    Status.NEW: {Status.OPEN, *_WORKING},
    Status.OPEN: {Status.OPEN, *_WORKING},  # an answer may leave it open
    Status.REOPENED: {Status.OPEN, *_WORKING},
    Status.PENDING_SELLER: {Status.OPEN, *_WORKING},
    Status.PENDING_THIRD_PARTY: {Status.OPEN, *_WORKING},
    Status.RESOLVED: {Status.REOPENED, Status.CLOSED, *_AWAY},
    Status.CLOSED: {*_AWAY},
    Status.CANCELLED: {Status.REOPENED, *_AWAY},
    **{status: set() for status in _AWAY},
}

LABELS: dict[Status, Label] = {
    Status.NEW: Label.OPEN,
    Status.OPEN: Label.OPEN,
    Status.REOPENED: Label.OPEN,
    Status.PENDING_SELLER: Label.PENDING,
    Status.PENDING_THIRD_PARTY: Label.PENDING,
    Status.RESOLVED: Label.CLOSED,
    Status.CLOSED: Label.CLOSED,
    Status.CANCELLED: Label.CLOSED,
    **dict.fromkeys(_AWAY, Label.CLOSED),
}

TURNS: dict[Status, Side] = {
    Status.NEW: Side.MARKETPLACE,
    Status.OPEN: Side.MARKETPLACE,
    Status.REOPENED: Side.MARKETPLACE,
    Status.PENDING_SELLER: Side.SELLER,
    Status.PENDING_THIRD_PARTY: Side.THIRD_PARTY,
    Status.RESOLVED: Side.NOBODY,
    Status.CLOSED: Side.NOBODY,
    Status.CANCELLED: Side.NOBODY,
    **dict.fromkeys(_AWAY, Side.NOBODY),
}

_LIVE = {Permit.SELLER_WRITES, Permit.ANSWER, Permit.CLOSE, Permit.MERGE, Permit.PUT_AWAY}
_OVER = {Permit.FOLLOW_UP, Permit.MERGE, Permit.PUT_AWAY}
STATUS_PERMITS: dict[Status, set[Permit]] = {
    Status.NEW: _LIVE,
    Status.OPEN: _LIVE,
    Status.REOPENED: _LIVE,
    Status.PENDING_SELLER: _LIVE,
    Status.PENDING_THIRD_PARTY: _LIVE,
    # Writing on a resolved case brings it back; the reopening window decides whether it may.
    Status.RESOLVED: {Permit.SELLER_WRITES, Permit.REOPEN, *_OVER},
    Status.CLOSED: _OVER,
    Status.CANCELLED: {Permit.SELLER_WRITES, Permit.REOPEN, *_OVER},
    # A merged case goes on elsewhere, and what is written to it lands there.
    Status.MERGED: {Permit.SELLER_WRITES},
    Status.SPAM: {Permit.FOLLOW_UP},
    Status.TRASHED: {Permit.FOLLOW_UP},
}

OUTCOME_STATUS: dict[Outcome, Status] = {
    Outcome.KEEP_OPEN: Status.OPEN,
    Outcome.WAIT_FOR_SELLER: Status.PENDING_SELLER,
    Outcome.WAIT_FOR_THIRD_PARTY: Status.PENDING_THIRD_PARTY,
    Outcome.RESOLVE: Status.RESOLVED,
}


def permits(status: Status, permit: Permit) -> bool:
    """Whether a status permits something."""
    return permit in STATUS_PERMITS[status]


def status_told(status: Status) -> Status:
    """The status as sellers and their guests are told it: what associates put away is closed, whyever they did."""
    return Status.CLOSED if status in (Status.SPAM, Status.TRASHED) else status


def how_told(how: str) -> str:
    """How a case came to its end, as the seller's side is told it: nothing is said of what was put away."""
    return "" if how in (ClosedHow.SPAM, ClosedHow.TRASHED) else how


def statuses_of(label: Label) -> list[Status]:
    """The statuses behind one of the seller's three words."""
    return [status for status, word in LABELS.items() if word is label]
