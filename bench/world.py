"""A large marketplace to measure on, made once and kept: 3,000 sellers, 100,000 orders, some 400,000 events.

    python bench/world.py --data /tmp/bench-world
    python bench/world.py --data /tmp/bench-world-pg --database postgresql://user:password@localhost/goodstanding_bench

Volumes are heavy-tailed: the first seller has thousands of orders, most have a few. Everything goes through the product's own
actions: events are recorded, the worker's tasks judge the sellers, breaches lead to notifications, some of those to plans that
wait for review, and there are cases. A database named must be empty. The clock of the marketplace stands where it was made.
`ensure()` makes it in a process of its own when the folder has none yet; `connect()` sets Django up on it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DAYS = 120
BATCH = 5_000
CARRIERS = ("Northway", "Parcelo", "Quickline", "Postal Union")
PLACES = ("Leeds", "Lyon", "Gdansk", "Porto")
NOTICES, PLANS = 400, 60
CASES = 600
PASSWORD = "correct horse battery"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a bench needs to know of the world, as kept in world.json."""

    orders: int
    events: int
    sellers: int
    made_at: str
    seconds: float
    owner: str
    support: str
    reviewer: str
    administrator: str
    seller_ref: str
    seller_id: str
    quiet_ref: str


def main() -> int:
    """Make the world that the options ask for."""
    args = options(__doc__).parse_args()
    facts = ensure(args)
    print(json.dumps(asdict(facts), indent=1))
    return 0


def options(description: str | None) -> argparse.ArgumentParser:
    """The options that every bench on this world understands."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default="/tmp/goodstanding-bench", help="folder that keeps the world")
    parser.add_argument("--database", default="", help="an empty PostgreSQL database, or one with this world in it")
    parser.add_argument("--orders", type=int, default=100_000)
    parser.add_argument("--sellers", type=int, default=3_000)
    parser.add_argument("--make", action="store_true", help=argparse.SUPPRESS)
    return parser


def ensure(args: argparse.Namespace) -> Facts:
    """The world of these options; made first when the folder has none."""
    kept = Path(args.data) / "world.json"
    if args.make:
        return _make(args, kept)
    if not kept.exists():
        Path(args.data).mkdir(parents=True, exist_ok=True)
        again = [sys.executable, __file__, "--make", "--data", args.data, "--database", args.database]
        again += ["--orders", str(args.orders), "--sellers", str(args.sellers)]
        subprocess.run(again, check=True, stdout=subprocess.DEVNULL)
    return Facts(**json.loads(kept.read_text()))


def connect(args: argparse.Namespace) -> None:
    """Set Django up on the world's database."""
    os.environ["GOODSTANDING_DATA"] = str(args.data)
    os.environ["GOODSTANDING_DATABASE_URL"] = args.database
    os.environ["DJANGO_SETTINGS_MODULE"] = "goodstanding.config.settings"
    os.environ["GOODSTANDING_LOG_FORMAT"] = "json"
    import django

    django.setup()


def volumes(orders: int, sellers: int) -> list[int]:
    """How many orders each seller has, largest first: about 1/(rank + 2)."""
    weights = [1 / (rank + 2) for rank in range(1, sellers + 1)]
    whole = sum(weights)
    found = [round(orders * w / whole) for w in weights]
    found[0] += orders - sum(found)
    return found


def story(dice: random.Random, seller: str, order: str, placed_at: datetime, late: float) -> Iterator[Any]:
    """The events of one order: about four, with a share of late, cancelled and disputed ones."""
    from goodstanding.systems.orders.events import EventDraft, Kind

    def event(kind: Kind, at: datetime, **data: object) -> Any:
        return EventDraft(seller=seller, order=order, kind=kind, id=f"{order}-{kind}", at=at, data=data)

    price, item = dice.randrange(500, 20_000), dice.randrange(60)
    yield event(
        Kind.PLACED, placed_at, currency="EUR", total_minor=price, channel="afn" if dice.random() < 0.1 else "mfn",
        ship_by_at=(placed_at + timedelta(days=2)).isoformat(), deliver_by_at=(placed_at + timedelta(days=7)).isoformat(),
        ship_from=dice.choice(PLACES), buyer_region=f"R{dice.randrange(20):02}",
        lines=[{"sku": f"SKU-{item:03}", "title": f"Stoneware bowl no. {item}", "quantity": 1, "price_minor": price}],
    )  # fmt: skip
    if dice.random() < 0.01 + late / 20:
        yield event(Kind.CANCELLED, placed_at + timedelta(hours=20), by="seller", reason="stock")
        return
    hours = dice.uniform(50, 90) if dice.random() < late else dice.triangular(2, 46, 20)
    shipped_at = placed_at + timedelta(hours=hours)
    yield event(Kind.SHIPPED, shipped_at, carrier=dice.choice(CARRIERS), tracking_id=f"T{order}")
    if dice.random() < 0.98:
        yield event(Kind.CARRIER_SCAN, shipped_at + timedelta(hours=5))
        yield event(Kind.DELIVERED, shipped_at + timedelta(hours=dice.triangular(20, 110, 50)))
    if dice.random() < 0.12:
        stars = dice.choice((1, 2, 5, 5, 5)) if dice.random() < late else dice.choice((4, 5, 5))
        yield event(Kind.FEEDBACK_LEFT, shipped_at + timedelta(days=6), stars=stars, text="As described.")
    if dice.random() < late / 10:
        yield event(Kind.CLAIM_FILED, shipped_at + timedelta(days=7), reason="not_received")


