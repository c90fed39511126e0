"""A marketplace full of cases to search in, made once and kept: 1,000,000 cases, 5,000,000 messages, 50,000 sellers.

    python bench/case_world.py --data /tmp/bench-cases
    python bench/case_world.py --data /tmp/bench-cases-pg --database postgresql://user:password@localhost/bench_cases
    python bench/case_world.py --data /tmp/bench-cases-small --cases 100000

Volumes are heavy-tailed: the first sellers have thousands of cases, most have a dozen. Words follow Zipf's law over 40,000 of
them, beside order ids and tracking numbers that occur once. Rows and documents are written in bulk, past the actions; at the end
the newest documents are held against those that the product's own code makes of the same cases.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from operator import attrgetter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

PER_CASE = 5
DAYS = 1_460
BATCH = 10_000
WORDS, SENTENCES = 40_000, 60_000
# What sellers and associates write about, the most frequent first.
TRADE = [
    "the", "order", "was", "and", "for", "not", "is", "our", "we", "payout", "parcel", "to", "of", "in", "on", "your",
    "case", "please", "have", "that", "been", "with", "this", "account", "from", "shipment", "tracking", "carrier",
    "refund", "claim", "buyer", "listing", "delivery", "invoice", "report", "bank", "transfer", "return", "fee",
    "label", "policy", "image", "notice", "evidence", "document", "supplier", "reserve", "disbursement", "scan",
    "address", "customs", "warehouse", "inventory", "barcode", "replacement",
]  # fmt: skip
ENDS = ("ing", "ed", "er", "ion", "al", "ment", "ity", "")
STARTS = ("con", "de", "in", "re", "pro", "sub", "trans", "over", "un", "per")
MIDDLES = (
    "ta",
    "ver",
    "lo",
    "mi",
    "ser",
    "du",
    "gra",
    "ple",
    "nor",
    "vi",
    "can",
    "for",
    "tri",
    "mo",
    "pel",
    "qua",
    "sto",
    "bri",
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a bench needs to know of the world, as kept in cases.json."""

    cases: int
    messages: int
    sellers: int
    made_at: str
    seconds: float
    owner: str
    large_owner: str
    support: str
    seller_ref: str
    large_ref: str


def main() -> int:
    """Make the world that the options ask for."""
    args = options(__doc__).parse_args()
    print(json.dumps(asdict(ensure(args)), indent=1))
    return 0


def options(description: str | None) -> argparse.ArgumentParser:
    """The options of everything that runs on this world."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default="/tmp/goodstanding-bench-cases", help="folder that keeps the world")
    parser.add_argument("--database", default="", help="an empty PostgreSQL database, or one with this world in it")
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--make", action="store_true", help=argparse.SUPPRESS)
    return parser


def ensure(args: argparse.Namespace) -> Facts:
    """The world of these options; made first, in a process of its own, when the folder has none."""
    kept = Path(args.data) / "cases.json"
    if args.make:
        return _make(args, kept)
    if not kept.exists():
        Path(args.data).mkdir(parents=True, exist_ok=True)
        again = [sys.executable, __file__, "--make", "--data", args.data, "--database", args.database]
        subprocess.run([*again, "--cases", str(args.cases)], check=True, stdout=subprocess.DEVNULL)
    return Facts(**json.loads(kept.read_text()))


def connect(args: argparse.Namespace) -> None:
    """Set Django up on the world's database."""
    os.environ["GOODSTANDING_DATA"] = str(args.data)
    os.environ["GOODSTANDING_DATABASE_URL"] = args.database
    os.environ["DJANGO_SETTINGS_MODULE"] = "goodstanding.config.settings"
    os.environ["GOODSTANDING_LOG_FORMAT"] = "json"
    import django

    django.setup()


