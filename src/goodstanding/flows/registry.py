"""Who reacts to what: one line per reaction. Read from top to bottom it is the list of everything that happens by itself."""

from __future__ import annotations

from goodstanding.base.outbox.registry import react
from goodstanding.flows import judging
from goodstanding.systems.orders.events import OrdersChanged


def register() -> None:
    """Name every reaction. Called once when the product starts."""
    react(OrdersChanged, judging.judge_sellers)
