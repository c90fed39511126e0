"""Writing folded orders into their rows. Used by recording, rebuilding and waking; private to this system."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

from goodstanding.base.bulk.reading import Among
from goodstanding.base.bulk.writing import upsert_rows
from goodstanding.base.sealing.seals import seal
from goodstanding.systems.orders import vocabulary
from goodstanding.systems.orders.events import FoldEvent
from goodstanding.systems.orders.folding import Folded, FoldedMessage, anchor_days
from goodstanding.systems.orders.models import BuyerContact, BuyerMessage, Order, OrderEvent, Package
from goodstanding.systems.orders.packing import FoldedPackage

_STATE = [f.name for f in fields(Folded) if f.name not in ("messages", "lines", "packages", "names_packages")]
ORDER_COLUMNS = [
    "seller_id", "external_id", *_STATE, "lines", "ordered_on", "ship_by_on", "deliver_by_on", "marks", "wakes_at",
]  # fmt: skip
MESSAGE_COLUMNS = [
    "order_id", "seller_id", "external_id", "received_at", "answered_at", "no_response_needed_at", "received_on", "marks",
    "wakes_at",
]  # fmt: skip
PACKAGE_COLUMNS = [
    "order_id", "seller_id", "external_id", "number", "carrier", "tracking_id", "ship_from", "shipped_at", "first_scan_at",
    "delivered_at", "items", "ordered_on", "ship_by_on", "deliver_by_on", "marks",
]  # fmt: skip
_state_of = attrgetter(*_STATE)
OrderKey = tuple[int, str]  # seller id, the shop's order id


def order_row(key: OrderKey, state: Folded, zone: ZoneInfo, at: datetime) -> list[Any]:  # Any: column values
    """The row of an order, with its facts as they hold at an instant."""
    return [
        *key,
        *_state_of(state),
        json.dumps(state.lines),
        *anchor_days(state, zone),
        vocabulary.order_marks(state, at),
        vocabulary.order_wakes_at(state, at),
    ]


def write_orders(states: Mapping[OrderKey, Folded], zone: ZoneInfo, at: datetime) -> None:
    """Insert or replace the rows of these orders."""
    rows = [order_row(key, state, zone, at) for key, state in states.items()]
    upsert_rows(Order, ORDER_COLUMNS, ["seller_id", "external_id"], rows)


def write_messages(
    states: Mapping[OrderKey, Folded], order_ids: Mapping[OrderKey, int], zone: ZoneInfo, at: datetime
) -> None:
    """Insert or replace the rows of the buyers' messages about these orders."""
    rows = [
        _message_row(order_ids[key], key[0], message, zone, at)
        for key, state in states.items()
        for message in state.messages.values()
    ]
    if rows:
        upsert_rows(BuyerMessage, MESSAGE_COLUMNS, ["order_id", "external_id"], rows)


def write_packages(
    states: Mapping[OrderKey, Folded], order_ids: Mapping[OrderKey, int], zone: ZoneInfo, at: datetime
) -> None:
    """Insert or replace the packages of those of these orders that have several."""
    rows = [
        _package_row(order_ids[key], key[0], package, anchor_days(state, zone), at)
        for key, state in states.items()
        for package in state.packages
    ]
    if rows:
        upsert_rows(Package, PACKAGE_COLUMNS, ["order_id", "external_id"], rows)


def _package_row(
    order_id: int, seller_id: int, package: FoldedPackage, days: Sequence[date | None], at: datetime
) -> list[Any]:  # Any: column values
    return [
        order_id, seller_id, package.name, package.number, package.carrier, package.tracking_id, package.ship_from,
        package.shipped_at, package.first_scan_at, package.delivered_at, json.dumps(package.items), *days,
        vocabulary.package_marks(package, at),
    ]  # fmt: skip


def drop_packages(states: Mapping[OrderKey, Folded], order_ids: Mapping[OrderKey, int]) -> None:
    """Remove the package rows of these orders that the fold does not give: none, unless somebody wrote them by hand."""
    meant = {(order_ids[key], package.name) for key, state in states.items() for package in state.packages}
    there = Package.objects.filter(Among("order_id", list(order_ids.values())))
    stray = [
        pk for pk, order_id, name in there.values_list("pk", "order_id", "external_id") if (order_id, name) not in meant
    ]
    Package.objects.filter(Among("id", stray)).delete()


def _message_row(order_id: int, seller_id: int, message: FoldedMessage, zone: ZoneInfo, at: datetime) -> list[Any]:
    return [  # Any above: column values
        order_id,
        seller_id,
        message.external_id,
        message.received_at,
        message.answered_at,
        message.no_response_needed_at,
        message.received_at.astimezone(zone).date(),
        vocabulary.message_marks(message, at),
        vocabulary.message_wakes_at(message, at),
    ]


def write_contacts(addresses: Mapping[int, str], keep_until: date) -> None:
    """Keep these buyers' addresses, by order id, encrypted."""
    rows = [(order_id, seal(address), keep_until) for order_id, address in addresses.items()]
    if rows:
        upsert_rows(BuyerContact, ["order_id", "email_sealed", "keep_until"], ["order_id"], rows)


def order_ids(seller_ids: Iterable[int], external_ids: Sequence[str]) -> dict[OrderKey, int]:
    """The keys of the orders among these that exist. The sellers are compared here: two IN lists mislead SQLite's planner."""
    wanted = set(seller_ids)
    found = Order.objects.filter(Among("external_id", external_ids)).values_list("seller_id", "external_id", "pk")
    return {(seller_id, external_id): pk for seller_id, external_id, pk in found if seller_id in wanted}


def events_of(
    ids: Sequence[int], *, until: datetime | None = None, known_by: datetime | None = None
) -> dict[int, list[FoldEvent]]:
    """The recorded events of orders, by order id: all of them, or those that occurred and were known by an instant."""
    found = OrderEvent.objects.filter(Among("order_id", ids))
    if until is not None:
        found = found.filter(occurred_at__lte=until)
    if known_by is not None:
        found = found.filter(recorded_at__lte=known_by)
    grouped: dict[int, list[FoldEvent]] = {}
    rows = found.values_list("order_id", "kind", "occurred_at", "external_id", "data")
    for order_id, kind, occurred_at, external_id, data in rows.iterator(chunk_size=5_000):
        grouped.setdefault(order_id, []).append(FoldEvent(kind, occurred_at, external_id, data))
    return grouped
