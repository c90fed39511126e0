"""What a request costs does not grow with the number of rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goodstanding.base.clock import reading
from goodstanding.systems.cases import actions as case_actions
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


@pytest.mark.parametrize(
    "path",
    [
        "/desk/queue", "/desk/queues", "/desk/views", "/desk/tags", "/desk/mail-in", "/desk/held-files", "/cases/{case}/drafts",
        "/cases/{case}/history", "/service/promises", "/sellers/harbour/case-look-alikes?category=orders_shipping.templates",
        "/sellers/harbour/cases.csv",
    ],
)  # fmt: skip
def test_a_page_of_the_desk_costs_few_queries(world: World, path: str) -> None:
    reading.move_to(world.now)
    for n in range(12):
        case = cases.open_case(world, subject=f"Case number {n}")
        case_actions.tag(actor=world.sam.actor, ref=case.ref, name=f"tag-{n}", at=world.now)
    program = program_of(world.sam)
    program.get("/token")

    with CaptureQueriesContext(connection) as queries:
        answer = program.get(path.format(case=case.ref))
        assert b"".join(answer.streaming_content) if answer.streaming else answer.content

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
