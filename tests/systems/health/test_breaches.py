from datetime import timedelta

from goodstanding.systems.health import queries
from goodstanding.systems.health.models import Breach
from goodstanding.systems.health.queries import Asked
from tests.factories.orders import order_events, record, sell
from tests.world import World


def test_crossing_a_target_opens_one_breach(world: World) -> None:
    sell(world.harbour, world.now, good=90, late=6)

    world.work_off()

    breach = Breach.objects.get(seller=world.harbour)
    assert (breach.code, breach.numerator, breach.denominator) == ("LATE_SHIPMENT_RATE", 6, 96)


def test_the_same_breach_is_never_opened_twice(world: World) -> None:
    sell(world.harbour, world.now, good=90, late=6)
    world.work_off()
    sell(world.harbour, world.now, good=1, late=1)

    world.work_off()

    assert Breach.objects.filter(seller=world.harbour).count() == 1


def test_a_single_late_parcel_of_a_small_seller_is_no_breach(world: World) -> None:
    sell(world.harbour, world.now, good=19, late=1)

    world.work_off()

    reading = queries.health_of(world.harbour, at=world.now).of("LATE_SHIPMENT_RATE")[-1]
    assert (reading.numerator, reading.denominator, reading.status, reading.enough) == (1, 20, "BAD", False)
    assert not Breach.objects.exists()


def test_a_breach_closes_by_itself_when_the_metric_recovers(world: World) -> None:
    sell(world.harbour, world.now, good=90, late=6)
    world.work_off()
    sell(world.harbour, world.now, good=200)

    world.work_off()

    assert Breach.objects.get(seller=world.harbour).closed_at is not None


def test_every_number_opens_to_exactly_its_orders(world: World) -> None:
    sell(world.harbour, world.now, good=40, late=3)

    page = queries.counted_orders(world.harbour, Asked("LATE_SHIPMENT_RATE", 30), at=world.now, limit=50)

    assert len(page.rows) == page.reading.numerator == 3
    assert {row.reason for row in page.rows} == {"shipped_late"}


def test_the_replay_of_today_equals_todays_count(world: World) -> None:
    sell(world.harbour, world.now, good=40, late=3)
    sell(world.harbour, world.now, good=10, late=1, days_ago=25)
    present = queries.health_of(world.harbour, at=world.now)

    tomorrow = world.later(days=1)
    past = queries.health_of(world.harbour, at=tomorrow, as_of=world.now.date())

    assert [(r.code, r.window_days, r.count) for r in past.readings] == [
        (r.code, r.window_days, r.count) for r in present.readings
    ]


def test_an_order_not_shipped_by_its_ship_by_becomes_late_without_any_event(world: World) -> None:
    placed_at = world.now - timedelta(days=1)
    record(world.harbour, order_events(world.harbour, placed_at, shipped_after=None), world.now)
    before = queries.health_of(world.harbour, at=world.now).of("LATE_SHIPMENT_RATE")[-1].numerator

    from goodstanding.systems.orders import actions as orders

    orders.wake(at=world.later(days=2))

    after = queries.health_of(world.harbour, at=world.later(days=2)).of("LATE_SHIPMENT_RATE")[-1].numerator
    assert (before, after) == (0, 1)
