"""How a delivery stands, and how that may change."""

from __future__ import annotations

from enum import StrEnum

from goodstanding.kit.states import Moves


class DeliveryState(StrEnum):
    """Waiting: it will be tried (again). Given up: every try failed, or its endpoint was taken away or switched off."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"


MOVES: Moves[DeliveryState] = {
    DeliveryState.WAITING: {DeliveryState.DELIVERED, DeliveryState.GIVEN_UP},
    DeliveryState.DELIVERED: {DeliveryState.WAITING},  # sent once more by hand
    DeliveryState.GIVEN_UP: {DeliveryState.WAITING},
}
