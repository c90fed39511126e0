"""Keys of documents: the millisecond of the last change, then which document it is, counted down. A smaller key is a later change.

Downwards, because FTS5 leaps to a place in a list of documents quickly when it walks it upwards, and slowly when downwards:
0.2 against 7 to 17 ms for a frequent word within one seller at a million cases.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

LARGEST = 2**63 - 1
_LOW = 22
_MASK = (1 << _LOW) - 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def key_of(at: datetime, ref: int, part: int) -> int:
    """The key of a document last changed at an instant. The same for the same, whenever and however often it is made.

    Two documents share one only when they changed in the same millisecond and their numbers are a million apart.
    """
    return LARGEST - (_millis(at) << _LOW | (ref * 4 + part % 4) & _MASK)


def key_before(at: datetime) -> int:
    """The largest key of an instant's millisecond: what changed then or later has this key or a smaller one."""
    return LARGEST - (_millis(at) << _LOW)


def instant_of(key: int) -> datetime:
    """The millisecond in a key, in UTC."""
    return _EPOCH + timedelta(milliseconds=(LARGEST - key) >> _LOW)


def _millis(at: datetime) -> int:
    since = at - _EPOCH
    return max(0, since.days * 86_400_000 + since.seconds * 1000 + since.microseconds // 1000)