class Prose:
    """Texts with words as frequent as in real ones. The same seed writes the same."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        made = {
            f"{dice.choice(STARTS)}{dice.choice(MIDDLES)}{dice.choice(MIDDLES)}{dice.choice(ENDS)}"
            for _ in range(WORDS * 2)
        }
        self.words = [*TRADE, *sorted(made - set(TRADE))][:WORDS]
        weights = list(accumulate(1 / (rank + 1) for rank in range(len(self.words))))
        picked = iter(dice.choices(self.words, cum_weights=weights, k=SENTENCES * 11))
        self.sentences = [" ".join(next(picked) for _ in range(11)).capitalize() + "." for _ in range(SENTENCES)]
        self.folded = [sentence[:-1].lower() for sentence in self.sentences]

    def subject(self, number: int) -> str:
        """What a case is called."""
        return f"{self.sentences[self.dice.randrange(SENTENCES)][:70]} {number % 9973}"

    def body(self, number: int) -> tuple[str, str]:
        """Some thirty words, one of them found nowhere else; and how they read folded."""
        dice = self.dice
        chosen = [int(dice.random() * SENTENCES) for _ in range(3)]
        lines, bare = " ".join([self.sentences[n] for n in chosen]), " ".join([self.folded[n] for n in chosen])
        return f"{lines}\n\n- Tracking NP{number:09d}", f"{bare} tracking np{number:09d}"


def volumes(cases: int, sellers: int, dice: random.Random) -> Iterator[int]:
    """The place of the seller of each case: few have many, most have some."""
    for _ in range(cases):
        yield int(sellers * dice.random() ** 2)


def _make(args: argparse.Namespace, kept: Path) -> Facts:
    connect(args)
    from django.core.management import call_command
    from django.db import connection

    began = time.monotonic()
    call_command("migrate", verbosity=0)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for pragma in ("synchronous = OFF", "cache_size = -600000", "journal_mode = MEMORY"):
                cursor.execute(f"PRAGMA {pragma}")
    now = datetime.now(UTC).replace(microsecond=0)
    dice = random.Random(7)
    people = _people(args, now)
    _cases(args.cases, people, Prose(dice), dice, now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("CHECKPOINT")
        else:
            cursor.execute("PRAGMA journal_mode = WAL")
    _check()
    sellers = people["sellers"]
    facts = Facts(
        cases=args.cases, messages=args.cases * PER_CASE, sellers=len(sellers), made_at=now.isoformat(),
        seconds=round(time.monotonic() - began), owner="bench-alice@example.com", large_owner="bench-lena@example.com",
        support="bench-sam@market.example", seller_ref=sellers[len(sellers) // 2].ref, large_ref=sellers[0].ref,
    )  # fmt: skip
    kept.write_text(json.dumps(asdict(facts), indent=1))
    return facts


def _people(args: argparse.Namespace, now: datetime) -> dict[str, Any]:
    from goodstanding.base.people.models import User
    from goodstanding.base.search.models import Rebuild
    from goodstanding.kit.actors import SellerRole
    from goodstanding.systems.cases.searching.documents import KIND, VERSION
    from goodstanding.systems.sellers.models import Membership, Seller, SellerAccount
    from goodstanding.systems.stores.models import Store

    store = Store.objects.create(code="us", name="Bench", currency="USD", time_zone="UTC")
    count = max(50, args.cases // 20)
    accounts = SellerAccount.objects.bulk_create(
        [SellerAccount(name=f"Bench Seller {n}", created_at=now) for n in range(count)], batch_size=5_000
    )
    sellers = Seller.objects.bulk_create(
        [
            Seller(ref=f"B{ref_of(n)[1:]}", account=account, store=store, external_id=f"bench-{n}", name=account.name,
                   standing_since=now, joined_at=now)
            for n, account in enumerate(accounts)
        ],
        batch_size=5_000,
    )  # fmt: skip
    for email, place in (("bench-alice@example.com", count // 2), ("bench-lena@example.com", 0)):
        person = User.objects.create_user(email, name=email[6:11].title())
        Membership.objects.create(account=accounts[place], user=person, role=SellerRole.OWNER, since=now)
    staff = [User.objects.create_user(f"bench-{name}@market.example", name=name.title(), staff_roles=["support"])
             for name in ("sam", "kim", "ola", "rui", "eva")]  # fmt: skip
    Rebuild.objects.create(kind=KIND, done_up_to=args.cases, version=VERSION, finished_at=now)
    return {"store": store, "sellers": sellers, "staff": staff}


def ref_of(number: int) -> str:
    """A Case ID from a number, without chance."""
    from goodstanding.kit.refs import ALPHABET

    signs = ""
    for _ in range(6):
        number, digit = divmod(number, 32)
        signs = ALPHABET[digit] + signs
    return f"{signs[:3]}-{signs[3:]}"


def _cases(count: int, people: dict[str, Any], prose: Prose, dice: random.Random, now: datetime) -> None:
    """All cases, the longest unchanged first, so that the newest lie together as they would after years of use."""
    from django.db import connection, transaction

    from goodstanding.base.search import actions as search
    from goodstanding.systems.cases.queries import catalogue_for

    leaves = list(catalogue_for(people["store"], now).leaves())
    places = volumes(count, len(people["sellers"]), dice)
    with search.loading(), _without_indexes():
        for start in range(0, count, BATCH):
            chunk = [
                _case(n, people["sellers"][next(places)], dice.choice(leaves), people, (prose, dice, count), now)
                for n in range(start + 1, min(start + BATCH, count) + 1)
            ]
            with transaction.atomic():
                _write(chunk)
            print(f"{start + len(chunk):,} cases", file=sys.stderr)
        print("index …", file=sys.stderr)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for table in ("cases_case", "cases_casemessage", "cases_turn", "cases_caselink"):
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")


@contextmanager
def _without_indexes() -> Iterator[None]:
    """PostgreSQL makes an index of millions of rows at once far sooner than row by row, and so it checks references."""
    from django.db import connection

    if connection.vendor != "postgresql":
        yield
        return
    tables = ("cases_case", "cases_casemessage", "cases_turn", "cases_caselink")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.conrelid::regclass::text, c.conname, pg_get_constraintdef(c.oid) FROM pg_constraint c"
            " WHERE c.contype = 'f' AND c.conrelid::regclass::text = ANY(%s)", [list(tables)],
        )  # fmt: skip
        references = cursor.fetchall()
        cursor.execute(
            "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
            " WHERE i.indrelid::regclass::text = ANY(%s)"
            " AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)", [list(tables)],
        )  # fmt: skip
        indexes = cursor.fetchall()
        for table, name, _ in references:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        yield
        print("indexes …", file=sys.stderr)
        for _, definition in indexes:
            cursor.execute(definition)
        for table, name, definition in references:
            cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')


def _case(
    number: int, seller: Any, leaf: Any, people: dict[str, Any], chance: Any, now: datetime
) -> tuple[Any, Any, str]:
    from goodstanding.systems.cases.models import Case
    from goodstanding.systems.cases.searching.documents import Thread
    from goodstanding.systems.cases.states import LABELS, TURNS, ClosedHow, Label, Side, Status

    prose, dice, count = chance
    updated = now - timedelta(days=DAYS) * (1 - number / count) - timedelta(seconds=dice.randrange(60, 3_600))
    opened = updated - timedelta(minutes=dice.randrange(60, 20_000))
    fresh = number > count * 0.94
    status = dice.choice([Status.OPEN, Status.PENDING_SELLER, Status.NEW, Status.RESOLVED]) if fresh else Status.CLOSED
    side, closed, waits = TURNS[status], LABELS[status] is Label.CLOSED, status is Status.PENDING_SELLER
    assignee = dice.choice(people["staff"]) if number % 3 else None
    case = _row(
        Case, id=number, pk=number, ref=ref_of(number * 7919 % 32**6), seller=seller, seller_id=seller.pk, category=leaf.code,
        request_key=f"bench-{number}", area=leaf.area, queue=leaf.queue, priority=leaf.priority.value,
        subject=prose.subject(number), status=status.value, label=LABELS[status].value, requester_name="Alice",
        assignee=assignee, assignee_id=assignee.pk if assignee else None, clock_since=updated, message_count=PER_CASE,
        pending_what="The proof of delivery" if waits else "", opened_at=opened, updated_at=updated, waiting_since=updated,
        last_at=updated, last_author="seller", last_author_name="Alice", clock_side=side.value,
        due_at=updated + timedelta(hours=24) if side is Side.MARKETPLACE else None, answers=[],
        seller_due_at=updated + timedelta(days=10) if waits else None, closed_at=updated if closed else None,
        closed_how=ClosedHow.ANSWERED.value if closed else "", closed_by_kind="staff" if closed else "",
    )  # fmt: skip
    thread = Thread()
    folded = []
    for n in range(1, PER_CASE + 1):
        body, bare = prose.body((number - 1) * PER_CASE + n)
        thread.messages.append(_message(case, n, body))
        folded.append(bare)
    case.summary, case.last_beginning = thread.messages[0].body[:180], body[:120]
    if number % 4 == 0:
        thread.links = [_link(case)]
    return case, thread, _words(case, thread, folded)


def _words(case: Any, thread: Any, folded: list[str]) -> str:
    from goodstanding.base.search.folding import BREAK, fold

    head = fold(f"{case.subject} {case.ref} {case.ref.replace('-', '')}")
    about = [case.summary, case.pending_what, *(f"{link.ref} {link.title}" for link in thread.links)]
    return f" {BREAK} ".join([head, *(fold(text) for text in about if text), *folded])


def _terms(case: Any, thread: Any) -> str:
    from datetime import UTC

    from goodstanding.base.search.days import day_terms, minute_terms
    from goodstanding.base.search.folding import term

    person = (case.assignee.pk, case.assignee.name) if case.assignee else (0, "")
    found = {
        *_same(case.status, case.label, case.area, case.category, case.priority, case.queue, *person),
        *_of_seller(case.seller), *day_terms("opened", case.opened_at.date()), *day_terms("changed", case.updated_at.date()),
        term("id", case.ref), *(term("about", f"order:{link.ref}") for link in thread.links),
    }  # fmt: skip
    if case.due_at is not None:
        found |= {term("owes", 1), *minute_terms("due", case.due_at.astimezone(UTC))}
    return " ".join(sorted(found))


@lru_cache(maxsize=100_000)
def _same(
    status: str, label: str, area: str, category: str, priority: str, queue: str, assignee: int, name: str
) -> tuple[str, ...]:
    from goodstanding.base.search.folding import term

    return (
        term("status", status), term("status", label), term("category", area), term("category", category),
        term("priority", priority), term("queue", queue), term("store", "us"), term("assignee", assignee),
        term("from", "seller"), term("from", "marketplace"), term("from", "alice"), term("from", "sam"), term("case", "all"),
        *([term("assigneename", name)] if name else []),
    )  # fmt: skip


_sellers: dict[int, tuple[str, ...]] = {}


def _of_seller(seller: Any) -> tuple[str, ...]:
    from goodstanding.base.search.folding import term, words_of

    if seller.pk not in _sellers:
        names = [word for name in (seller.name, seller.external_id, seller.ref) for word in words_of(name)]
        whole = [seller.external_id, seller.ref, *names]
        _sellers[seller.pk] = (term("case", f"s{seller.pk}"), *(term("seller", one) for one in whole))
    return _sellers[seller.pk]


def _message(case: Any, number: int, body: str) -> Any:
    from goodstanding.systems.cases.models import CaseMessage

    hers = number % 2 == 1
    key = (case.pk - 1) * PER_CASE + number
    return _row(
        CaseMessage, id=key, case_id=case.pk, number=number, author="seller" if hers else "marketplace",
        author_name="Alice" if hers else "Sam", at=case.opened_at + timedelta(minutes=number), body=body,
    )  # fmt: skip


def _link(case: Any) -> Any:
    from goodstanding.systems.cases.models import CaseLink

    ref = f"{case.pk % 900 + 100}-{case.pk:07d}"
    return _row(
        CaseLink, id=case.pk, case_id=case.pk, seller_id=case.seller_id, kind="order", ref=ref, at=case.opened_at
    )


def _row(model: Any, **values: Any) -> SimpleNamespace:
    """What a model would hold: making five million of those takes longer than all the rest."""
    return SimpleNamespace(**(_defaults(model) | values))


@lru_cache
def _defaults(model: Any) -> dict[str, Any]:
    return {f.attname: f.get_default() for f in model._meta.concrete_fields}


def _write(chunk: Sequence[tuple[Any, Any, str]]) -> None:
    from goodstanding.base.search.keys import key_of
    from goodstanding.base.search.models import SharedDocument
    from goodstanding.systems.cases.models import Case, CaseLink, CaseMessage, Turn

    _insert(Case, [case for case, _, _ in chunk])
    _insert(CaseMessage, [message for _, thread, _ in chunk for message in thread.messages])
    _insert(CaseLink, [link for _, thread, _ in chunk for link in thread.links])
    living = [case for case, _, _ in chunk if case.clock_side != "nobody"]
    turns = [
        _row(Turn, id=case.pk, case_id=case.pk, side=case.clock_side, started_at=case.clock_since) for case in living
    ]
    _insert(Turn, turns)
    documents = [
        _row(SharedDocument, id=key_of(case.updated_at, case.pk, 0), kind="case", ref=case.pk, part=0,
             terms=_terms(case, thread), words=words)
        for case, thread, words in chunk
    ]  # fmt: skip
    _insert(SharedDocument, sorted(documents, key=lambda row: row.id))


def _check() -> None:
    """The documents are what the product makes of these cases."""
    from goodstanding.base.search.queries import lags

    for lag in lags():
        if not lag.complete:
            raise SystemExit(f"The documents are not the product's: {lag}")


def _insert(model: Any, rows: Sequence[Any]) -> None:
    from django.db import models

    from goodstanding.base.bulk.writing import insert_rows

    fields = model._meta.concrete_fields
    held = attrgetter(*(f.attname for f in fields))
    packed = [n for n, f in enumerate(fields) if isinstance(f, models.JSONField)]
    values = [list(held(row)) for row in rows]
    for row in values:
        for n in packed:
            row[n] = json.dumps(row[n])
    insert_rows(model, [f.column for f in fields], values)


if __name__ == "__main__":
    sys.exit(main())
