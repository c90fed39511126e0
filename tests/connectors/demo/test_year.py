"""The generated year, without a database: the same every time, of the promised size, with the planted stories in it."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest

from goodstanding.connectors.demo.cast import Story
from goodstanding.connectors.demo.plan import Plan, season
from goodstanding.connectors.demo.stories import crossing_day
from goodstanding.connectors.demo.stream import Play
from goodstanding.kit.errors import Invalid
from goodstanding.systems.orders import rules
from goodstanding.systems.orders.events import EventDraft, Kind

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
SMALL = Plan(7, NOW, sellers=30, orders=2_750, days=110)


def drafts(plan: Plan, since: datetime = LONG_AGO, until: datetime | None = None) -> list[EventDraft]:
    days = Play(plan).days(since, until or plan.opened_at)
    return [draft for day in days for store in sorted(day.by_store) for draft in day.by_store[store]]


def digest(events: Iterable[EventDraft]) -> str:
    found = hashlib.sha256()
    for e in events:
        said = [e.seller, e.order, e.kind.value, e.id, e.at.isoformat(), e.data]
        found.update(json.dumps(said, sort_keys=True).encode())
    return found.hexdigest()


@dataclass
class Life:
    """What became of one order."""

    seller: str
    placed_at: datetime
    ship_by_at: datetime
    deliver_by_at: datetime
    sku: str
    channel: str
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    carrier: str = ""
    cancelled_by: str = ""
    stars: int = 0
    claim: bool = False
    kinds: set[str] = field(default_factory=set)

    @property
    def late(self) -> bool:
        return self.channel == "mfn" and self.shipped_at is not None and self.shipped_at > self.ship_by_at


class Year:
    """The orders of a plan, folded just far enough for these tests."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.orders: dict[str, Life] = {}
        self.events = Counter[str]()
        for e in drafts(plan):
            self.events[e.kind.value] += 1
            if e.kind is Kind.PLACED:
                ship_by, deliver_by = (datetime.fromisoformat(str(e.data[k])) for k in ("ship_by_at", "deliver_by_at"))
                lines: list[dict[str, str]] = e.data["lines"]  # type: ignore[assignment]
                self.orders[e.order] = Life(
                    e.seller, e.at, ship_by, deliver_by, lines[0]["sku"], str(e.data["channel"])
                )
            life = self.orders[e.order]
            life.kinds.add(e.kind.value)
            if e.kind is Kind.SHIPPED:
                life.shipped_at, life.carrier = e.at, str(e.data["carrier"])
            elif e.kind is Kind.DELIVERED:
                life.delivered_at = e.at
            elif e.kind is Kind.CANCELLED:
                life.cancelled_by = str(e.data["by"])
            elif e.kind is Kind.FEEDBACK_LEFT:
                life.stars = int(str(e.data["stars"]))
            elif e.kind is Kind.CLAIM_FILED:
                life.claim = True

    def of(self, seller: str, *, placed: tuple[int, int] = (-400, 1)) -> list[Life]:
        """A seller's orders placed between two offsets of days."""
        first, last = self.plan.day(placed[0]), self.plan.day(placed[1])
        return [o for o in self.orders.values() if o.seller == seller and first <= o.placed_at.date() <= last]

    def due(self, seller: str, days: int) -> list[Life]:
        """A seller's orders whose ship-by fell into the last days of the year and has passed."""
        since = self.plan.opened_at - timedelta(days=days)
        return [o for o in self.of(seller) if since <= o.ship_by_at < self.plan.opened_at]


@pytest.fixture(scope="module")
def year() -> Year:
    return Year(Plan(2026, NOW))


def test_the_same_seed_and_end_give_the_same_year_event_for_event() -> None:
    assert digest(drafts(SMALL)) == digest(drafts(SMALL))
    assert digest(drafts(SMALL)) != digest(drafts(Plan(8, NOW, sellers=30, orders=2_750, days=110)))


