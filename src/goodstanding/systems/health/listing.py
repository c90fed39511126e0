"""What lies in a metric's window, one by one: orders, packages or messages. Private to this system; `queries` is the door.

A list runs by day, then by order, then by the package's number or the message within it, the newest first.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import CharField, F, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from goodstanding.kit.errors import Invalid
from goodstanding.kit.periods import window_ending
from goodstanding.systems.health.counted import CountedAs, CountedOrder, describe
from goodstanding.systems.health.counting import Series
from goodstanding.systems.health.replay import Replay
from goodstanding.systems.orders.models import BuyerMessage, Order, Package
from goodstanding.systems.orders.vocabulary import Mark
from goodstanding.systems.rulebook.rules import MetricWindow
from goodstanding.systems.sellers.models import Seller

Things = QuerySet[Any]  # Any: orders, packages or messages
_WEEKDAY = Cast("ordered_on", CharField())  # as text: a third of the cost of dates
_OF_ORDERS: dict[str, str | Cast] = {
    "listing": "lead_sku",
    "carrier": "carrier",
    "weekday": _WEEKDAY,
    "ship_from": "ship_from",
    "region": "buyer_region",
    "cancel_reason": "cancel_reason",
    "claim_reason": "claim_reason",
}
_OF_PACKAGES: dict[str, str | Cast] = {
    **_OF_ORDERS,
    "listing": "order__lead_sku",
    "region": "order__buyer_region",
    "cancel_reason": "order__cancel_reason",
    "claim_reason": "order__claim_reason",
}
DIMENSIONS = tuple(_OF_ORDERS)


class Which(NamedTuple):
    """Which part of a list is asked for: how they count, after which place, how many at most."""

    kind: str
    after: str
    limit: int


def present_rows(
    seller: Seller, series: Series, window: MetricWindow, day: date, at: datetime, which: Which
) -> list[CountedOrder]:
    """The rows of today's list after a place, one more than asked for where there are more."""
    anchor, zone = series.metric.anchor, seller.store.zone
    rows = []
    for things in _in_window(seller, series, window, day):
        found = _of_kind(things, series, which.kind)
        part = {Package: "number", BuyerMessage: "pk"}.get(found.model, "")
        order = "order_id" if part else "pk"
        if which.after:
            found = found.filter(_beyond(_read_place(which.after), anchor, order, part))
        by = [f"-{anchor}", f"-{order}", *([f"-{part}"] if part else [])]
        for thing in found.order_by(*by)[: which.limit + 1]:
            row = describe(series, window, thing, thing.order if part else thing, getattr(thing, anchor), at, zone)
            rows.append(row)
    rows.sort(key=_place, reverse=True)
    return rows[: which.limit + 1]


def past_rows(replay: Replay, series: Series, window: MetricWindow, day: date, which: Which) -> list[CountedOrder]:
    """As `present_rows`, as of a past day."""
    rows = []
    for past in replay.inside(series, window, day):
        anchored_on = past.anchors[series.metric.anchor]
        assert anchored_on is not None  # `inside` keeps only those
        row = describe(series, window, past.thing, past.order, anchored_on, replay.until, replay.zone)
        if _wanted(row, which.kind):
            rows.append(row)
    rows.sort(key=_place, reverse=True)
    if which.after:
        seen = _read_place(which.after)
        rows = [row for row in rows if _place(row) < seen]
    return rows[: which.limit + 1]


def place_after(row: CountedOrder) -> str:
    """Where the list goes on after a row."""
    return f"{row.anchored_on.isoformat()}_{row.order_id}_{row.part}"


def told_of(seller: Seller, series: Series, window: MetricWindow, day: date) -> Sequence[tuple[Any, ...]]:
    """Of everything in the denominator: its marks, and what may explain them, in the order of DIMENSIONS."""
    rows: list[tuple[Any, ...]] = []  # Any: whatever the columns hold
    for things in _in_window(seller, series, window, day):
        columns = _OF_PACKAGES if things.model is Package else _OF_ORDERS
        rows += _of_kind(things, series, "counted").values_list("marks", *columns.values())
    return rows


def _in_window(seller: Seller, series: Series, window: MetricWindow, day: date) -> list[Things]:
    """What the metric counts, together each once: an order with several packages stands aside for them."""
    span = window_ending(day, days=window.days, lag_days=window.lag_days)
    within = {"seller": seller, f"{series.metric.anchor}__range": (span.from_on, span.to_on)}
    if series.metric.entity == "message":
        return [BuyerMessage.objects.filter(**within).select_related("order")]
    orders = Order.objects.filter(**within).defer("lines", "feedback_text")
    if series.metric.entity == "order":
        return [orders]
    whole = orders.annotate(split=F("marks").bitand(int(Mark.SEVERAL_PACKAGES))).filter(split=0)
    return [whole, Package.objects.filter(**within).select_related("order")]


def _of_kind(found: Things, series: Series, kind: str) -> Things:
    found = found.annotate(
        den=F("marks").bitand(series.denominator),
        num=F("marks").bitand(series.numerator),
    )
    wants_low = series.metric.target is None or series.metric.target.condition.wants_low
    if kind == "against":
        return found.filter(den=series.denominator).filter(~Q(num=0) if wants_low else Q(num=0))
    if kind == "counted":
        return found.filter(den=series.denominator)
    return found.exclude(den=series.denominator) if kind == "not_counted" else found


def _wanted(row: CountedOrder, kind: str) -> bool:
    if kind == "against":
        return row.against
    if kind == "all":
        return True
    return (row.counted_as is CountedAs.NOT_COUNTED) is (kind == "not_counted")


Place = tuple[date, int, int]


def _place(row: CountedOrder) -> Place:
    return row.anchored_on, row.order_id, row.part


def _beyond(place: Place, anchor: str, order: str, part: str) -> Q:
    """Whatever comes after a place. An order of one part is its own only one: nothing of it is left."""
    day, order_id, number = place
    later = Q(**{f"{anchor}__lt": day}) | Q(**{anchor: day, f"{order}__lt": order_id})
    return later | Q(**{anchor: day, order: order_id, f"{part}__lt": number}) if part else later


def _read_place(after: str) -> Place:
    try:
        day, order_id, part = after.split("_")
        return date.fromisoformat(day), int(order_id), int(part)
    except ValueError as error:
        raise Invalid(_("This page link is damaged. Start again from the first page."), field="after") from error
