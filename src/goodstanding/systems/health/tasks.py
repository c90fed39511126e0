"""Background judging."""

from __future__ import annotations

from django_tasks import task

from goodstanding.base.clock import reading
from goodstanding.systems.health import actions
from goodstanding.systems.orders import actions as orders
from goodstanding.systems.sellers.models import Seller

MOST_ROUNDS = 50
SELLERS_TO_A_TASK = 100
BEHIND_EVERYTHING = -50


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
    """Have every seller judged: windows move on with the day even when nothing happens. Run every hour.

    Only queues: a hundred sellers to a task and behind everything else, so that a new order never waits for all of them.
    """
    ids = list(Seller.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), SELLERS_TO_A_TASK):
        judge.enqueue(ids[start : start + SELLERS_TO_A_TASK])


@task(priority=BEHIND_EVERYTHING)
def judge(seller_ids: list[int]) -> None:
    """Judge these sellers as of now."""
    actions.evaluate(seller_ids, at=reading.now())
