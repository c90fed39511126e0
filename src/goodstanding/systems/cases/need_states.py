"""How a thing stands that a seller was asked for, and how that may change."""

from __future__ import annotations

from enum import StrEnum

from goodstanding.kit.states import Moves


class NeedState(StrEnum):
    """MISSING until the seller says that an answer holds it, or an associate that it is there (GIVEN) or not needed (WAIVED)."""

    MISSING = "missing"
    GIVEN = "given"
    WAIVED = "waived"


class Asked(StrEnum):
    """How a living case that asked its seller for things stands: OPEN while one of them is missing, IN once none is."""

    OPEN = "open"
    IN = "in"


NEED_MOVES: Moves[NeedState] = {
    NeedState.MISSING: {NeedState.GIVEN, NeedState.WAIVED},
    NeedState.GIVEN: {NeedState.MISSING},
    NeedState.WAIVED: {NeedState.MISSING},
}
