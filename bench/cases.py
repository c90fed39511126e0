"""How fast the case pages are with many cases: `python -m bench.cases --cases 100000` (data folder and database as usual).

Makes N cases over N/20 sellers in bulk with five messages each (once; a second run reuses them), then asks the pages through
Django's own request handling and prints server time (p50, p95, and the processor time in it at p50, which a busy machine does not
blur), queries, and size.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import time
from datetime import datetime, timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goodstanding.config.settings")

import django

django.setup()

# ruff: noqa: E402 - models can be imported only now
from django.conf import settings
from django.db import connection, reset_queries, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from goodstanding.base.clock import reading
from goodstanding.base.people.models import User
from goodstanding.kit.actors import SellerRole
from goodstanding.kit.refs import ALPHABET
from goodstanding.systems.cases import queries
from goodstanding.systems.cases.models import Case, CaseMessage, Turn
from goodstanding.systems.cases.states import LABELS, TURNS, ClosedHow, Label, Side, Status
from goodstanding.systems.sellers.models import Membership, Seller, SellerAccount
from goodstanding.systems.stores.models import Store

BATCH = 5_000
STATUSES = (
    [Status.CLOSED] * 70 + [Status.RESOLVED] * 10 + [Status.OPEN] * 8 + [Status.PENDING_SELLER] * 8 + [Status.NEW] * 4
)
TOPICS = ["Payout", "Parcel", "Listing", "Claim", "Image", "Label", "Refund", "Token", "Return", "Fee"]


def ref_of(number: int) -> str:
    """A Case ID from a number, without chance."""
    signs = ""
    for _ in range(6):
        number, digit = divmod(number, 32)
        signs = ALPHABET[digit] + signs
    return f"{signs[:3]}-{signs[3:]}"


def make(count: int, now: datetime) -> None:
    """The cases, unless so many exist already."""
    if Case.objects.count() >= count:
        return
    store = Store.objects.first() or Store.objects.create(code="us", name="Bench", currency="USD")
    sellers = _sellers(max(1, count // 20), store, now)
    leaves = list(queries.catalogue_for(store, now).leaves())
    sam = User.objects.create_user("bench-sam@market.example", name="Sam", staff_roles=["support"])
    chance = random.Random(7)
    for start in range(0, count, BATCH):
        with transaction.atomic():
            rows = [
                _case(n, sellers[n % len(sellers)], leaves, sam, chance, now)
                for n in range(start, min(start + BATCH, count))
            ]
            cases = Case.objects.bulk_create(rows)
            CaseMessage.objects.bulk_create(
                [_message(case, number) for case in cases for number in range(1, 6)], batch_size=BATCH
            )
            living = [case for case in cases if case.clock_side != Side.NOBODY]
            Turn.objects.bulk_create(
                [Turn(case=case, side=case.clock_side, started_at=case.clock_since) for case in living]
            )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a server does by itself after a while


def _sellers(count: int, store: Store, now: datetime) -> list[Seller]:
    accounts = SellerAccount.objects.bulk_create(
        [SellerAccount(name=f"Seller {n}", created_at=now) for n in range(count)], batch_size=BATCH
    )
    sellers = Seller.objects.bulk_create(
        [
            Seller(ref=f"B{ref_of(n)[1:]}", account=account, store=store, external_id=f"bench-{n}", name=account.name,
                   standing_since=now, joined_at=now)
            for n, account in enumerate(accounts)
        ],
        batch_size=BATCH,
    )  # fmt: skip
    alice = User.objects.create_user("bench-alice@example.com", name="Alice")
    Membership.objects.create(account=accounts[0], user=alice, role=SellerRole.OWNER, since=now)
    return sellers


def _case(n: int, seller: Seller, leaves: list, sam: User, chance: random.Random, now: datetime) -> Case:
    status, leaf = chance.choice(STATUSES), chance.choice(leaves)
    opened = now - timedelta(minutes=chance.randrange(1, 2_000_000))
    updated = opened + timedelta(minutes=chance.randrange(60, 20_000))
    side, closed, waits = TURNS[status], LABELS[status] is Label.CLOSED, status is Status.PENDING_SELLER
    return Case(
        ref=ref_of(n * 7919 % 32**6), seller=seller, request_key=f"bench-{n}", category=leaf.code, area=leaf.area,
        queue=leaf.queue, priority=leaf.priority, subject=f"{chance.choice(TOPICS)} {n} is not as it should be",
        summary="What happened, in one line.", status=status, label=LABELS[status], requester_name="Alice",
        assignee=sam if n % 3 == 0 else None, pending_what="The proof of delivery" if waits else "",
        opened_at=opened, updated_at=updated, waiting_since=updated, last_at=updated, last_author="seller",
        last_author_name="Alice", last_beginning="Here is what you asked for.", message_count=5, clock_side=side,
        clock_since=updated, due_at=updated + timedelta(hours=24) if side is Side.MARKETPLACE else None,
        seller_due_at=updated + timedelta(days=10) if waits else None, closed_at=updated if closed else None,
        closed_how=ClosedHow.ANSWERED if closed else "", closed_by_kind="staff" if closed else "",
    )  # fmt: skip


def _message(case: Case, number: int) -> CaseMessage:
    hers = number % 2 == 1
    return CaseMessage(
        case=case, number=number, author="seller" if hers else "marketplace", author_name="Alice" if hers else "Sam",
        at=case.opened_at + timedelta(minutes=number),
        body="The parcel left on Monday.\n\n- Tracking NP 9921 4410\n- No scan since, although the carrier confirmed it.",
    )  # fmt: skip


def measure(client: Client, name: str, paths: list[str], rounds: int) -> None:
    """Ask each path and print what it cost."""
    client.get(paths[0])
    with CaptureQueriesContext(connection) as seen:
        page = client.get(paths[0])
    asked = len(seen)
    assert page.status_code == 200, (name, page.status_code)
    walls, works = [], []
    for n in range(rounds):
        begun, worked = time.perf_counter(), time.process_time()
        client.get(paths[n % len(paths)])
        walls.append((time.perf_counter() - begun) * 1000)
        works.append((time.process_time() - worked) * 1000)
        reset_queries()
    p50, p95 = statistics.median(walls), sorted(walls)[int(rounds * 0.95) - 1]
    size = len(page.content) / 1024
    print(f"{name:<30}{p50:8.1f}{p95:8.1f}{statistics.median(works):8.1f}{asked:9}{size:8.1f}")


def main() -> None:
    """Make the cases and measure the pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=60)
    args = parser.parse_args()
    settings.ALLOWED_HOSTS.append("testserver")
    now = reading.now()
    begun = time.perf_counter()
    make(args.cases, now)
    print(
        f"{Case.objects.count():,} cases, {CaseMessage.objects.count():,} messages, {connection.vendor}; "
        f"made in {time.perf_counter() - begun:.0f} s"
    )
    seller = Seller.objects.get(external_id="bench-0")
    refs = list(Case.objects.filter(seller=seller).values_list("ref", flat=True)[:20])
    alice, sam = Client(), Client()
    alice.force_login(
        User.objects.get(email="bench-alice@example.com"), backend="goodstanding.base.people.backends.HouseBackend"
    )
    sam.force_login(
        User.objects.get(email="bench-sam@market.example"), backend="goodstanding.base.people.backends.HouseBackend"
    )
    base = f"/s/{seller.ref}/cases/"
    print(f"{'page':<30}{'p50 ms':>8}{'p95 ms':>8}{'CPU ms':>8}{'queries':>9}{'KB':>8}")
    measure(alice, "case log", [base], args.rounds)
    measure(alice, "case log, closed, payments", [f"{base}?status=closed&category=payments"], args.rounds)
    measure(alice, "case log, words", [f"{base}?q=payout"], args.rounds)
    measure(alice, "case page", [f"{base}{ref}/" for ref in refs], args.rounds)
    measure(alice, "contact us", [f"{base}new/"], args.rounds)
    measure(sam, "queue by due", ["/console/cases/"], args.rounds)
    measure(sam, "queue, mine", ["/console/cases/?owner=mine"], args.rounds)
    measure(sam, "queue, payments, high", ["/console/cases/?queue=payments&priority=high"], args.rounds)
    measure(sam, "queue, everything", ["/console/cases/?shelf=any"], args.rounds)
    measure(sam, "queue, a Case ID", [f"/console/cases/?q={ref}" for ref in refs], args.rounds)
    measure(sam, "queue, a seller's name", ["/console/cases/?q=Seller+77"], args.rounds)
    measure(sam, "case beside the queue", [f"/console/cases/{ref}/?owner=all" for ref in refs], args.rounds)


if __name__ == "__main__":
    main()
