"""Two clocks and a third: how long the case has been with whom. Pure, and without a calendar of its own.

Seconds count by a `Calendar` of the service levels; ALWAYS counts every second.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from goodstanding.systems.cases.states import Side
from goodstanding.systems.service.calendars import ALWAYS, Calendar


@dataclass(frozen=True, slots=True)
class Clocks:
    """What each side has used before `since`, and whose clock has run from then on.

    `turn_seconds` is what the marketplace used of its present turn (of its last one while another clock runs). A turn
    begins when the case comes to the marketplace, and anew when it gives its word and keeps the case.
    """

    side: Side
    since: datetime
    turn_seconds: int = 0
    marketplace_seconds: int = 0
    seller_seconds: int = 0
    third_party_seconds: int = 0


def read(clocks: Clocks, at: datetime, calendar: Calendar = ALWAYS) -> Clocks:
    """The clocks as they show at an instant. To the second, reading twice equals reading once at the later instant."""
    passed = calendar.elapsed(clocks.since, at)
    now = max(clocks.since, at)
    if clocks.side is Side.MARKETPLACE:
        return replace(
            clocks,
            since=now,
            turn_seconds=clocks.turn_seconds + passed,
            marketplace_seconds=clocks.marketplace_seconds + passed,
        )
    if clocks.side is Side.SELLER:
        return replace(clocks, since=now, seller_seconds=clocks.seller_seconds + passed)
    if clocks.side is Side.THIRD_PARTY:
        return replace(clocks, since=now, third_party_seconds=clocks.third_party_seconds + passed)
    return replace(clocks, since=now)


def hand_over(clocks: Clocks, to: Side, at: datetime, calendar: Calendar = ALWAYS) -> Clocks:
    """Stop the running clock and start another one. Handing over to the side that holds the case changes nothing."""
    if clocks.side is to:
        return clocks
    stopped = read(clocks, at, calendar)
    return replace(stopped, side=to, turn_seconds=0 if to is Side.MARKETPLACE else stopped.turn_seconds)


def renew(clocks: Clocks, at: datetime, calendar: Calendar = ALWAYS) -> Clocks:
    """The same side begins another turn: it gave its word and owes the next one."""
    return replace(read(clocks, at, calendar), turn_seconds=0)
