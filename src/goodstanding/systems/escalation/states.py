"""Where an escalation stands, how that may change, and what each state permits."""

from __future__ import annotations

from enum import StrEnum

from goodstanding.kit.states import Moves


class State(StrEnum):
    """Whose turn it is, or how it ended."""

    WAITING = "waiting"  # in a level's queue, nobody has it yet
    IN_HAND = "in_hand"  # somebody of the level reads it
    ASKED = "asked"  # the level needs something from the seller: its clock stands still
    ANSWERED = "answered"  # the level has decided; the seller says whether this settles it
    SETTLED = "settled"
    EXHAUSTED = "exhausted"  # every level has decided, and it is not settled
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Do(StrEnum):
    """What a state may permit."""

    ACCEPT = "accept"
    ASK = "ask"
    DECIDE = "decide"
    HAND_UP = "hand_up"
    REFUSE = "refuse"
    FOLLOW_UP = "follow_up"
    SAY = "say"  # the seller says whether an answer settles it
    RESUME = "resume"


class Power(StrEnum):
    """What a level may do besides deciding (rulebook: `may`)."""

    ASK = "ask"
    HAND_UP = "hand_up"
    REFUSE = "refuse"


class Verdict(StrEnum):
    """What a level decides about the answer before it."""

    UPHELD = "upheld"
    PARTLY = "partly"
    CHANGED = "changed"


class StepKind(StrEnum):
    """One line of an escalation's log."""

    OPENED = "opened"
    ACCEPTED = "accepted"
    ASKED = "asked"
    RESUMED = "resumed"
    FOLLOWED_UP = "followed_up"
    ANSWERED = "answered"
    CONTESTED = "contested"  # the seller is not satisfied
    HANDED_UP = "handed_up"
    CLOCK_MISSED = "clock_missed"
    SETTLED = "settled"
    EXHAUSTED = "exhausted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


_END = {State.SETTLED, State.WITHDRAWN}
MOVES: Moves[State] = {
    State.WAITING: {State.WAITING, State.IN_HAND, State.REFUSED, *_END},
    State.IN_HAND: {State.WAITING, State.ASKED, State.ANSWERED, State.REFUSED, *_END},
    State.ASKED: {State.IN_HAND, *_END},
    State.ANSWERED: {State.WAITING, State.EXHAUSTED, *_END},
    State.SETTLED: frozenset(),
    State.EXHAUSTED: frozenset(),
    State.REFUSED: frozenset(),
    State.WITHDRAWN: frozenset(),
}
OPEN_STATES = frozenset(state for state, after in MOVES.items() if after)
CLOCK_RUNS = frozenset({State.WAITING, State.IN_HAND})

STATE_PERMITS: dict[State, set[Do]] = {
    State.WAITING: {Do.ACCEPT, Do.HAND_UP, Do.REFUSE, Do.FOLLOW_UP},
    State.IN_HAND: {Do.ASK, Do.DECIDE, Do.HAND_UP, Do.REFUSE, Do.FOLLOW_UP},
    State.ASKED: {Do.RESUME},
    State.ANSWERED: {Do.SAY},
    State.SETTLED: set(),
    State.EXHAUSTED: set(),
    State.REFUSED: set(),
    State.WITHDRAWN: set(),
}


def permits(state: State, what: Do) -> bool:
    """Whether an escalation in this state permits something; ask this instead of comparing states."""
    return what in STATE_PERMITS[state]
