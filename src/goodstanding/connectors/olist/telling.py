"""What a row of Olist's files says, and the events that follow from it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from goodstanding.connectors.imports.errors import BadValue
from goodstanding.connectors.imports.values import local_instant, minor, needed, whole
from goodstanding.connectors.olist.folder import Table
from goodstanding.kit.periods import end_of_day
from goodstanding.systems.orders.events import EventDraft, Kind

CURRENCY = "BRL"
LONGEST_TEXT = 4_000
CLOCKS_DIFFER = timedelta(days=1)
_STATUSES = frozenset(
    {"created", "approved", "invoiced", "processing", "shipped", "delivered", "unavailable", "canceled"}
)

# Olist says `unavailable` when the seller had no stock; `canceled` gives no reason and is taken as the buyer's wish.
_CANCELLED = {
    "unavailable": {"by": "seller", "reason": "stock"},
    "canceled": {"by": "buyer", "reason": "buyer_request"},
}


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order as the orders file has it; instants in UTC."""

    id: str
    customer: str
    status: str
    placed_at: datetime
    approved_at: datetime | None
    shipped_at: datetime | None
    delivered_at: datetime | None
    deliver_by_at: datetime | None

    @property
    def latest_at(self) -> datetime:
        """The latest thing that happened, for cancellations, which carry no time. The estimate is a promise, not a happening."""
        happened = (self.placed_at, self.approved_at, self.shipped_at, self.delivered_at)
        return max(at for at in happened if at is not None)


@dataclass(frozen=True, slots=True)
class Item:
    """One item of an order."""

    seller: str
    product: str
    title: str
    ship_by_at: datetime
    price_minor: int
    freight_minor: int


@dataclass(frozen=True, slots=True)
class Review:
    """A buyer's review; `rank` orders several of one order by when they were answered."""

    stars: int
    text: str
    created_at: datetime
    rank: tuple[datetime, str]


def read_order(table: Table, cells: list[str], zone: ZoneInfo) -> OrderRow:
    """Read a row of the orders file; times without a zone are local to the store."""

    def at(column: str) -> datetime | None:
        text = table.cell(cells, column)
        return local_instant(text, column, zone) if text else None

    status = needed(table.cell(cells, "order_status"), "order_status")
    if status not in _STATUSES:
        raise BadValue("order_status", "unknown_status", f"The status {status[:40]!r} is not known.")
    purchase = "order_purchase_timestamp"
    placed_at = local_instant(needed(table.cell(cells, purchase), purchase), purchase, zone)
    return OrderRow(
        id=needed(table.cell(cells, "order_id"), "order_id"),
        customer=table.cell(cells, "customer_id"),
        status=status,
        placed_at=placed_at,
        approved_at=at("order_approved_at"),
        shipped_at=_handed_over(at("order_delivered_carrier_date"), placed_at),
        delivered_at=at("order_delivered_customer_date"),
        deliver_by_at=_end_of_promise(table.cell(cells, "order_estimated_delivery_date"), zone),
    )


def _handed_over(at: datetime | None, placed_at: datetime) -> datetime | None:
    """Shops' and carriers' clocks differ: a hand-over a little before its order is taken as one with it. Else BadValue."""
    if at is None or at >= placed_at:
        return at
    if placed_at - at > CLOCKS_DIFFER:
        column = "order_delivered_carrier_date"
        raise BadValue(
            column, "before_order", f"{column} is more than a day before the order was placed. Check the date."
        )
    return placed_at


def _end_of_promise(text: str, zone: ZoneInfo) -> datetime | None:
    """The estimate is a date written as its midnight: the promise holds until that day ends where the store is."""
    if not text:
        return None
    column = "order_estimated_delivery_date"
    try:
        return end_of_day(date.fromisoformat(text[:10]), zone)
    except (ValueError, OverflowError):
        raise BadValue(column, "bad_time", f"{column} is no date: {text[:40]!r}. Write 2018-09-03.") from None


