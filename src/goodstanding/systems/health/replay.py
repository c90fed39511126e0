"""The same numbers as of a past day: orders folded from the events that had occurred by the end of it. Private to this system."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from goodstanding.kit.periods import window_ending
from goodstanding.systems.health.counted import CountedAs, judge
from goodstanding.systems.health.counting import Series
from goodstanding.systems.health.rules import Count
from goodstanding.systems.orders.folding import anchor_days, fold
from goodstanding.systems.orders.models import Order
from goodstanding.systems.orders.projecting import events_of
from goodstanding.systems.rulebook.rules import MetricWindow
from goodstanding.systems.sellers.models import Seller

LONGEST_PROMISE = timedelta(days=120)  # how long before its anchor day an order may have been placed
CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Past:
    """A folded order, or one of its packages or buyer messages, as it stood, with its order row and its anchor days."""

    thing: Any  # Folded, FoldedPackage or FoldedMessage
    order: Order
    anchors: dict[str, date | None]


class Replay:
    """One seller as of the end of a past day. `known_by` leaves out what the marketplace learned only later."""

    def __init__(self, seller: Seller, *, until: datetime, first: date, known_by: datetime | None = None) -> None:
        self.until = until
        self.zone: ZoneInfo = seller.store.zone
        self.orders: list[Past] = []
        self.messages: list[Past] = []
        placed = Order.objects.filter(seller=seller, ordered_on__gte=first - LONGEST_PROMISE, placed_at__lte=until)
        for chunk in _chunks(placed.order_by("pk").iterator(chunk_size=CHUNK)):
            self._fold(chunk, known_by)

    def things(self, series: Series) -> Iterable[Past]:
        """What a series counts: orders, packages or messages."""
        if series.metric.entity == "package":
            return self._packages()
        return self.orders if series.metric.entity == "order" else self.messages

    def count(self, series: Series, window: MetricWindow, as_of: date) -> Count:
        """The count of a window as of a day."""
        numerator = denominator = 0
        for past in self.inside(series, window, as_of):
            counted_as, _ = judge(series, past.thing, self.until)
            numerator += counted_as is CountedAs.NUMERATOR
            denominator += counted_as is not CountedAs.NOT_COUNTED
        return Count(numerator, denominator)

    def inside(self, series: Series, window: MetricWindow, as_of: date) -> Iterator[Past]:
        """Everything whose anchor day lies in the window, counted or not."""
        span = window_ending(as_of, days=window.days, lag_days=window.lag_days)
        for past in self.things(series):
            day = past.anchors.get(series.metric.anchor)
            if day is not None and day in span:
                yield past

    def _packages(self) -> Iterator[Past]:
        for past in self.orders:
            several = past.thing.packages
            yield from [Past(package, past.order, past.anchors) for package in several] if several else [past]

    def _fold(self, chunk: list[Order], known_by: datetime | None) -> None:
        events = events_of([o.pk for o in chunk], until=self.until, known_by=known_by)
        for order in chunk:
            state = fold(events.get(order.pk, []))
            if state is None:
                continue
            ordered_on, ship_by_on, deliver_by_on = anchor_days(state, self.zone)
            anchors = {"ordered_on": ordered_on, "ship_by_on": ship_by_on, "deliver_by_on": deliver_by_on}
            self.orders.append(Past(state, order, anchors))
            for message in state.messages.values():
                received_on = message.received_at.astimezone(self.zone).date()
                self.messages.append(Past(message, order, {"received_on": received_on}))


def _chunks(orders: Iterator[Order]) -> Iterator[list[Order]]:
    chunk: list[Order] = []
    for order in orders:
        chunk.append(order)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
