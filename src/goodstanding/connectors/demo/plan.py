"""What a demo marketplace is made from: a seed, the instant its year ends, and its size."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from goodstanding.connectors.demo.measured import WEEKDAY
from goodstanding.kit.errors import Invalid

MARKETPLACE = "Northmarket"
LEAST_DAYS = 110  # the oldest story needs a month of orders before it
LEAST_A_DAY = 25  # orders: the sellers with a story alone have 18
# Share of an even month, in thousandths.
_MONTH = {1: 900, 2: 880, 3: 930, 4: 930, 5: 960, 6: 930, 7: 900, 8: 900, 9: 980, 10: 1020, 11: 1220, 12: 1350}
_AFTER_CHRISTMAS = 700
# The Friday after the fourth Thursday of November and the days around it, in thousandths.
_PEAK = {-1: 1300, 0: 2800, 1: 1700, 2: 1500, 3: 1900}


@dataclass(frozen=True, slots=True)
class DemoStore:
    """A country site of the demo marketplace."""

    code: str
    name: str
    currency: str
    time_zone: str
    language: str
    country: str

    @property
    def zone(self) -> ZoneInfo:
        """Where its days begin and end."""
        return ZoneInfo(self.time_zone)


STORES = (
    DemoStore("us", f"{MARKETPLACE} US", "USD", "America/New_York", "en", "US"),
    DemoStore("de", f"{MARKETPLACE} DE", "EUR", "Europe/Berlin", "de", "DE"),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a demo year depends on. Equal plans give equal years, event for event.

    `opened_at` is the instant at which the year ends and the clock starts to run on; offsets of days count from its day.
    """

    seed: int
    opened_at: datetime
    sellers: int = 300
    orders: int = 20_000
    days: int = 365

    def __post_init__(self) -> None:
        if self.opened_at.tzinfo is None:
            raise ValueError("opened_at needs a time zone")
        if not 12 <= self.sellers <= 5_000:
            raise Invalid("A demo marketplace has 12 to 5,000 sellers.", field="sellers")
        if not LEAST_DAYS <= self.days <= 1_000:
            raise Invalid(f"A demo marketplace has {LEAST_DAYS} to 1,000 days of history.", field="days")
        if not LEAST_A_DAY * self.days <= self.orders <= 1_000_000:
            raise Invalid(
                f"A demo marketplace of {self.days} days has {LEAST_A_DAY * self.days:,} to 1,000,000 orders.",
                field="orders",
            )

    @property
    def today(self) -> date:
        """The day the year ends."""
        return self.opened_at.astimezone(UTC).date()

    @property
    def first_day(self) -> date:
        """The day of the first orders."""
        return self.today - timedelta(days=self.days - 1)

    def offset(self, day: date) -> int:
        """Days from the end of the year: 0 is today, -1 yesterday, 1 tomorrow."""
        return (day - self.today).days

    def day(self, offset: int) -> date:
        """The day at an offset."""
        return self.today + timedelta(days=offset)


@lru_cache(maxsize=4_096)
def season(day: date) -> int:
    """How busy a day is, in thousandths of an even day: weekday, month and the November peak."""
    month = _AFTER_CHRISTMAS if (day.month, day.day) > (12, 22) else _MONTH[day.month]
    weight = WEEKDAY[day.weekday()] * month // 1000
    return weight * _PEAK.get((day - _peak_friday(day.year)).days, 1000) // 1000


@lru_cache(maxsize=64)
def _peak_friday(year: int) -> date:
    first = date(year, 11, 1)
    first_thursday = first + timedelta(days=(3 - first.weekday()) % 7)
    return first_thursday + timedelta(days=22)


class Volume:
    """How many orders fall on a day, so that any run of days adds up: shares of running totals, without chance."""

    def __init__(self, plan: Plan) -> None:
        self._first = plan.first_day
        self._totals = [0]
        self._year = self._until(plan.today + timedelta(days=1))
        self._orders = plan.orders

    def all_on(self, day: date) -> int:
        """Orders of the whole marketplace."""
        return self._share(day, self._orders, self._year)

    def at_rate(self, day: date, per_1000_days: int) -> int:
        """Orders of a seller who has this many in a thousand even days."""
        return self._share(day, per_1000_days, 1_000_000)

    def before_at_rate(self, day: date, per_1000_days: int) -> int:
        """How many orders that seller had before a day: the running number of the day's first order."""
        return self._until(day) * per_1000_days // 1_000_000

    def _share(self, day: date, times: int, per: int) -> int:
        return self._until(day + timedelta(days=1)) * times // per - self._until(day) * times // per

    def _until(self, day: date) -> int:
        wanted = max(0, (day - self._first).days)
        while len(self._totals) <= wanted:
            self._totals.append(self._totals[-1] + season(self._first + timedelta(days=len(self._totals) - 1)))
        return self._totals[wanted]