def drafts_by_time(orders: int, sellers: int, now: datetime, *, seed: int = 11) -> list[Any]:
    """Every event that happened by now, in the order in which it happened, as a shop engine sends them."""
    dice = random.Random(seed)
    found = []
    number = 0
    for rank, volume in enumerate(volumes(orders, sellers)):
        late = 0.12 if rank % 17 == 0 else 0.015
        for _ in range(volume):
            placed_at = now - timedelta(seconds=dice.random() * DAYS * 86_400)
            number += 1
            found.extend(story(dice, f"S{rank:05}", f"O{number:08}", placed_at, late))
    found = [draft for draft in found if draft.at <= now]
    found.sort(key=lambda draft: draft.at)
    return found


def _make(args: argparse.Namespace, kept: Path) -> Facts:
    began = time.monotonic()
    connect(args)
    from django.core.management import call_command

    from goodstanding.kit.actors import SYSTEM
    from goodstanding.systems.orders import actions as orders
    from goodstanding.systems.sellers import actions as sellers
    from goodstanding.systems.stores.models import Store

    call_command("migrate", verbosity=0)
    now = datetime.now(UTC).replace(microsecond=0)
    store = Store.objects.create(code="eu", name="Goodstanding EU", currency="EUR", time_zone="Europe/Berlin")
    names = {f"S{rank:05}": f"Seller number {rank}" for rank in range(args.sellers)}
    opened = sellers.open_sellers(actor=SYSTEM, store=store, names=names, at=now - timedelta(days=DAYS))
    drafts = drafts_by_time(args.orders, args.sellers, now)
    for start in range(0, len(drafts), BATCH):
        part = drafts[start : start + BATCH]
        done = orders.record_events(actor=SYSTEM, store=store, drafts=part, source="shop", at=now)
        assert not done.rejects, done.rejects[:3]
    _say(began, f"{len(drafts):,} events recorded")
    people = _people(opened, now)
    _judge()
    _say(began, "sellers judged")
    _notices(people, now)
    _cases(opened, people, now)
    _judge()
    _say(began, "notifications, plans, cases and their mail made")
    facts = Facts(
        orders=args.orders, events=len(drafts), sellers=args.sellers, made_at=now.isoformat(),
        seconds=round(time.monotonic() - began, 1), owner="owner@example.com", support="support@market.example",
        reviewer="reviewer@market.example", administrator="administrator@market.example",
        seller_ref=opened["S00000"].ref, seller_id="S00000", quiet_ref=opened["S00050"].ref,
    )  # fmt: skip
    kept.write_text(json.dumps(asdict(facts)))
    return facts


def _people(opened: dict[str, Any], now: datetime) -> dict[str, Any]:
    """The owner of the first seller and of a quiet one, and an associate of each kind."""
    from goodstanding.base.people import actions as people
    from goodstanding.kit.actors import SellerRole, StaffRole
    from goodstanding.systems.sellers import actions as sellers

    owner = people.create_person(email="owner@example.com", name="Olga Owner", password=PASSWORD)
    for external in ("S00000", "S00050"):
        sellers.place_in_team(account=opened[external].account, user=owner, role=SellerRole.OWNER, at=now)
    found = {"owner": owner}
    for role in (StaffRole.SUPPORT, StaffRole.REVIEWER, StaffRole.ADMINISTRATOR):
        user = people.create_person(email=f"{role}@market.example", name=role.title(), password=PASSWORD)
        user.staff_roles = [role.value]
        user.save(update_fields=["staff_roles"])
        found[role.value] = user
    return found


def _say(began: float, what: str) -> None:
    print(f"{time.monotonic() - began:6.1f} s  {what}", file=sys.stderr, flush=True)


