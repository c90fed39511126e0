"""How often strangers are answered: seldom, since whoever writes under a forged address would have us write to its owner."""

from __future__ import annotations

from datetime import datetime

from django.core.cache import cache

MOST_AN_HOUR = 60


def may_be_answered(*, at: datetime) -> bool:
    """Count one more answer to a stranger in this hour; False above MOST_AN_HOUR, whoever they are."""
    key = f"mail-in:strangers:{at:%Y%m%d%H}"
    count = int(cache.get(key, 0)) + 1
    cache.set(key, count, timeout=3600)
    return count <= MOST_AN_HOUR
