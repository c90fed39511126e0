"""Every page asks the database at most as often as query_budgets.json says, however many rows it shows."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

from goodstanding.kit.actors import SYSTEM, Actor, SellerRole
from goodstanding.systems.cases.models import Case
from goodstanding.systems.health import remembered
from goodstanding.systems.payouts.models import Payout
from goodstanding.systems.payouts.states import LineKind
from goodstanding.systems.performance.models import PerformanceNotification, PlanOfAction
from goodstanding.systems.sellers import actions as sellers
from tests.factories import notifications as notices
from tests.factories import payouts
from tests.factories.cases import open_case
from tests.factories.orders import sell
from tests.world import Person, World

BUDGETS: dict[str, int] = json.loads((Path(__file__).parent / "query_budgets.json").read_text())
MOST = 15
FEW, MANY = 5, 60
EVERY_FEW_SECONDS = ("clock_clockoffset", "rulebook_rulepackversion")  # asked by a process now and then, not by a page


def test_no_page_may_ask_more_than_fifteen_times() -> None:
    assert max(BUDGETS.values()) <= MOST


def test_pages_keep_their_budgets_and_ask_no_more_with_more_rows(world: World) -> None:
    # A breach is there from the start: its causes are one more query.
    sell(world.harbour, world.now, good=0, late=30, days_ago=9)
    _fill(world, FEW)
    few = _walk(world)
    _fill(world, MANY - FEW)
    many = _walk(world)

    over = {name: n for name, n in many.items() if n > BUDGETS[name]}
    grown = {name: (few[name], n) for name, n in many.items() if n > few[name]}
    assert set(many) == set(BUDGETS)
    assert not over, f"beyond their budget: {over}"
    assert not grown, f"grow with their rows: {grown}"


def test_the_metrics_table_and_the_lists_show_their_rows(world: World) -> None:
    _fill(world, FEW)

    base = f"/s/{world.harbour.ref}/"
    client = world.as_(world.alice)
    health = client.get(f"{base}health/").content.decode()
    counted = client.get(f"{base}health/LATE_SHIPMENT_RATE/?kind=counted").content.decode()
    orders = client.get(f"{base}orders/").content.decode()

    assert "LATE_SHIPMENT_RATE" in health
    assert counted.count("/orders/T-") == FEW
    assert orders.count("/orders/T-") == FEW


def _fill(world: World, rows: int) -> None:
    """So many more of everything: orders (half of them late), notifications, plans under review, cases, sellers."""
    sell(world.harbour, world.now, good=rows - rows // 2, late=rows // 2)
    orders = list(world.harbour.orders.values_list("external_id", flat=True)[:rows])
    lines = [line for order in orders for line in payouts.lines(world.now, (LineKind.SALE, 25_00), order=order)]
    payouts.paid(world.harbour, world.now, settlement=f"rows-{rows}", lines=lines, total_minor=25_00 * len(lines))
    for n in range(rows):
        payouts.paid(world.harbour, world.now, settlement=f"S-{rows}-{n}")
    opened = sellers.open_sellers(
        actor=SYSTEM, store=world.store, names={f"more-{rows}-{n}": f"Seller {n}" for n in range(rows)}, at=world.now
    )
    for n, seller in enumerate(opened.values()):
        at = world.now - timedelta(minutes=n + 1)
        open_case(world, at=at, subject=f"Template {rows}-{n} shows the wrong days")
        notices.issued(world.harbour, at)
        notices.issued(seller, at)
        owner = Person(world.alice.user, _owner_of(world, seller.account_id))
        notices.submitted(notices.by_hand(seller, world.tom, at), owner, at)
    world.work_off()


def _owner_of(world: World, account_id: int) -> Actor:
    return replace(world.alice.actor, accounts={account_id: SellerRole.OWNER})


def _walk(world: World) -> dict[str, int]:
    """How often each page asks. The first visit warms what a process keeps for seconds, such as the rules."""
    order = world.harbour.orders.order_by("pk")[0].external_id
    notice = PerformanceNotification.objects.filter(seller=world.harbour).order_by("pk")[0].ref
    case = Case.objects.order_by("pk")[0].ref
    plan = PlanOfAction.objects.order_by("pk")[0].notification.ref
    payout = Payout.objects.order_by("-line_count")[0].ref
    base = f"/s/{world.harbour.ref}/"
    places = {
        "home": (world.alice, base),
        "health": (world.alice, f"{base}health/"),
        "metric": (world.alice, f"{base}health/LATE_SHIPMENT_RATE/?kind=counted"),
        "orders": (world.alice, f"{base}orders/"),
        "order": (world.alice, f"{base}orders/{order}/"),
        "payouts": (world.alice, f"{base}payouts/"),
        "payout": (world.alice, f"{base}payouts/{payout}/"),
        "console payout": (world.sam, f"/console/payouts/{payout}/"),
        "beside a case": (world.sam, f"/console/cases/{case}/facts/"),
        "notifications": (world.alice, f"{base}notifications/"),
        "notification": (world.alice, f"{base}notifications/{notice}/"),
        "case log": (world.alice, f"{base}cases/"),
        "case log, words": (world.alice, f"{base}cases/?q=template+delivery"),
        "case": (world.alice, f"{base}cases/{case}/"),
        "console home": (world.sam, "/console/"),
        "review queue": (world.tess, "/console/performance/"),
        "review": (world.tess, f"/console/performance/notifications/{plan}/"),
        "case queue": (world.sam, "/console/cases/"),
        "case queue, words": (world.sam, "/console/cases/?q=template+delivery"),
        "sellers": (world.sam, "/console/sellers/"),
    }
    return {name: _asked(world, person, path) for name, (person, path) in places.items()}


def _asked(world: World, person: Person, path: str) -> int:
    client = world.as_(person)
    assert client.get(path).status_code == 200, path
    remembered.forget()
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return sum(1 for query in asked.captured_queries if not any(table in query["sql"] for table in EVERY_FEW_SECONDS))
