"""The planted stories: which orders of which seller go wrong on which day, so that targets are crossed when they should be.

Chance would cross a target a week early with one seed and never with another. So the sellers with a story get their
mishaps by schedule: days are offsets from the end of the year, and late shipments are dealt out so that the trailing
rates (10 and 30 days by ship-by, as the default rules count them) follow a written curve.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from goodstanding.connectors.demo.cast import DemoSeller, Story
from goodstanding.connectors.demo.plan import Plan, Volume
from goodstanding.kit.periods import add_business_days

HANDLING_DAYS = 2
SUSPENDED_AT = -28  # Pellworth takes no orders from this day on
RECOVERY_AT = 3  # Harbour Lane ships in time again from this ship-by on
AHEAD_DAYS = 60  # how far after the year's end the curves are written; after that everybody is in time
_QUIET_BPS = 150


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where the 30-day late rate should be on a ship-by day: raise it to `reach_bps`, or let it drift up to `below_bps`."""

    reach_bps: int = 0
    below_bps: int = 0


Curve = Callable[[int, int], Wanted]  # offset of the ship-by day, offset of the crossing day


def crossing_day(plan: Plan, seller: DemoSeller) -> date:
    """The last weekday whose orders have been overdue for about a day when the year ends: Harbour Lane crosses its target."""
    local = plan.opened_at.astimezone(seller.store.zone)
    day = local.date() - timedelta(days=2 if local.hour >= 3 else 3)
    while day.weekday() > 4:
        day -= timedelta(days=1)
    return day


def _harbour(offset: int, crossing: int) -> Wanted:
    before = crossing - offset
    if before > 32:
        return Wanted(below_bps=120)
    if before > 0:
        return Wanted(below_bps=340 - before * 180 // 32)  # from 1.6 % to 3.4 %, a little more every day
    if before == 0:
        return Wanted(reach_bps=430)
    return Wanted(reach_bps=530) if offset < RECOVERY_AT else Wanted()


def _next(offset: int, crossing: int) -> Wanted:
    if offset < 4:
        return Wanted(below_bps=180)
    return Wanted(reach_bps=540) if offset < 9 else Wanted()


def _recovered(offset: int, crossing: int) -> Wanted:
    if offset < -76:
        return Wanted(below_bps=150)
    if offset < -69:
        return Wanted(reach_bps=480)
    return Wanted(below_bps=100)


def _healthy(offset: int, crossing: int) -> Wanted:
    return Wanted(below_bps=110)


def _quiet(offset: int, crossing: int) -> Wanted:
    return Wanted(below_bps=_QUIET_BPS)


_CURVES: dict[Story, Curve] = {
    Story.AT_RISK: _harbour,
    Story.NEXT: _next,
    Story.RECOVERED: _recovered,
    Story.HEALTHY: _healthy,
}
# Orders by day placed: cancelled for want of stock; with a claim on the first SKU; with a defect of any kind.
_CANCELLED = {Story.NO_STOCK: {-44: 1, -14: 1, -10: 1, -6: 1, -5: 1, -4: 2, -3: 2, -2: 2, -1: 1, 1: 1}}
_CLAIMED = {Story.CLAIMS: {-22: 1, -20: 1, -18: 1, -17: 2, -16: 1, -15: 2, -14: 1, -13: 2, -12: 1, -11: 1, -9: 1}}
_DEFECTIVE = {
    Story.SUSPENDED: {-68: 1, -60: 1, -54: 1, -48: 1, -47: 1, -46: 2, -45: 1, -44: 1, -43: 2, -41: 1, -39: 1, -36: 1},
}


@dataclass(frozen=True, slots=True)
class Schedule:
    """How many of a seller's orders of a day go wrong, by day placed: late first, then by the other lists."""

    late: Mapping[date, int] = field(default_factory=dict)
    cancelled: Mapping[date, int] = field(default_factory=dict)
    claimed: Mapping[date, int] = field(default_factory=dict)
    defective: Mapping[date, int] = field(default_factory=dict)
    ends_on: date | None = None


def schedule(plan: Plan, volume: Volume, seller: DemoSeller) -> Schedule:
    """The mishaps of one seller with a story."""
    story = seller.story

    def dealt(lists: Mapping[Story, Mapping[int, int]]) -> Mapping[date, int]:
        return _deal_out(plan, volume, seller, lists.get(story, {}) if story else {})

    return Schedule(
        late=_late_by_day(plan, volume, seller, _CURVES.get(story, _quiet) if story else _quiet),
        cancelled=dealt(_CANCELLED),
        claimed=dealt(_CLAIMED),
        defective=dealt(_DEFECTIVE),
        ends_on=plan.day(SUSPENDED_AT) if story is Story.SUSPENDED else None,
    )


def _deal_out(plan: Plan, volume: Volume, seller: DemoSeller, wanted: Mapping[int, int]) -> dict[date, int]:
    """A day with too few orders hands the rest on to the next one."""
    dealt: dict[date, int] = {}
    owed = 0
    for offset in range(min(wanted, default=0), max(wanted, default=-1) + 4):
        day = plan.day(offset)
        owed += wanted.get(offset, 0)
        dealt[day] = min(owed, volume.at_rate(day, seller.rate))
        owed -= dealt[day]
    return {day: count for day, count in dealt.items() if count}


def _late_by_day(plan: Plan, volume: Volume, seller: DemoSeller, curve: Curve) -> dict[date, int]:
    """Walk the ship-by days and add late orders where the trailing rates leave room, or as many as they need."""
    placed_by_ship_by: dict[date, list[date]] = {}
    for offset in range(1 - plan.days, AHEAD_DAYS):
        day = plan.day(offset)
        placed_by_ship_by.setdefault(add_business_days(day, HANDLING_DAYS), []).append(day)

    crossing = plan.offset(crossing_day(plan, seller))
    late: dict[date, int] = {}
    due: dict[date, int] = {}
    missed: dict[date, int] = {}
    for ship_by in sorted(placed_by_ship_by):
        placed = {day: volume.at_rate(day, seller.rate) for day in placed_by_ship_by[ship_by]}
        due[ship_by] = sum(placed.values())
        count = min(_late_wanted(ship_by, curve(plan.offset(ship_by), crossing), due, missed), due[ship_by])
        missed[ship_by] = count
        for day, orders in placed.items():
            late[day] = min(count, orders)
            count -= late[day]
    return {day: count for day, count in late.items() if count}


def _late_wanted(ship_by: date, wanted: Wanted, due: Mapping[date, int], missed: Mapping[date, int]) -> int:
    orders, late = _trailing(due, ship_by, 30), _trailing(missed, ship_by, 30)
    if wanted.reach_bps:
        return max(0, -(-orders * wanted.reach_bps // 10_000) - late)
    month = orders * wanted.below_bps // 10_000 - late
    ten_days = _trailing(due, ship_by, 10) * min(wanted.below_bps * 2, 340) // 10_000 - _trailing(missed, ship_by, 10)
    return max(0, min(1, month, ten_days))


def _trailing(counts: Mapping[date, int], day: date, days: int) -> int:
    return sum(counts.get(day - timedelta(days=n), 0) for n in range(days))
