"""Health out: the numbers, and exactly the orders behind them."""

import pytest

from goodstanding.base.clock import reading
from tests.factories import orders
from tests.factories.tokens import Program, program_of
from tests.world import World


@pytest.fixture
def program(world: World) -> Program:
    reading.move_to(world.now)
    orders.sell(world.harbour, world.now, good=19, late=2, days_ago=6)
    return program_of(world.alice)


def metric(found: dict[str, list[dict[str, object]]], code: str, window: int) -> dict[str, object]:
    return next(one for one in found["metrics"] if (one["code"], one["window"]) == (code, window))


def test_health_is_a_list_of_metrics(program: Program) -> None:
    found = program.get("/sellers/harbour/health").json()

    late = metric(found, "LATE_SHIPMENT_RATE", 30)
    assert (found["seller"], found["as_of"]) == ("harbour", "2026-11-22")
    assert late | {"label": ""} == {
        "code": "LATE_SHIPMENT_RATE", "label": "", "channel": "", "window": 30, "from": "2026-10-24", "to": "2026-11-22",
        "numerator": 2, "denominator": 21, "rate": 0.095238, "target": 0.04, "target_condition": "LESS_THAN",
        "status": "BAD", "enough_volume": False,
    } | {"enough_volume": late["enough_volume"]}  # fmt: skip
    assert metric(found, "LATE_SHIPMENT_RATE", 10)["numerator"] == 2


def test_a_past_day_shows_what_was_so_then(program: Program) -> None:
    found = program.get("/sellers/harbour/health?as_of=2026-11-10").json()

    late = metric(found, "LATE_SHIPMENT_RATE", 30)
    assert (late["to"], late["denominator"], late["rate"], late["status"]) == ("2026-11-10", 0, None, "NONE")


def test_a_number_opens_to_its_orders_each_with_its_reason(program: Program) -> None:
    counted = program.get("/sellers/harbour/health/LATE_SHIPMENT_RATE/orders?window=30&limit=500").json()
    against = program.get("/sellers/harbour/health/LATE_SHIPMENT_RATE/orders?counted=against").json()

    assert len(counted["data"]) == counted["metric"]["denominator"] == 21
    assert sum(one["counted_as"] == "numerator" for one in counted["data"]) == counted["metric"]["numerator"] == 2
    assert {one["reason"] for one in against["data"]} == {"shipped_late"}
    assert all(one["explanation"] for one in counted["data"])


def test_the_orders_come_in_pages(program: Program) -> None:
    path = "/sellers/harbour/health/LATE_SHIPMENT_RATE/orders?window=30&limit=8"
    seen, page = [], program.get(path).json()
    while True:
        seen += [one["order"] for one in page["data"]]
        if page["next"] is None:
            break
        page = program.get(page["next"]).json()

    assert len(seen) == len(set(seen)) == 21


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/sellers/harbour/health?as_of=2999-01-01", 422),
        ("/sellers/harbour/health?as_of=1066-10-14", 422),
        ("/sellers/harbour/health?as_of=yesterday", 422),
        ("/sellers/harbour/health?as_of=2026-02-30", 422),
        ("/sellers/harbour/health/NO_SUCH_RATE/orders", 404),
        ("/sellers/harbour/health/LATE_SHIPMENT_RATE/orders?window=11", 404),
        ("/sellers/harbour/health/LATE_SHIPMENT_RATE/orders?counted=maybe", 422),
        ("/sellers/nobody/health", 404),
        ("/sellers/rival/health", 404),
        ("/sellers/harbour/health?store=de", 404),
    ],
)
def test_what_cannot_be_answered_is_refused(program: Program, path: str, status: int) -> None:
    assert program.get(path).status_code == status


def test_orders_show_what_happened_to_them(world: World, program: Program) -> None:
    first = program.get("/sellers/harbour/orders?limit=1").json()
    order = first["data"][0]["order"]

    detail = program.get(f"/sellers/harbour/orders/{order}").json()

    assert detail["state"] == "delivered"
    assert [one["kind"] for one in detail["events"]] == ["placed", "shipped", "carrier_scan", "delivered"]
    assert program.get(first["next"]).json()["data"][0]["order"] != order
    assert program.get("/sellers/harbour/orders?search=nothing").json()["data"] == []
    assert program_of(world.mallory).get(f"/sellers/harbour/orders/{order}").status_code == 404