def test_another_process_makes_the_same_year() -> None:
    asked = "from tests.connectors.demo.test_year import *; print(digest(drafts(SMALL)))"
    env = os.environ | {"PYTHONHASHSEED": "4711", "DJANGO_SETTINGS_MODULE": "goodstanding.config.settings_test"}

    said = subprocess.run([sys.executable, "-c", asked], env=env, capture_output=True, text=True, check=True)

    assert said.stdout.strip() == digest(drafts(SMALL))


def test_a_year_and_the_weeks_after_it_are_the_same_in_one_piece_or_in_two() -> None:
    later = NOW + timedelta(days=9, hours=5)

    whole = drafts(SMALL, until=later)

    assert sorted(e.id for e in [*drafts(SMALL), *drafts(SMALL, NOW, later)]) == sorted(e.id for e in whole)
    assert all(NOW <= e.at < later for e in drafts(SMALL, NOW, later))


def test_every_event_is_one_that_the_product_accepts_and_ids_are_used_once() -> None:
    events = drafts(SMALL)

    assert [p for e in events for p in rules.check(e, known_by=NOW)] == []
    assert len({e.id for e in events}) == len(events)


def test_days_come_in_order_and_each_store_in_order_of_time() -> None:
    days = list(Play(SMALL).days(LONG_AGO, NOW))

    assert [d.day for d in days] == sorted({d.day for d in days})
    assert all([e.at for e in part] == sorted(e.at for e in part) for d in days for part in d.by_store.values())


def test_the_year_has_the_size_that_was_asked_for(year: Year) -> None:
    sellers = Counter(o.seller for o in year.orders.values())

    assert 0.97 <= len(year.orders) / 20_000 <= 1.0
    assert 290 <= len(sellers) <= 335
    assert sum(sellers[s] < 20 for s in sellers) > 60, "many are too small to judge"
    assert sum(count for _, count in sellers.most_common(30)) / len(year.orders) > 0.45, "few sell much"


def test_weekdays_and_november_are_busy() -> None:
    assert season(date(2026, 11, 27)) > 2 * season(date(2026, 11, 20))
    assert season(date(2026, 6, 15)) > season(date(2026, 6, 14))


@pytest.mark.parametrize(
    ("what", "low", "high"),
    [
        ("late_shipment", 0.008, 0.025),
        ("late_delivery", 0.02, 0.07),
        ("seller_cancelled", 0.003, 0.012),
        ("bad_feedback", 0.003, 0.012),
        ("claim", 0.002, 0.008),
        ("returned", 0.03, 0.06),
        ("afn", 0.05, 0.25),
    ],
)
def test_things_go_wrong_about_as_often_as_in_life(year: Year, what: str, low: float, high: float) -> None:
    happened = {
        "late_shipment": lambda o: o.late,
        "late_delivery": lambda o: o.delivered_at is not None and o.delivered_at > o.deliver_by_at,
        "seller_cancelled": lambda o: o.cancelled_by == "seller",
        "bad_feedback": lambda o: 0 < o.stars <= 2,
        "claim": lambda o: o.claim,
        "returned": lambda o: "return_requested" in o.kinds,
        "afn": lambda o: o.channel == "afn",
    }[what]

    share = sum(map(happened, year.orders.values())) / len(year.orders)

    assert low <= share <= high


def test_late_packages_get_worse_stars(year: Year) -> None:
    rated = defaultdict[bool, list[int]](list)
    for o in year.orders.values():
        if o.stars and o.delivered_at:
            rated[o.delivered_at > o.deliver_by_at].append(o.stars)

    assert sum(rated[True]) / len(rated[True]) + 1 < sum(rated[False]) / len(rated[False])


def test_the_strike_of_one_carrier_stands_out(year: Year) -> None:
    def delivered_late(carrier: str) -> float:
        begun, ended = year.plan.day(-85), year.plan.day(-78)
        on_the_road = [
            o
            for o in year.orders.values()
            if o.carrier == carrier and o.shipped_at and begun <= o.shipped_at.date() <= ended
        ]
        return sum(o.delivered_at is None or o.delivered_at > o.deliver_by_at for o in on_the_road) / len(on_the_road)

    assert delivered_late("Redline Parcel") > 0.4
    assert delivered_late("Bluebird Post") < 0.15


