"""The events of a demo marketplace, in the order in which they happened, for any span of time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from goodstanding.connectors.demo import cast, stories
from goodstanding.connectors.demo.calendar import StoreDays
from goodstanding.connectors.demo.cast import DemoSeller
from goodstanding.connectors.demo.dice import Dice, running
from goodstanding.connectors.demo.life import Life
from goodstanding.connectors.demo.measured import LIFE_DAYS
from goodstanding.connectors.demo.plan import STORES, Plan, Volume
from goodstanding.connectors.demo.turns import Turn, drawn_turn, written_turn
from goodstanding.systems.orders.events import EventDraft

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayOfEvents:
    """What happened on one day (UTC), by store code, each list in order of time."""

    day: date
    by_store: dict[str, list[EventDraft]]


class Play:
    """A plan with its cast, ready to tell what happened from one instant to another."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.sellers = cast.build(plan)
        self._volume = Volume(plan)
        self._days = {store.code: StoreDays(plan, store) for store in STORES}
        self._written = [
            (seller, stories.schedule(plan, self._volume, seller)) for seller in self.sellers if seller.rate
        ]
        self._drawn = [seller for seller in self.sellers if not seller.rate]
        self._weights = running([seller.weight for seller in self._drawn])

    def days(self, since: datetime, until: datetime) -> Iterator[DayOfEvents]:
        """Each day's events with `since <= at < until`. Spans that touch add up to the same as one long span."""
        waiting: dict[date, dict[str, list[EventDraft]]] = {}
        day = max(self.plan.first_day, since.astimezone(UTC).date() - timedelta(days=LIFE_DAYS))
        last = until.astimezone(UTC).date()
        told = day - 2 * _ONE_DAY
        while day <= last + _ONE_DAY:  # a store east of Greenwich begins its day a little before
            for store, draft in self._orders_of(day):
                if since <= draft.at < until:
                    waiting.setdefault(draft.at.date(), {}).setdefault(store, []).append(draft)
            told = day - 2 * _ONE_DAY
            if told in waiting:
                yield _in_order(told, waiting.pop(told))
            day += _ONE_DAY
        for rest in sorted(waiting):
            yield _in_order(rest, waiting[rest])

    def _orders_of(self, day: date) -> Iterator[tuple[str, EventDraft]]:
        numbers = {store.code: 0 for store in STORES}
        written = 0
        for seller, schedule in self._written:
            count = self._volume.at_rate(day, seller.rate)
            written += count
            if schedule.ends_on and day >= schedule.ends_on:
                continue
            dice = Dice(f"{self.plan.seed}:{seller.external_id}:{day}")
            first = self._volume.before_at_rate(day, seller.rate)
            for n in range(count):
                turn = written_turn(dice, self.plan, seller, schedule, day, (n, first + n))
                yield from self._played(dice, seller, turn, day, numbers)

        dice = Dice(f"{self.plan.seed}:{day}")
        offset = self.plan.offset(day)
        for _ in range(self._volume.all_on(day) - written):
            seller = self._open_seller(dice, offset)
            yield from self._played(dice, seller, drawn_turn(dice, seller), day, numbers)

    def _open_seller(self, dice: Dice, offset: int) -> DemoSeller:
        while True:
            seller = dice.weighted(self._drawn, self._weights)
            if seller.joined_offset <= offset:
                return seller

    def _played(
        self, dice: Dice, seller: DemoSeller, turn: Turn, day: date, numbers: dict[str, int]
    ) -> Iterator[tuple[str, EventDraft]]:
        store = seller.store.code
        numbers[store] += 1
        days = self._days[store]
        life = Life(
            dice=dice, days=days, seller=seller, turn=turn, order=f"{store.upper()}-{day:%y%m%d}-{numbers[store]:04d}"
        )
        for draft in life.play(days.ordering_time(dice, day), day):
            yield store, draft


def _in_order(day: date, by_store: dict[str, list[EventDraft]]) -> DayOfEvents:
    for drafts in by_store.values():
        drafts.sort(key=lambda draft: (draft.at, draft.id))
    return DayOfEvents(day, by_store)
