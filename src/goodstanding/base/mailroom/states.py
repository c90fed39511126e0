"""Where a mail stands, and how that may change."""

from __future__ import annotations

from enum import StrEnum

from goodstanding.kit.states import Moves


class MailState(StrEnum):
    """QUEUED waits for its next try, SENT was taken by the mail server, KEPT could not leave because none is set,
    FAILED was refused for good or gave up."""

    QUEUED = "queued"
    SENT = "sent"
    KEPT = "kept"
    FAILED = "failed"


MOVES: Moves[MailState] = {
    MailState.QUEUED: {MailState.SENT, MailState.FAILED, MailState.KEPT},
    MailState.KEPT: {MailState.QUEUED},
    MailState.FAILED: {MailState.QUEUED},
}
