"""What is promised to whom: calendars and policies as plain values, and which policy applies. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from goodstanding.systems.service.calendars import ALWAYS, BusinessHours, Calendar, Week
from goodstanding.systems.service.states import Kind, Side

AROUND_THE_CLOCK = "always"
AS_STORE = "store"

Targets = Mapping[Kind, Mapping[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a store is, as far as calendars care."""

    store: str
    zone: str
    country: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarTerms:
    """A business calendar as an administrator sets it. `hours` has seven lists of (start, end) in minutes, Monday first.

    Without a zone it lives in the zone of the store it is used for; the country `store` means the store's own.
    """

    code: str
    name: str
    always: bool = False
    zone: str = ""
    hours: tuple[tuple[tuple[int, int], ...], ...] = ()
    week: Week = ()
    country: str = ""
    region: str = ""
    days_off: tuple[tuple[date, str], ...] = ()

    def at(self, place: Place) -> Calendar:
        """The calendar for a store."""
        return ALWAYS if self.always else self.hours_at(place)

    def hours_at(self, place: Place) -> BusinessHours:
        """The business hours for a store; empty ones around the clock."""
        country = place.country if self.country == AS_STORE else self.country
        return _hours(self.zone or place.zone, self.week, country, self.region, self.days_off)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What decides which policy applies to a matter, and by what its promises are counted."""

    store: str = ""
    queue: str = ""
    category: str = ""
    priority: str = "normal"
    standing: str = ""
    assignee_id: int | None = None
    seller_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyTerms:
    """A service policy: for whom it is, what it promises (seconds), in which calendar, and what stops its clocks.

    Empty filters take everything. A category may be named by its area alone. No calendar means the store's own.
    `warn_percent` of a target used is when somebody is warned; `bump` raises the priority by one step on a breach.
    """

    code: str
    name: str
    stores: frozenset[str] = frozenset()
    queues: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    priorities: frozenset[str] = frozenset()
    standings: frozenset[str] = frozenset()
    targets: Targets = field(default_factory=dict)
    calendar: str = ""
    pauses: frozenset[Side] = frozenset({Side.SELLER, Side.THIRD_PARTY})
    warn_percent: int = 75
    bump: bool = False

    @property
    def takes_everything(self) -> bool:
        """Whether it has no filter at all."""
        return not (self.stores or self.queues or self.categories or self.priorities or self.standings)

    def takes(self, group: Group) -> bool:
        """Whether the policy is for this matter."""
        return (
            _in(group.store, self.stores)
            and _in(group.queue, self.queues)
            and (_in(group.category, self.categories) or group.category.split(".", 1)[0] in self.categories)
            and _in(group.priority, self.priorities)
            and _in(group.standing, self.standings)
        )

    def target(self, kind: Kind, priority: str) -> int | None:
        """Seconds promised, or None when nothing is."""
        return self.targets.get(kind, {}).get(priority)


@dataclass(frozen=True, slots=True)
class Terms:
    """What one promise is held to."""

    target_seconds: int
    warn_seconds: int
    calendar: Calendar
    pauses: frozenset[Side]
    policy: str
    calendar_code: str


@dataclass(frozen=True)
class ServiceTerms:
    """Every calendar and the policies in order, as they stand together in version `number` (0: the rulebook's own)."""

    number: int
    calendars: Mapping[str, CalendarTerms]
    policies: Sequence[PolicyTerms]
    of_store: Mapping[str, str] = field(default_factory=dict)
    default_calendar: str = AROUND_THE_CLOCK

    def policy_for(self, group: Group) -> PolicyTerms:
        """The first policy that takes the matter; the last one takes everything."""
        return next((policy for policy in self.policies if policy.takes(group)), self.policies[-1])

    def calendar_for(self, policy: PolicyTerms, store: str) -> CalendarTerms:
        """The policy's own calendar, else the store's, else the default one."""
        code = policy.calendar or self.of_store.get(store, self.default_calendar)
        return self.calendars.get(code) or self.calendars[self.default_calendar]

    def terms_for(self, kind: Kind, group: Group, place: Place) -> Terms | None:
        """What a promise of a kind is held to, or None when the policy promises none.

        News of a third party is promised in hours around the clock: banks and carriers don't keep our hours.
        """
        policy = self.policy_for(group)
        seconds = policy.target(kind, group.priority)
        if seconds is None:
            return None
        calendar = self.calendar_for(policy, group.store)
        apart = kind is Kind.THIRD_PARTY_UPDATE
        return Terms(
            target_seconds=seconds,
            warn_seconds=seconds * policy.warn_percent // 100,
            calendar=ALWAYS if apart else calendar.at(place),
            pauses=frozenset({Side.SELLER}) if apart else policy.pauses,
            policy=policy.code,
            calendar_code=AROUND_THE_CLOCK if apart else calendar.code,
        )


@lru_cache(maxsize=256)
def _hours(zone: str, week: Week, country: str, region: str, days_off: tuple[tuple[date, str], ...]) -> BusinessHours:
    """The same calendar again and again: what it has worked out about its days is kept."""
    return BusinessHours(ZoneInfo(zone), week, country, region, frozenset(day for day, _name in days_off))


def _in(value: str, wanted: frozenset[str]) -> bool:
    return not wanted or value in wanted
