"""The events an endpoint may ask for. Flows name them at the first look; nothing here knows a system."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise

from goodstanding.kit import later

Word = str | Promise
_events: dict[str, Word] = {}
_ours: set[str] = set()
PING = "ping"


def offer(more: Mapping[str, Word], *, ours: bool = False) -> None:
    """Name events with what they mean; `ours` are told to the marketplace alone. Naming them twice is harmless."""
    _events.update(more)
    if ours:
        _ours.update(more)


def offered(*, to_sellers: bool = False) -> dict[str, Word]:
    """Every event by name, in order of names; or those that sellers' endpoints are told of."""
    later.now()
    return {name: word for name, word in sorted(_events.items()) if not (to_sellers and name in _ours)}
