"""What a request costs does not grow with the number of rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goodstanding.base.clock import reading
from goodstanding.systems.orders.models import OrderEvent
from tests.api.test_order_events import event
from tests.factories import cases, notifications, orders
from tests.factories.tokens import machine, program_of
from tests.world import World

MOST = 15


@pytest.mark.parametrize(
    "path",
    [
        "/sellers",
        "/sellers/harbour",
        "/sellers/harbour/health",
        "/sellers/harbour/health/LATE_SHIPMENT_RATE/orders",
        "/sellers/harbour/orders",
        "/sellers/harbour/notifications",
        "/notifications",
        "/notifications/{ref}",
        "/sellers/harbour/cases",
        "/cases/{case}",
    ],
)
def test_a_page_costs_few_queries(world: World, path: str) -> None:
    reading.move_to(world.now)
    orders.sell(world.harbour, world.now, good=25, late=5)
    ref, case = notifications.issued(world.harbour, world.now).ref, cases.open_case(world).ref
    program = program_of(world.alice)
    program.get("/token")

    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = program.get(path.format(ref=ref, case=case))

    assert answer.status_code == 200
    assert len(queries) <= MOST


def test_a_full_batch_of_events_costs_no_more_than_a_small_one(world: World) -> None:
    shop = machine("administrator", "orders:write")

    def cost(orders_sent: int, name: str) -> int:
        batch = [event(f"{name}-{n}") for n in range(orders_sent)]
        with CaptureQueriesContext(connection) as queries:
            assert shop.post("/order-events", {"events": batch}).json()["accepted"] == orders_sent
        return len(queries)

    small, full = cost(10, "S"), cost(1_000, "F")

    assert OrderEvent.objects.count() == 1_010
    assert full <= small + 30  # big statements are split into a few