@pytest.mark.parametrize("weekday", range(7))
def test_the_seller_at_risk_crosses_the_target_about_a_day_before_the_end(weekday: int) -> None:
    now = datetime(2026, 6, 8, 1 + 3 * weekday, 40, tzinfo=UTC) + timedelta(days=weekday)
    year = Year(Plan(weekday, now, sellers=12, orders=2_750, days=110))
    seller = next(s for s in Play(year.plan).sellers if s.story is Story.AT_RISK)
    crossed_on = crossing_day(year.plan, seller)

    month = year.due("harbour-lane", 30)
    before = [o for o in month if o.ship_by_at.astimezone(seller.store.zone).date() < crossed_on]

    overdue = [o for o in month if o.late or (not o.shipped_at and not o.cancelled_by)]
    assert len(overdue) / len(month) > 0.04
    assert sum(o.late for o in before) / len(before) < 0.04
    assert 1 <= (now.astimezone(seller.store.zone).date() - crossed_on).days <= 5


def test_most_of_it_is_one_carrier_and_one_listing(year: Year) -> None:
    orders = year.of("harbour-lane", placed=(-40, 0))
    late = [o for o in orders if o.late]

    for share in (lambda o: o.carrier == "Cartwheel Couriers", lambda o: o.sku == "HLC-BOWL-24"):
        assert sum(map(share, late)) / len(late) > 0.5
        assert sum(map(share, orders)) / len(orders) < 0.35


def test_the_healthy_seller_is_within_every_target(year: Year) -> None:
    month, two_months = year.due("tillbrook", 30), year.of("tillbrook", placed=(-75, -15))

    assert sum(o.late for o in month) / len(month) < 0.02
    assert sum(0 < o.stars <= 2 or o.claim for o in two_months) / len(two_months) < 0.01
    assert not any(o.cancelled_by == "seller" for o in month)


def test_one_seller_cancels_for_want_of_stock(year: Year) -> None:
    month = year.of("saltmarsh", placed=(-31, -1))

    assert sum(o.cancelled_by == "seller" for o in month) / len(month) > 0.05


def test_claims_flood_one_listing_of_one_seller(year: Year) -> None:
    claimed = [o for o in year.of("brackenfell") if o.claim]

    assert len(claimed) >= 9
    assert {o.sku for o in claimed} == {"BRF-TORCH-3"}
    assert min(o.placed_at for o in claimed) > NOW - timedelta(days=30)


def test_the_suspended_seller_sold_nothing_since(year: Year) -> None:
    assert year.of("pellworth", placed=(-60, -30))
    assert not year.of("pellworth", placed=(-28, 1))


def test_next_in_line_is_late_only_after_the_year_has_ended() -> None:
    play = Play(SMALL)
    lives = {e.order for e in drafts(SMALL, until=NOW) if e.seller == "sparrowgate" and e.kind is Kind.PLACED}

    def late(since: datetime, until: datetime) -> int:
        ship_by = {}
        count = 0
        for day in play.days(LONG_AGO, until):
            for e in day.by_store.get("us", []):
                if e.seller == "sparrowgate" and e.kind is Kind.PLACED:
                    ship_by[e.order] = datetime.fromisoformat(str(e.data["ship_by_at"]))
                if e.seller == "sparrowgate" and e.kind is Kind.SHIPPED and since <= e.at:
                    count += e.at > ship_by[e.order]
        return count

    assert lives
    assert late(NOW - timedelta(days=12), NOW) <= 1
    assert late(NOW, NOW + timedelta(days=12)) >= 3


@pytest.mark.parametrize("size", [{"sellers": 3}, {"orders": 10}, {"days": 20}, {"orders": 10**9}])
def test_a_plan_that_cannot_hold_the_stories_is_refused(size: dict[str, int]) -> None:
    with pytest.raises(Invalid):
        Plan(1, NOW, **size)
