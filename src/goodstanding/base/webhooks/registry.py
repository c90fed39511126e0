"""The events an endpoint may ask for. Flows name them at the first look; nothing here knows a system."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise

from goodstanding.kit import later

Word = str | Promise
_events: dict[str, Word] = {}
PING = "ping"


def offer(more: Mapping[str, Word]) -> None:
    """Name events with what they mean. Naming them twice is harmless."""
    _events.update(more)


def offered() -> dict[str, Word]:
    """Every event by name, in order of names."""
    later.now()
    return dict(sorted(_events.items()))
