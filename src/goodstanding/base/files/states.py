"""What the virus scanner found out about a file."""

from __future__ import annotations

from enum import StrEnum

from goodstanding.kit.states import Moves


class Scan(StrEnum):
    """UNCHECKED was not looked at (yet), CLEAN was, UNSCANNABLE could not be (too big for the scanner).

    QUARANTINED is held back from everybody; RELEASED was, until an administrator let it go with a reason.
    """

    UNCHECKED = "unchecked"
    CLEAN = "clean"
    QUARANTINED = "quarantined"
    UNSCANNABLE = "unscannable"
    RELEASED = "released"


MOVES: Moves[Scan] = {
    Scan.UNCHECKED: {Scan.CLEAN, Scan.QUARANTINED, Scan.UNSCANNABLE},
    Scan.QUARANTINED: {Scan.RELEASED},
}
