"""What is promised, whose turn it is meanwhile, and how a promise came out."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What is promised to whoever asked. The first four are a word from us, the last one the end of the matter."""

    FIRST_REPLY = "first_reply"
    NEXT_REPLY = "next_reply"
    UPDATE = "update"
    THIRD_PARTY_UPDATE = "third_party_update"
    RESOLUTION = "resolution"


class Verdict(StrEnum):
    """How a promise came out. MOOT: it was not needed any more before its time was up. It counts on neither side."""

    KEPT = "kept"
    MISSED = "missed"
    MOOT = "moot"


class Side(StrEnum):
    """Whose turn it is. While it is nobody's, nothing runs."""

    MARKETPLACE = "marketplace"
    SELLER = "seller"
    THIRD_PARTY = "third_party"
    NOBODY = "nobody"


class End(StrEnum):
    """How a matter ended, as far as promises care.

    ANSWERED: with a word from us, so that everything owed is given. SETTLED: without one, yet the matter is done.
    DROPPED: nothing is owed any more.
    """

    ANSWERED = "answered"
    SETTLED = "settled"
    DROPPED = "dropped"


REPLIES = (Kind.FIRST_REPLY, Kind.NEXT_REPLY)
OWED_WORDS = (*REPLIES, Kind.UPDATE)
WORDS_FROM_US = (*OWED_WORDS, Kind.THIRD_PARTY_UPDATE)

# A policy must promise these: a matter in our hands without a due time would fall out of the queue.
REQUIRED = WORDS_FROM_US
PAUSABLE = (Side.SELLER, Side.THIRD_PARTY)
PRIORITIES = ("urgent", "high", "normal", "low")
