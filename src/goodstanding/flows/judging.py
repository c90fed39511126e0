"""When orders change, their sellers are judged again."""

from __future__ import annotations

from datetime import datetime

from goodstanding.systems.health import actions as health
from goodstanding.systems.orders.events import OrdersChanged


def judge_sellers(fact: OrdersChanged, at: datetime) -> None:
    """Judge the sellers whose orders changed, as of now: late and repeated facts do no harm."""
    health.evaluate(fact.seller_ids, at=at)
