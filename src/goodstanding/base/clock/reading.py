"""The marketplace's clock. Doors and tasks read it once and hand the instant on; nobody else does."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from math import ceil

from django.utils import timezone

from goodstanding.base.clock.models import ClockOffset

_KEEP_SECONDS = 2.0
_kept: tuple[float, int] | None = None


def now() -> datetime:
    """The present instant in UTC. In a demo marketplace that was run forward, its own present.

    A process notices a moved clock within two seconds.
    """
    return timezone.now() + timedelta(seconds=offset_seconds())


def offset_seconds() -> int:
    """How far the marketplace's clock is ahead of the wall clock."""
    global _kept  # noqa: PLW0603 - one value per process, by design
    at = time.monotonic()
    if _kept is None or at - _kept[0] > _KEEP_SECONDS:
        row = ClockOffset.objects.first()
        _kept = (at, row.seconds if row else 0)
    return _kept[1]


def move_to(instant: datetime) -> None:
    """Set the clock so that it reads `instant` now, at most a second more and never less, and runs on from there."""
    seconds = ceil((instant - timezone.now()).total_seconds())
    ClockOffset.objects.update_or_create(only=True, defaults={"seconds": seconds})
    forget()


def reset() -> None:
    """Back to real time."""
    ClockOffset.objects.all().delete()
    forget()


def forget() -> None:
    """Drop the kept value, so that the next reading asks the database."""
    global _kept  # noqa: PLW0603 - one value per process, by design
    _kept = None
