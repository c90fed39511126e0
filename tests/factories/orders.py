"""Orders for tests, made the way a shop engine makes them: as events through the real door."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import count

from goodstanding.kit.actors import SYSTEM
from goodstanding.systems.orders import actions
from goodstanding.systems.orders.events import EventDraft, Kind
from goodstanding.systems.orders.recording import Recorded
from goodstanding.systems.sellers.models import Seller

_numbers = count(1)


def draft(
    seller: Seller, order: str, kind: Kind, at: datetime, data: Mapping[str, object] | None = None, id: str = ""
) -> EventDraft:
    """One event of an order; the id is made from order and kind unless given."""
    return EventDraft(
        seller=seller.external_id, order=order, kind=kind, id=id or f"{order}:{kind.value}", at=at, data=data or {}
    )


def record(seller: Seller, drafts: list[EventDraft], at: datetime, source: str = "test") -> Recorded:
    """Record drafts through the action that every door calls."""
    return actions.record_events(actor=SYSTEM, store=seller.store, drafts=drafts, source=source, at=at)


def order_events(
    seller: Seller,
    placed_at: datetime,
    *,
    shipped_after: timedelta | None = timedelta(hours=20),
    delivered_after: timedelta | None = timedelta(days=3),
    order: str = "",
    **placed: object,
) -> list[EventDraft]:
    """An order's usual events: placed, shipped with a scan, delivered. Ship-by is two days, deliver-by six days later."""
    name = order or f"T-{next(_numbers):05d}"
    data = {
        "currency": "USD", "total_minor": 2_500, "ship_by_at": (placed_at + timedelta(days=2)).isoformat(),
        "deliver_by_at": (placed_at + timedelta(days=6)).isoformat(),
        "lines": [{"sku": "HL-TEAPOT-09", "title": "Stoneware teapot", "quantity": 1, "price_minor": 2_500}], **placed,
    }  # fmt: skip
    drafts = [draft(seller, name, Kind.PLACED, placed_at, data)]
    if shipped_after is not None:
        shipped_at = placed_at + shipped_after
        drafts.append(
            draft(seller, name, Kind.SHIPPED, shipped_at, {"carrier": "Northpost", "tracking_id": f"NP{name}"})
        )
        drafts.append(draft(seller, name, Kind.CARRIER_SCAN, shipped_at + timedelta(hours=3)))
        if delivered_after is not None:
            drafts.append(draft(seller, name, Kind.DELIVERED, placed_at + delivered_after))
    return drafts


def sell(seller: Seller, now: datetime, *, good: int, late: int = 0, days_ago: int = 5) -> None:
    """So many orders placed some days before `now`, shipped in time or a day late, all delivered."""
    placed_at = now - timedelta(days=days_ago)
    drafts = []
    for n in range(good + late):
        shipped_after = timedelta(hours=20) if n < good else timedelta(days=3)
        drafts += order_events(
            seller, placed_at + timedelta(minutes=n), shipped_after=shipped_after, delivered_after=timedelta(days=4)
        )
    record(seller, drafts, now)
