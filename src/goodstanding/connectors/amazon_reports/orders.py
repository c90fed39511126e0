"""The all-orders report: one row per item, one order from all its rows, one picture of its present state.

The report tells when an order was placed and what has become of it by now, not when that happened, nor what was promised.
docs/systems/imports.md lists what follows from that; the short of it is that nothing here makes an order late.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import chain, islice
from pathlib import Path

from goodstanding.connectors.amazon_reports.sources import BeginsStore
from goodstanding.connectors.amazon_reports.tables import Cells, Report, open_report
from goodstanding.connectors.imports.errors import BadValue
from goodstanding.connectors.imports.shapes import Batch, KnownOrder, Origin, Rejected, Setting
from goodstanding.connectors.imports.sources import by_rows
from goodstanding.connectors.imports.spool import Spool, SpooledRow
from goodstanding.connectors.imports.values import currency_code, instant, minor, whole
from goodstanding.systems.orders.events import EventDraft, Kind

REQUIRED = ("amazon-order-id", "purchase-date", "last-updated-date", "order-status", "fulfillment-channel", "currency")
ORDERS_AT_ONCE = 1_000
ROWS_AT_ONCE = 5_000
TITLE_LENGTH, SKU_LENGTH, REGION_LENGTH = 200, 64, 64


class Outcome(StrEnum):
    """What a status of the report says has become of an order."""

    WAITING = "waiting"
    PLACED = "placed"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"


# 'Shipped - …' (Easy Ship in some countries) is read as Shipped whatever follows: see `outcome_of`.
_OUTCOMES = {
    "pending": Outcome.WAITING,
    "pendingavailability": Outcome.WAITING,
    "pending - waiting for pick up": Outcome.PLACED,
    "unshipped": Outcome.PLACED,
    "partiallyshipped": Outcome.PLACED,
    "partially shipped": Outcome.PLACED,
    "shipping": Outcome.PLACED,
    "unfulfillable": Outcome.PLACED,
    "invoiceunconfirmed": Outcome.SHIPPED,
    "shipped": Outcome.SHIPPED,
    "complete": Outcome.SHIPPED,
    "cancelled": Outcome.CANCELLED,
    "canceled": Outcome.CANCELLED,
}
_CHANNELS = {"amazon": "afn", "afn": "afn", "merchant": "mfn", "mfn": "mfn", "seller": "mfn"}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An order as one report shows it."""

    order: str
    placed_at: datetime
    updated_at: datetime
    outcome: Outcome
    channel: str
    currency: str
    region: str
    total_minor: int
    lines: list[dict[str, object]]


@dataclass(frozen=True, slots=True)
class AmazonOrders(BeginsStore):
    """All-orders reports of one seller."""

    format: str = "amazon-orders"

    def batches(self, setting: Setting, *, start: int = 0) -> Iterator[Batch]:
        """The orders of each report, grouped from their rows; what an earlier report already told is left out."""
        told = (_report_batches(report, setting) for report in self.reports)
        return by_rows(chain.from_iterable(told), start=start)


def open_amazon_orders(paths: Sequence[Path], *, encoding: str = "") -> AmazonOrders:
    """Look at the reports and check their columns. Raises Unreadable naming place and remedy."""
    return AmazonOrders(
        [open_report(path, encoding=encoding, title="amazon-orders", required=REQUIRED) for path in paths]
    )


def outcome_of(status: str) -> Outcome | None:
    """What a status says, None when it is not known. Amazon writes more words after 'Shipped - ' in some countries."""
    word = status.strip().lower()
    return Outcome.SHIPPED if word.startswith("shipped - ") else _OUTCOMES.get(word)


def events_of(seen: Snapshot, known: KnownOrder | None, *, seller: str, place: int) -> tuple[list[EventDraft], int]:
    """The events that a report adds to what is known of an order, and how many it only repeats.

    The first report that shows an order decides its placed event: later ones lack prices of cancelled items. Shipment and
    cancellation get the time of the last update, before which they happened; when the order has them already, it keeps them.
    """
    if seen.outcome is Outcome.WAITING:
        return [], 0
    told = [
        EventDraft(seller, seen.order, Kind.PLACED, f"{seen.order}/placed", seen.placed_at, _placed(seen), None, place)
    ]
    happened_at = max(seen.updated_at, seen.placed_at)
    if seen.outcome is Outcome.SHIPPED:
        told.append(EventDraft(seller, seen.order, Kind.SHIPPED, f"{seen.order}/shipped", happened_at, {}, None, place))
    if seen.outcome is Outcome.CANCELLED:
        # The report does not say who cancelled. It must not count against the seller, nor be laid at the buyer's door.
        data = {"by": "marketplace", "reason": "other"}
        told.append(
            EventDraft(seller, seen.order, Kind.CANCELLED, f"{seen.order}/cancelled", happened_at, data, None, place)
        )
    if known is None:
        return told, 0
    had = {
        Kind.PLACED: True,
        Kind.SHIPPED: known.shipped_at is not None,
        Kind.CANCELLED: known.cancelled_at is not None,
    }
    fresh = [draft for draft in told if not had[draft.kind]]
    return fresh, len(told) - len(fresh)


def _placed(seen: Snapshot) -> dict[str, object]:
    data: dict[str, object] = {"currency": seen.currency, "channel": seen.channel, "total_minor": seen.total_minor}
    if seen.region:
        data["buyer_region"] = seen.region
    if seen.lines:
        data["lines"] = seen.lines
    return data


