"""The returns reports: of sellers who ship themselves, and of units that came back to Amazon's warehouses."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from goodstanding.connectors.amazon_reports.sources import NeedsOrders, Told, known_order, of_known_orders
from goodstanding.connectors.amazon_reports.tables import Cells, Report, header_of, open_report
from goodstanding.connectors.imports.errors import BadValue
from goodstanding.connectors.imports.inspection import inspect
from goodstanding.connectors.imports.shapes import Batch, KnownOrder, Setting
from goodstanding.connectors.imports.sources import by_rows
from goodstanding.connectors.imports.values import day, instant, minor, needed
from goodstanding.kit.periods import start_of_day
from goodstanding.systems.orders.events import EventDraft, Kind

LONGEST_REASON = 64
LONGEST_ID = 120
DAYS = ("%d-%b-%Y", "%d-%b-%y", "%Y-%m-%d")
BY_SELLER = ("order id", "return request date", "return reason")
BY_WAREHOUSE = ("return-date", "order-id", "reason")


@dataclass(frozen=True, slots=True)
class AmazonReturns(NeedsOrders):
    """Returns reports about one seller."""

    format: str = "amazon-returns"

    def batches(self, setting: Setting, *, start: int = 0) -> Iterator[Batch]:
        """What each row tells about its order, when that is known."""
        told = (of_known_orders(report, *_way_of(report), setting) for report in self.reports)
        return by_rows(chain.from_iterable(told), start=start)


def open_amazon_returns(paths: Sequence[Path], *, encoding: str = "") -> AmazonReturns:
    """Look at the reports and check their columns. Raises Unreadable naming place and remedy."""
    return AmazonReturns([_open(path, encoding) for path in paths])


def _open(path: Path, encoding: str) -> Report:
    header = {cell.lower() for cell in header_of(inspect(path, encoding=encoding))}
    required = BY_WAREHOUSE if "return-date" in header else BY_SELLER
    return open_report(path, encoding=encoding, title="amazon-returns", required=required)


def _way_of(report: Report) -> tuple[str, Told]:
    """The column that names the order, and how a row is read."""
    return ("order-id", _warehouse_row) if "return-date" in report.columns else ("order id", _seller_row)


def _seller_row(cells: Cells, line: int, known: Mapping[str, KnownOrder], setting: Setting) -> list[EventDraft]:
    """A return request, with the refund and the A-to-z claim that the row tells of.

    Neither of these has a time of its own in the report; both get the day of the request, before which they cannot have been.
    """
    order_id = needed(cells["order id"], "order id")
    asked_on = day(needed(cells["return request date"], "return request date"), "return request date", DAYS)
    refund = cells["refunded amount"]
    claim = cells["a-to-z claim"].lower()
    order = known_order(order_id, known, setting.seller)
    refunded_minor = minor(refund, "refunded amount", cells["currency code"] or order.currency) if refund else 0
    if claim not in {"", "n", "no", "false", "y", "yes", "true"}:
        raise BadValue("a-to-z claim", "bad_value", f"a-to-z claim must be Y or N, not {claim[:20]!r}.")

    at = _not_before(start_of_day(asked_on, setting.zone), order)
    reason = _reason(cells["return reason"])
    key = _id(order_id, cells["amazon rma id"], cells["merchant sku"], asked_on.isoformat())
    told = [EventDraft(setting.seller, order_id, Kind.RETURN_REQUESTED, f"{key}/return", at, reason, None, line)]
    if refunded_minor:
        data = {"amount_minor": refunded_minor, **reason}
        told.append(EventDraft(setting.seller, order_id, Kind.REFUNDED, f"{key}/refund", at, data, None, line))
    if claim in {"y", "yes", "true"}:
        told.append(EventDraft(setting.seller, order_id, Kind.CLAIM_FILED, f"{key}/claim", at, {}, None, line))
    return told


def _warehouse_row(cells: Cells, line: int, known: Mapping[str, KnownOrder], setting: Setting) -> list[EventDraft]:
    """One unit that came back to a warehouse of Amazon's."""
    order_id = needed(cells["order-id"], "order-id")
    returned_at = instant(needed(cells["return-date"], "return-date"), "return-date")
    order = known_order(order_id, known, setting.seller)
    key = _id(order_id, cells["license-plate-number"], cells["sku"], returned_at.isoformat())
    at = _not_before(returned_at, order)
    reason = _reason(cells["reason"])
    return [EventDraft(setting.seller, order_id, Kind.RETURN_REQUESTED, f"{key}/return", at, reason, None, line)]


def _not_before(at: datetime, order: KnownOrder) -> datetime:
    return max(at, order.placed_at.astimezone(UTC))


def _reason(text: str) -> dict[str, object]:
    return {"reason": text[:LONGEST_REASON]} if text else {}


def _id(*parts: str) -> str:
    """What tells this row from all others, shortened to a fingerprint when it is too long."""
    joined = "/".join(part for part in parts if part)
    if len(joined) <= LONGEST_ID:
        return joined
    return joined[: LONGEST_ID - 33] + "/" + hashlib.blake2b(joined.encode(), digest_size=16).hexdigest()
