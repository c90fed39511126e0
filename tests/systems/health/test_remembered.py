"""What explains a number is found anew when the number changes, and kept as long as it stays."""

import pytest

from goodstanding.systems.health import queries, remembered
from goodstanding.systems.health.queries import Trend
from tests.factories.orders import sell
from tests.world import World


def late(world: World) -> Trend:
    trends = queries.trends_of(world.harbour, at=world.now)
    return next(t for t in trends if t.reading.code == "LATE_SHIPMENT_RATE" and t.reading.window_days == 30)


def test_the_same_counts_give_the_same_trend_and_new_ones_another(world: World) -> None:
    sell(world.harbour, world.now, good=20, late=5, days_ago=9)
    first, again = late(world), late(world)
    sell(world.harbour, world.now, good=0, late=1, days_ago=8)

    assert first is again
    assert late(world) is not first
    assert late(world).reading.numerator == 6


def test_causes_are_found_once_for_a_number_and_again_for_the_next(world: World) -> None:
    sell(world.harbour, world.now, good=30, late=6, days_ago=9)
    trend = late(world)

    found = queries.causes_shown(world.harbour, trend, at=world.now)
    again = queries.causes_shown(world.harbour, trend, at=world.now)
    sell(world.harbour, world.now, good=0, late=4, days_ago=9)
    anew = queries.causes_shown(world.harbour, late(world), at=world.now)

    assert again is found
    assert sum(c.all_defects for c in anew) != sum(c.all_defects for c in found) or not anew


def test_they_are_kept_for_a_while_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "_KEEP_SECONDS", -1.0)
    made = []

    remembered.causes_of("a number", lambda: made.append(1) or [])
    remembered.causes_of("a number", lambda: made.append(2) or [])

    assert made == [1, 2]