def read_item(table: Table, cells: list[str], zone: ZoneInfo, titles: Mapping[str, str]) -> Item:
    """Read a row of the items file."""
    limit = needed(table.cell(cells, "shipping_limit_date"), "shipping_limit_date")
    product = table.cell(cells, "product_id")
    return Item(
        seller=needed(table.cell(cells, "seller_id"), "seller_id"),
        product=product,
        title=titles.get(product, ""),
        ship_by_at=local_instant(limit, "shipping_limit_date", zone),
        price_minor=minor(table.cell(cells, "price"), "price", CURRENCY),
        freight_minor=minor(table.cell(cells, "freight_value") or "0", "freight_value", CURRENCY),
    )


def read_review(table: Table, cells: list[str], zone: ZoneInfo) -> Review:
    """Read a row of the reviews file."""
    stars = whole(needed(table.cell(cells, "review_score"), "review_score"), "review_score")
    created = needed(table.cell(cells, "review_creation_date"), "review_creation_date")
    answered = table.cell(cells, "review_answer_timestamp") or created
    said = (table.cell(cells, "review_comment_title"), table.cell(cells, "review_comment_message"))
    return Review(
        stars=stars,
        text="\n".join(part for part in said if part)[:LONGEST_TEXT],
        created_at=local_instant(created, "review_creation_date", zone),
        rank=(local_instant(answered, "review_answer_timestamp", zone), table.cell(cells, "review_id")),
    )


def order_events(
    order: OrderRow, seller: str, items: list[Item], *, region: str, ship_from: str, place: int
) -> list[EventDraft]:
    """What happened to one seller's part of an order."""

    def event(kind: Kind, at: datetime, data: Mapping[str, object]) -> EventDraft:
        return EventDraft(seller, order.id, kind, f"{order.id}/{seller}/{kind.value}", at, data, None, place)

    told = [event(Kind.PLACED, order.placed_at, _placed(order, items, region, ship_from))]
    if order.shipped_at is not None:
        told.append(event(Kind.SHIPPED, order.shipped_at, {}))
        told.append(event(Kind.CARRIER_SCAN, order.shipped_at, {}))  # handing over is the carrier's first scan
    if order.delivered_at is not None:
        told.append(event(Kind.DELIVERED, order.delivered_at, {}))
    if cancelled := _CANCELLED.get(order.status):
        told.append(event(Kind.CANCELLED, order.latest_at, dict(cancelled)))
    return told


def feedback(order: OrderRow, review: Review, seller: str, *, place: int) -> EventDraft:
    """The review as feedback about one seller of the order; whether it is negative is the rulebook's to say.

    Reviews are dated to midnight, which may be before the order on the same day: then the order's time is taken.
    """
    data: dict[str, object] = {"stars": review.stars}
    if review.text:
        data["text"] = review.text
    at = review.created_at
    if at < order.placed_at and order.placed_at - at < CLOCKS_DIFFER:
        at = order.placed_at
    return EventDraft(seller, order.id, Kind.FEEDBACK_LEFT, f"{order.id}/{seller}/feedback", at, data, None, place)


def _placed(order: OrderRow, items: list[Item], region: str, ship_from: str) -> dict[str, object]:
    """The seller must ship by the latest limit of the order's items: only then is the parcel late as a whole."""
    data: dict[str, object] = {
        "currency": CURRENCY,
        "channel": "mfn",
        "total_minor": sum(item.price_minor + item.freight_minor for item in items),
        "ship_by_at": max(item.ship_by_at for item in items).isoformat(),
        "lines": [_line(item) for item in items],
    }
    if order.deliver_by_at is not None:
        data["deliver_by_at"] = order.deliver_by_at.isoformat()
    if region:
        data["buyer_region"] = region
    if ship_from:
        data["ship_from"] = ship_from
    return data


def _line(item: Item) -> dict[str, object]:
    line: dict[str, object] = {"sku": item.product[:64], "quantity": 1, "price_minor": item.price_minor}
    return {**line, "title": item.title[:200]} if item.title else line
