"""What explains a number, kept for a while as long as the number stays the same. Private to this system.

Finding it reads every order of the window. Orders that count otherwise make another number, and so are seen at once; only
what a late correction changes about an order that counts as before (its carrier, say) shows up to a minute later.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Sequence

from goodstanding.systems.health.rules import Cause

_KEEP_SECONDS = 60.0
_MOST = 256
_kept: dict[Hashable, tuple[float, Sequence[Cause]]] = {}


def causes_of(number: Hashable, find: Callable[[], Sequence[Cause]]) -> Sequence[Cause]:
    """The causes of a number, found anew only when they are not kept."""
    at = time.monotonic()
    kept = _kept.get(number)
    if kept is None or at - kept[0] > _KEEP_SECONDS:
        if len(_kept) >= _MOST:
            _kept.clear()
        kept = _kept[number] = (at, find())
    return kept[1]


def forget() -> None:
    """Drop what is kept in memory."""
    _kept.clear()
