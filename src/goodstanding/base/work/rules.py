"""Decisions about background work."""

from __future__ import annotations

from datetime import datetime, timedelta

BEAT_SECONDS = 3
# A worker that has not been seen for this long is dead: five beats missed.
DEAD_AFTER = timedelta(seconds=15)
# A task that was running each time its worker died is given up, lest it take down one worker after the other for ever.
MOST_STARTS = 4
KEEP_DONE = timedelta(days=1)
KEEP_FAILED = timedelta(days=30)


def dead_before(at: datetime) -> datetime:
    """Workers last seen before this instant are dead."""
    return at - DEAD_AFTER


def next_due(*, due_at: datetime, every_seconds: int, at: datetime) -> datetime:
    """The next instant after `at` on the task's own rhythm; turns missed while nobody worked are not made up for."""
    step = timedelta(seconds=every_seconds)
    missed = max(0, (at - due_at) // step)
    return due_at + step * (missed + 1)
