"""From orders to a notification and back, through the real outbox and its worker."""

import pytest

from goodstanding.base.mailroom.models import Mail
from goodstanding.base.outbox.models import StoredFact
from goodstanding.flows import enforcement
from goodstanding.systems.health import actions as health
from goodstanding.systems.health import queries as health_queries
from goodstanding.systems.health.events import MetricBreached, MetricRecovered
from goodstanding.systems.health.models import Breach
from goodstanding.systems.performance.models import PerformanceNotification
from goodstanding.systems.performance.states import NotificationState
from goodstanding.systems.sellers.states import Standing
from tests.factories import orders
from tests.world import World, happenings


@pytest.fixture
def breached(world: World) -> MetricBreached:
    """Ten of sixty orders left late."""
    orders.sell(world.harbour, world.now, good=50, late=10)
    health.evaluate([world.harbour.pk], at=world.now)
    breach = Breach.objects.get(code="LATE_SHIPMENT_RATE")
    return MetricBreached(breach_id=breach.pk, seller_id=world.harbour.pk, code=breach.code)


def test_a_breach_becomes_one_notification_with_the_very_orders(world: World, breached: MetricBreached) -> None:
    enforcement.notify(breached, world.now)

    notification = PerformanceNotification.objects.get()
    asked = health_queries.Asked("LATE_SHIPMENT_RATE", notification.window_days)
    counted = health_queries.counted_orders(world.harbour, asked, at=world.now, limit=100)
    assert (notification.numerator, notification.denominator) == (10, 60)
    assert set(notification.orders.values_list("external_id", flat=True)) == {row.order for row in counted.rows}
    assert notification.orders.first().reason.startswith("Shipped on")
    world.harbour.refresh_from_db()
    assert world.harbour.standing == Standing.AT_RISK


def test_handled_twice_it_is_still_one(world: World, breached: MetricBreached) -> None:
    enforcement.notify(breached, world.now)
    before = happenings()

    enforcement.notify(breached, world.later(minutes=5))

    assert happenings() == before


def test_handled_after_the_recovery_it_does_nothing(world: World, breached: MetricBreached) -> None:
    Breach.objects.filter(pk=breached.breach_id).update(closed_at=world.now)
    before = happenings()

    enforcement.notify(breached, world.later(days=9))

    assert happenings() == before


def test_recovery_closes_it_and_says_so(world: World, breached: MetricBreached) -> None:
    enforcement.notify(breached, world.now)

    enforcement.settle(MetricRecovered(breached.breach_id, world.harbour.pk, breached.code), world.later(days=9))

    assert PerformanceNotification.objects.get().state == NotificationState.RECOVERED


def test_the_worker_does_it_all_by_itself(world: World, breached: MetricBreached) -> None:
    world.work_off()

    assert PerformanceNotification.objects.count() == 1
    assert not StoredFact.objects.filter(handled_at__isnull=True).exists()
    assert {m.to_address for m in Mail.objects.all()} == {"alice@example.com", "fay@example.com", "sue@example.com"}
