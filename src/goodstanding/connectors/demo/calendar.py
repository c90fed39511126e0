"""Days and instants of a store, reckoned once: a year of orders asks for the same few hundred days all the time."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from goodstanding.connectors.demo.carriers import STRIKE_FIRST, STRIKE_LAST
from goodstanding.connectors.demo.dice import Dice, running
from goodstanding.connectors.demo.measured import HOUR_WEIGHTS
from goodstanding.connectors.demo.plan import DemoStore, Plan
from goodstanding.kit.periods import end_of_day, start_of_day

_HOURS = running(HOUR_WEIGHTS)
_ALL_HOURS = range(24)


class StoreDays:
    """A store's days as instants, and the strike of a plan."""

    def __init__(self, plan: Plan, store: DemoStore) -> None:
        self._zone = store.zone
        self._starts: dict[date, datetime] = {}
        self._ends: dict[date, datetime] = {}
        self.strike_start = self.start(plan.day(STRIKE_FIRST))
        self.strike_end = self.end(plan.day(STRIKE_LAST))

    def start(self, day: date) -> datetime:
        """The first instant of a day."""
        if day not in self._starts:
            self._starts[day] = start_of_day(day, self._zone)
        return self._starts[day]

    def end(self, day: date) -> datetime:
        """The last second of a day."""
        if day not in self._ends:
            self._ends[day] = end_of_day(day, self._zone)
        return self._ends[day]

    def day_of(self, at: datetime) -> date:
        """The day of an instant."""
        return at.astimezone(self._zone).date()

    def ordering_time(self, dice: Dice, day: date) -> datetime:
        """An instant of a day at which somebody orders: evenings more than nights."""
        return self.start(day) + timedelta(seconds=dice.weighted(_ALL_HOURS, _HOURS) * 3_600 + dice.below(3_600))

    def by_day(self, at: datetime, minute: int) -> datetime:
        """The same day at a minute when parcels are handed over at the door, or the next day if that has passed."""
        day = self.day_of(at)
        found = self.start(day) + timedelta(minutes=minute)
        return found if found > at else self.start(day + timedelta(days=1)) + timedelta(minutes=minute)

    def struck(self, handed_over_at: datetime, arrives_at: datetime) -> bool:
        """Whether a package was on the road during the strike."""
        return handed_over_at <= self.strike_end and arrives_at >= self.strike_start