def _judge() -> None:
    """What the worker would do: every task that is ready, until none is left."""
    from django_tasks_db.management.commands.db_worker import Worker
    from django_tasks_db.models import DBTaskResult

    worker = Worker(
        queue_names=["*"], interval=0, batch=True, backend_name="default", startup_delay=False, max_tasks=None,
        worker_id="bench", excluded_queue_names=[],
    )  # fmt: skip
    while (result := DBTaskResult.objects.ready().first()) is not None:
        result.claim("bench")
        worker.run_task(result)
        result.refresh_from_db()
        assert result.status == "SUCCESSFUL", result.traceback


def _notices(people: dict[str, Any], now: datetime) -> None:
    """A notification for each of the first breaches that has none yet, and plans that wait for review."""
    from goodstanding.kit.actors import SYSTEM, Actor, ActorKind, SellerRole
    from goodstanding.kit.errors import Conflict
    from goodstanding.systems.health import queries as health
    from goodstanding.systems.health.models import Breach
    from goodstanding.systems.performance import actions as performance
    from goodstanding.systems.performance.models import PerformanceNotification as Notification

    for breach in Breach.objects.select_related("seller__store").order_by("pk")[:NOTICES]:
        asked = health.Asked(breach.code, breach.window_days)
        page = health.counted_orders(breach.seller, asked, at=now, kind="against", limit=200)
        facts = [
            performance.OrderFacts(r.order, r.anchored_on, r.reason, r.sentence, r.item, r.carrier) for r in page.rows
        ]
        ground = performance.MetricGround(
            breach.pk,
            breach.code,
            breach.window_days,
            breach.from_on,
            breach.to_on,
            breach.numerator,
            breach.denominator,
            facts,
        )
        try:
            performance.issue(actor=SYSTEM, seller_id=breach.seller_id, ground=ground, at=now)
        except Conflict:
            continue
    text = (
        "On 3 March 2026 our only carrier did not collect, and nobody of ours looked at the open orders after 15:00, so that "
        "the orders of two days left late. Since then the warehouse lead checks them daily and a second carrier stands by. "
    )
    words = performance.DraftWords(
        root_cause=text * 2,
        immediate_actions=text * 2,
        preventive_measures=text * 2,
        signer="Olga Owner",
        acknowledged=True,
    )
    for notice in Notification.objects.filter(plan__isnull=True).select_related("seller").order_by("-pk")[:PLANS]:
        owner = Actor(
            kind=ActorKind.SELLER, user_id=people["owner"].pk, name="Olga Owner",
            accounts={notice.seller.account_id: SellerRole.OWNER},
        )  # fmt: skip
        try:
            plan = performance.start_plan(actor=owner, ref=notice.ref, at=now)
            mark = performance.DraftMark(base=plan.draft.saves, window="bench")
            performance.save_draft(actor=owner, plan_ref=plan.ref, words=words, mark=mark, at=now)
            plan.draft.refresh_from_db()
            performance.submit_plan(actor=owner, plan_ref=plan.ref, saves=plan.draft.saves, at=now)
        except Conflict:
            continue


def _cases(opened: dict[str, Any], people: dict[str, Any], now: datetime) -> None:
    """Cases over the last two months, a hundred of them of the first seller; two thirds answered."""
    from goodstanding.kit.actors import Actor, ActorKind, SellerRole, StaffRole
    from goodstanding.systems.cases import actions as cases
    from goodstanding.systems.cases.states import Outcome

    dice = random.Random(5)
    ranked = list(opened.values())
    associate = Actor(
        kind=ActorKind.STAFF, user_id=people["support"].pk, name="Support", staff_roles=frozenset({StaffRole.SUPPORT})
    )
    for number in range(CASES):
        seller = ranked[0] if number % 20 == 0 else ranked[dice.randrange(len(ranked))]
        owner = Actor(
            kind=ActorKind.SELLER,
            user_id=people["owner"].pk,
            name="Olga Owner",
            accounts={seller.account_id: SellerRole.OWNER},
        )
        at = now - timedelta(hours=dice.uniform(1, 1_400))
        new = cases.NewCase(
            category="orders_shipping.templates",
            subject=f"Shipping template number {number} shows the wrong days",
            words=cases.Reply("Our template says two days.\n\n- The offer says five.\n- It was right in October."),
        )
        case = cases.open_case(actor=owner, seller_ref=seller.ref, new=new, at=at)
        if number % 3:
            outcome = Outcome.KEEP_OPEN if number % 3 == 1 else Outcome.RESOLVE
            cases.answer(
                actor=associate, ref=case.ref, reply=cases.Reply("We have corrected the days of this template."),
                decision=cases.Decision(outcome), at=at + timedelta(minutes=30),
            )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