def _report_batches(report: Report, setting: Setting) -> Iterator[Batch]:
    rejected: list[Rejected] = []
    with Spool() as spool:
        rows = report.rows(rejected)
        while read := list(islice(rows, ROWS_AT_ONCE)):
            spool.put("order", ((report.named(cells)["amazon-order-id"], n, cells) for n, cells in read if cells))
            if rejected:
                yield Batch(rejected=list(rejected), read=len(rejected))
                rejected.clear()
        groups = spool.groups("order")
        while chunk := list(islice(groups, ORDERS_AT_ONCE)):
            yield _batch(report, chunk, setting)


def _batch(report: Report, chunk: list[tuple[str, list[SpooledRow]]], setting: Setting) -> Batch:
    batch = Batch()
    known = setting.known_orders([order for order, _ in chunk])
    for order, rows in chunk:
        batch.read += len(rows)
        seen = _snapshot(report, order, rows, batch.rejected)
        if seen is None:
            continue
        if seen.outcome is Outcome.WAITING and order not in known:
            batch.waiting += len(rows)
        if not seen.currency:  # a cancelled order may have none: it has no prices either
            seen = replace(seen, currency=setting.currency)
        line, cells = rows[0]
        drafts, repeated = events_of(seen, known.get(order), seller=setting.seller, place=line)
        batch.drafts += drafts
        batch.known += repeated
        batch.origins[line] = Origin(report.file.name, line, cells)
    return batch


def _snapshot(report: Report, order: str, rows: list[SpooledRow], rejected: list[Rejected]) -> Snapshot | None:
    """One order from its rows. When one of them is bad, all are rejected: half an order would be a wrong one."""
    bad: dict[int, BadValue] = {}
    seen: Snapshot | None = None
    for line, cells in rows:
        try:
            row = _row(report.named(cells))
            seen = row if seen is None else _joined(seen, row)
        except BadValue as error:
            bad[line] = error
    if not bad:
        return seen
    first = min(bad)
    whole_order = BadValue("", "order_incomplete", f"Line {first} of the same order {order[:64]} was rejected.")
    for line, cells in rows:
        why = bad.get(line, whole_order)
        rejected.append(Rejected(Origin(report.file.name, line, cells), why.field, why.code, why.reason))
    return None


def _row(cells: Cells) -> Snapshot:
    outcome = outcome_of(cells.needed("order-status"))
    if outcome is None:
        raise BadValue("order-status", "unknown_status", f"The status {cells['order-status'][:40]!r} is not known.")
    channel = _CHANNELS.get(cells.needed("fulfillment-channel").lower())
    if channel is None:
        word = cells["fulfillment-channel"][:40]
        raise BadValue(
            "fulfillment-channel", "unknown_channel", f"The channel must be Amazon or Merchant, not {word!r}."
        )
    currency = cells["currency"]
    if outcome is not Outcome.WAITING and outcome is not Outcome.CANCELLED:
        cells.needed("currency")
    line, price = _line(cells, currency)
    return Snapshot(
        order=cells.needed("amazon-order-id"),
        placed_at=instant(cells.needed("purchase-date"), "purchase-date"),
        updated_at=instant(cells["last-updated-date"] or cells["purchase-date"], "last-updated-date"),
        outcome=outcome,
        channel=channel,
        currency=currency_code(currency, "currency") if currency else "",
        region=", ".join(part for part in (cells["ship-state"], cells["ship-country"]) if part)[:REGION_LENGTH],
        total_minor=price,
        lines=[line] if line else [],
    )


def _line(cells: Cells, currency: str) -> tuple[dict[str, object], int]:
    """The item and what it adds to the order's total: its price, shipping and gift wrap, before discounts and tax."""
    parts = ("item-price", "shipping-price", "gift-wrap-price")
    price, *others = [minor(cells[part], part, currency) if cells[part] and currency else 0 for part in parts]
    quantity = whole(cells["quantity"], "quantity") if cells["quantity"] else 0
    if quantity < 0:
        raise BadValue("quantity", "negative_amount", f"quantity must not be negative: {quantity}.")
    if cells["item-status"].lower() in {"cancelled", "canceled"} and not quantity:
        return {}, 0
    named = {"sku": cells["sku"][:SKU_LENGTH], "title": cells["product-name"][:TITLE_LENGTH]}
    line: dict[str, object] = {key: text for key, text in named.items() if text}
    return {**line, "quantity": quantity, "price_minor": price}, price + sum(others)


def _joined(seen: Snapshot, row: Snapshot) -> Snapshot:
    facts: Mapping[str, tuple[object, object]] = {
        "purchase-date": (seen.placed_at, row.placed_at),
        "order-status": (seen.outcome, row.outcome),
        "fulfillment-channel": (seen.channel, row.channel),
    }
    for column, (before, after) in facts.items():
        if before != after:
            raise BadValue(column, "contradiction", f"{column} differs from an earlier row of the same order.")
    if seen.currency and row.currency and seen.currency != row.currency:
        raise BadValue("currency", "contradiction", "currency differs from an earlier row of the same order.")
    return replace(
        seen,
        updated_at=max(seen.updated_at, row.updated_at),
        currency=seen.currency or row.currency,
        total_minor=seen.total_minor + row.total_minor,
        lines=seen.lines + row.lines,
    )
