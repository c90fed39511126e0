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


class Nature(StrEnum):
    """What a mail is in the eyes of mail programs: PERSON carries somebody's words, AUTOMATIC was written by a rule,
    AUTO_REPLY answers a mail by rule and leaves without a sender, so that nothing can answer it (RFC 3834)."""

    PERSON = "person"
    AUTOMATIC = "automatic"
    AUTO_REPLY = "auto_reply"


MOVES: Moves[MailState] = {
    MailState.QUEUED: {MailState.SENT, MailState.FAILED, MailState.KEPT},
    MailState.KEPT: {MailState.QUEUED},
    MailState.FAILED: {MailState.QUEUED},
}


class Door(StrEnum):
    """How a mail came in."""

    LISTENER = "listener"
    MAILBOX = "mailbox"
    PIPE = "pipe"


class MailKind(StrEnum):
    """What an incoming mail is. Only LETTER is somebody's words to us."""

    LETTER = "letter"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    BULK = "bulk"
    LOOP = "loop"


class InState(StrEnum):
    """ARRIVED waits to be looked at; TAKEN became part of something; NOTED asks for nothing (automatic mail);
    REFUSED was not believed or not possible, and says why."""

    ARRIVED = "arrived"
    TAKEN = "taken"
    NOTED = "noted"
    REFUSED = "refused"


# Staff may take a refused or noted mail in by hand.
IN_MOVES: Moves[InState] = {
    InState.ARRIVED: {InState.TAKEN, InState.NOTED, InState.REFUSED},
    InState.NOTED: {InState.TAKEN},
    InState.REFUSED: {InState.TAKEN},
}


class Reason(StrEnum):
    """Why a mail stands where it stands."""

    MATCHED = "matched"
    BY_HAND = "by_hand"
    AUTOMATIC = "automatic"
    BOUNCED = "bounced"
    LOOPED = "looped"
    NO_CASE = "no_case"
    UNKNOWN_SENDER = "unknown_sender"
    FORGED = "forged"
    NOT_BELIEVED = "not_believed"
    NOT_ALLOWED = "not_allowed"
    ASSOCIATES_OFF = "associates_off"
    CLOSED = "closed"
    MOVED_ON = "moved_on"
    EMPTY = "empty"
