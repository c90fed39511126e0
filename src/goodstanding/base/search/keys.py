"""Keys of documents: the millisecond of the last change, then which document it is. A larger key is a later change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_LOW = 22
_MASK = (1 << _LOW) - 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def key_of(at: datetime, ref: int, part: int) -> int:
    """The key of a document last changed at an instant. The same for the same, whenever and however often it is made.

    Two documents share one only when they changed in the same millisecond and their numbers are a million apart.
    """
    return key_at(at) | ((ref * 4 + part % 4) & _MASK)


def key_at(at: datetime) -> int:
    """The smallest key of an instant's millisecond."""
    since = at - _EPOCH
    return max(0, since.days * 86_400_000 + since.seconds * 1000 + since.microseconds // 1000) << _LOW


def instant_of(key: int) -> datetime:
    """The millisecond in a key, in UTC."""
    return _EPOCH + timedelta(milliseconds=key >> _LOW)
