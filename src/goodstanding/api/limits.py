"""How many requests each token sent this minute.

Counted in memory that forked web processes share (the server loads the application once, then forks), so the limit holds
for a whole host without a write to the database. Several hosts count for themselves.
"""

from __future__ import annotations

import multiprocessing
from datetime import datetime

REQUESTS_A_MINUTE = 600
WINDOW_SECONDS = 60
_SLOTS = 4_096
_WINDOW_BITS = 32

# Two numbers a slot: which token and minute it counts, and how many. Two tokens in one slot take turns: they are let off.
_cells = multiprocessing.Array("Q", _SLOTS * 2)


def seconds_to_wait(digest: str, at: datetime) -> int:
    """Count one more request of the token with this digest.

    0 when it is within the limit, else the seconds until the next minute begins.
    """
    window, passed = divmod(int(at.timestamp()), WINDOW_SECONDS)
    token = int(digest[:8], 16)
    key = token << _WINDOW_BITS | window
    place = token % _SLOTS * 2
    with _cells.get_lock():
        if _cells[place] != key:
            _cells[place], _cells[place + 1] = key, 0
        _cells[place + 1] += 1
        count = _cells[place + 1]
    return 0 if count <= REQUESTS_A_MINUTE else WINDOW_SECONDS - passed
