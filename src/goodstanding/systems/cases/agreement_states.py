"""How an agreement stands, and how that may change."""

from __future__ import annotations

from enum import StrEnum

from goodstanding.kit.states import Moves


class AgreementState(StrEnum):
    """PROPOSED by one side until the other CONFIRMED or DECLINED it, or its own side took it back (WITHDRAWN)."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Settling(StrEnum):
    """What may be done about a proposed agreement: by the other side (confirm, decline) or by its own (withdraw)."""

    CONFIRM = "confirm"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


AGREEMENT_MOVES: Moves[AgreementState] = {
    AgreementState.PROPOSED: {AgreementState.CONFIRMED, AgreementState.DECLINED, AgreementState.WITHDRAWN},
    AgreementState.CONFIRMED: set(),
    AgreementState.DECLINED: set(),
    AgreementState.WITHDRAWN: set(),
}
