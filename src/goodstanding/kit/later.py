"""Setting up what not every process needs when it is first needed, not at every start.

`register(set_up)` at start-up, `now()` wherever the outcome is looked up: after it everything registered has been done once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

_waiting: list[Callable[[], None]] = []
one_at_a_time = (
    threading.RLock()
)  # whoever imports much beside requests holds it: two that import each other half way would meet


def register(set_up: Callable[[], None]) -> None:
    """Have something done before the first look-up. It must not need the look-up itself."""
    _waiting.append(set_up)


def now() -> None:
    """Do what waits. Other threads wait until it is done; what fails is tried again by the next caller."""
    if not _waiting:
        return
    with one_at_a_time:
        while _waiting:
            _waiting[0]()
            del _waiting[0]
