from datetime import timedelta

import pytest
from django.test import Client

from goodstanding.systems.orders.events import Kind
from goodstanding.systems.performance.models import NotificationOrder
from goodstanding.ui.paging import Cursor
from tests.factories.orders import draft, order_events, record
from tests.world import World

HOUR = timedelta(hours=1)


def ship_apart(world: World, order: str, *, scanned: tuple[str, ...] = ("1",)) -> None:
    """An order in two packages, 25 days ago, of which those named were scanned and delivered in time."""
    placed_at = world.later(days=-25)
    drafts = order_events(world.harbour, placed_at, order=order, shipped_after=None)
    for name, carrier in (("1", "Northpost"), ("2", "Quickline")):
        told = {
            "package": name,
            "carrier": carrier,
            "tracking_id": f"{carrier[0]}P{order}",
            "items": [{"sku": f"HL-{name}"}],
        }
        drafts.append(draft(world.harbour, order, Kind.SHIPPED, placed_at + 20 * HOUR, told, id=f"{order}-s{name}"))
        if name in scanned:
            about = {"package": name}
            drafts.append(
                draft(world.harbour, order, Kind.CARRIER_SCAN, placed_at + 23 * HOUR, about, id=f"{order}-c{name}")
            )
            drafts.append(
                draft(world.harbour, order, Kind.DELIVERED, placed_at + 90 * HOUR, about, id=f"{order}-d{name}")
            )
    assert record(world.harbour, drafts, world.now).rejects == []


@pytest.fixture
def alice(world: World) -> Client:
    return world.as_(world.alice)


def test_the_page_of_an_order_shows_every_package(world: World, alice: Client) -> None:
    ship_apart(world, "A-1")

    page = alice.get(f"/s/{world.harbour.ref}/orders/A-1/").content.decode()

    assert "Shipped in 2 packages" in page
    for said in (
        "NPA-1",
        "QPA-1",
        "Northpost",
        "Quickline",
        "HL-2",
        "The carrier has never scanned tracking number QPA-1",
    ):
        assert said in page


def test_the_page_of_an_order_in_one_package_shows_that_one(world: World, alice: Client) -> None:
    record(world.harbour, order_events(world.harbour, world.later(days=-25), order="A-1"), world.now)

    page = alice.get(f"/s/{world.harbour.ref}/orders/A-1/").content.decode()

    assert "Shipped in one package" in page
    assert "NPA-1" in page


def test_before_the_shipment_there_is_no_package(world: World, alice: Client) -> None:
    record(world.harbour, order_events(world.harbour, world.later(days=-1), order="A-1", shipped_after=None), world.now)

    page = alice.get(f"/s/{world.harbour.ref}/orders/A-1/").content.decode()

    assert "Shipped in" not in page


def test_the_list_behind_a_rate_of_packages_names_them_by_tracking_number(world: World, alice: Client) -> None:
    ship_apart(world, "A-1")

    page = alice.get(f"/s/{world.harbour.ref}/health/VALID_TRACKING_RATE/?kind=counted").content.decode()

    assert "The packages behind the number" in page
    assert ">NPA-1</a><small>Order A-1" in page
    assert ">QPA-1</a><small>Order A-1" in page
    assert "1 of 2 packages" in page


def test_a_notification_rests_on_every_package_that_counts(world: World, alice: Client) -> None:
    for n in range(40):
        ship_apart(world, f"A-{n}", scanned=() if n < 3 else ("1", "2"))
    world.work_off()

    rows = NotificationOrder.objects.filter(notification__metric_code="VALID_TRACKING_RATE")
    assert rows.count() == rows.first().notification.denominator - rows.first().notification.numerator == 6
    assert sorted(rows.values_list("tracking_id", flat=True)) == [f"{c}PA-{n}" for c in "NQ" for n in range(3)]
    assert set(rows.values_list("carrier", flat=True)) == {"Northpost", "Quickline"}
    page = alice.get(f"/s/{world.harbour.ref}/notifications/{rows.first().notification.ref}/").content.decode()
    assert "QPA-2" in page


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_place_among_orders_that_somebody_made_up_is_the_first_page(world: World, at: str) -> None:
    answer = world.as_(world.alice).get(f"/s/{world.harbour.ref}/orders/", {"after": Cursor((at, "1")).encode()})

    assert answer.status_code == 200
