"""Background judging."""

from __future__ import annotations

from django_tasks import task

from goodstanding.base.clock import reading
from goodstanding.systems.health import actions
from goodstanding.systems.orders import actions as orders
from goodstanding.systems.sellers.models import Seller

MOST_ROUNDS = 50


@task()
def tick() -> int:
    """Renew what time alone changed (a ship-by that passed) and announce it. Run every minute; returns sellers touched."""
    touched: set[int] = set()
    for _ in range(MOST_ROUNDS):
        found = orders.wake(at=reading.now())
        if not found:
            break
        touched |= found
    return len(touched)


@task()
def judge_everybody() -> None:
    """Judge every seller: windows move on with the day even when nothing happens. Run every hour."""
    actions.evaluate(Seller.objects.order_by("pk").values_list("pk", flat=True), at=reading.now())
