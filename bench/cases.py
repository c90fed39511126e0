"""How fast cases are listed, searched, read and opened when there are a million of them.

    python bench/cases.py --data /tmp/bench-cases
    python bench/cases.py --data /tmp/bench-cases-pg --database postgresql://user:password@localhost/bench_cases
    python bench/cases.py --data /tmp/bench-cases --against /tmp/bench-cases-small --small 100000
    python bench/cases.py --data /tmp/bench-cases-small --cases 100000 --compare django-helpdesk

The world of bench/case_world.py is made when the folder has none. In process: each page `--requests` times through the WSGI
application, words drawn anew for every request, p50 and p95 of wall and CPU time, queries, size; then the search alone, and
over HTTP the requests a second beside the bare view of bench/bare.py in the same run. `--against` prints how much more the
large world costs than a small one; `--compare` installs django-helpdesk from PyPI into a venv that is thrown away and asks both
for a list and for a search of the same tickets.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import cycle
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import bare
import case_world
import pages

AIM_MS, AIM_SEARCH_MS, AIM_QUERIES, AIM_KB, AIM_RATIO, AIM_GROWTH = 50, 5, 15, 80, 0.4, 1.3


@dataclass(frozen=True, slots=True)
class Asked:
    """A page as it is asked for in turn with these addresses."""

    name: str
    paths: list[str]
    cookie: str


@dataclass(frozen=True, slots=True)
class Cost:
    """What a page costs: milliseconds of wall and CPU time, queries, kilobytes."""

    wall50: float
    wall95: float
    cpu50: float
    cpu95: float
    queries: int
    kb: float


def main() -> int:
    """Measure and print tables."""
    parser = case_world.options(__doc__)
    parser.add_argument("--requests", type=int, default=60, help="how often each page is asked for")
    parser.add_argument("--only", default="", help="only pages whose name contains this")
    parser.add_argument("--no-http", action="store_true")
    parser.add_argument("--clients", type=int, default=3)
    parser.add_argument("--port", type=int, default=8171)
    parser.add_argument("--profile", action="store_true", help="print where the time of the pages goes")
    parser.add_argument("--against", default="", help="folder of a smaller world, for the ratio of costs")
    parser.add_argument("--small", type=int, default=100_000, help="how many cases the smaller world has")
    parser.add_argument("--compare", choices=["django-helpdesk"], help="another system on the same tickets")
    parser.add_argument("--figures", action="store_true", help="print figures for another run of this program only")
    args = parser.parse_args()
    facts = case_world.ensure(args)
    case_world.connect(args)
    _up_to_date()
    _hold_the_clock(facts)
    every = _asked(facts, args)
    if args.compare:
        import other_desk

        return other_desk.compare(args, {one.name: one for one in every})
    found = [one for one in every if args.only in one.name]
    costs = {one.name: _cost(one, args) for one in found}
    alone = _searches(facts, args)
    if args.figures:
        for name, cost in [
            *((name, cost.wall50) for name, cost in costs.items()),
            *((n, t[0]) for n, t in alone.items()),
        ]:
            print(f"{name}\t{cost}")
        return 0
    yardstick = statistics.median(_bare_times(args))
    print(
        f"{facts.cases:,} cases, {facts.messages:,} messages, {facts.sellers:,} sellers, made in {facts.seconds:.0f} s"
    )
    _print(costs, alone, yardstick)
    if args.against:
        _print_growth(costs, alone, args)
    if not args.no_http:
        _print_rates([one for one in found if one.name != "new case"], args)
    return 0


def _asked(facts: case_world.Facts, args: Namespace) -> list[Asked]:
    """The pages of the aims. Words come from the world's own texts: frequent, middling and rare ones in turn."""
    from goodstanding.systems.cases.models import Case

    owner, large, support = (pages._cookie(e) for e in (facts.owner, facts.large_owner, facts.support))
    base, big, desk = f"/s/{facts.seller_ref}/cases/", f"/s/{facts.large_ref}/cases/", "/console/cases/"
    one, two = words_of_the_world(200)
    refs = list(
        Case.objects.filter(seller__ref=facts.seller_ref).order_by("-updated_at").values_list("ref", flat=True)[:15]
    )
    return [
        Asked("case log", [base], owner),
        Asked("case log, large seller", [big], large),
        Asked("case log, filtered", [f"{base}?status=closed&category=payments"], owner),
        Asked("case log, one word", [f"{base}?q={w}" for w in one], owner),
        Asked("case log, two words", [f"{base}?q={w}" for w in two], owner),
        Asked("large seller, one word", [f"{big}?q={w}" for w in one], large),
        Asked("queue", [desk], support),
        Asked("queue, filtered", [f"{desk}?queue=payments&priority=high"], support),
        Asked("queue, one word", [f"{desk}?q={w}" for w in one], support),
        Asked("queue, two words", [f"{desk}?q={w}" for w in two], support),
        Asked("queue, words, operators", [f"{desk}?q={w}+is:open+queue:payments" for w in one], support),
        Asked(
            "queue, beginnings", [f"{desk}?q={w[:n]}*" for w, n in zip(one, cycle((3, 4, 5, 6)), strict=False)], support
        ),
        Asked("case", [f"{base}{ref}/" for ref in refs], owner),
        Asked("case at the desk", [f"{desk}{ref}/" for ref in refs], support),
        Asked("contact us", [f"{base}new/"], owner),
        Asked("new case", [f"{base}new/payments.delayed/"], owner),
    ]


def words_of_the_world(count: int) -> tuple[list[str], list[str]]:
    """Single words and pairs that stand in the same text, as people would look for them: from all over the frequencies."""
    prose = case_world.Prose(random.Random(7))
    dice = random.Random(11)
    singles, pairs = [], []
    for _ in range(count):
        words = sorted(set(dice.choice(prose.folded).split()), key=prose.words.index)
        singles.append(dice.choice(words))
        pairs.append("+".join(dice.sample(words, 2)))
    return singles, pairs


def _cost(page: Asked, args: Namespace) -> Cost:
    from django.db import connection

    from goodstanding.config.wsgi import application

    if page.name == "new case":
        return _opening(args)
    paths = cycle(page.paths)
    for _ in range(6):
        path = next(paths)
        status, body = bare.ask(application, path, page.cookie)
        if status != 200:
            raise SystemExit(f"{page.name}: {path} answers {status}")
    said: list[str] = []
    with connection.execute_wrapper(lambda run, sql, *rest: (said.append(sql), run(sql, *rest))[1]):
        bare.ask(application, page.paths[0], page.cookie)
    if args.profile:
        pages._profile(pages.Page(page.name, page.paths[0], page.cookie), application, said)
    wall, cpu, sizes = [], [], []
    for _ in range(args.requests):
        began_cpu, began = time.process_time(), time.perf_counter()
        _, body = bare.ask(application, next(paths), page.cookie)
        cpu.append((time.process_time() - began_cpu) * 1000)
        wall.append((time.perf_counter() - began) * 1000)
        sizes.append(len(body) / 1024)
    return Cost(statistics.median(wall), p95(wall), statistics.median(cpu), p95(cpu), len(said), max(sizes))


def _opening(args: Namespace) -> Cost:
    """A case opened through the product's own action, and rolled back: the world stays what it is."""
    from django.db import connection, transaction

    from goodstanding.base.clock import reading
    from goodstanding.kit.actors import SYSTEM
    from goodstanding.systems.cases import actions
    from goodstanding.systems.sellers.models import Seller

    seller, prose = Seller.objects.order_by("pk")[20], case_world.Prose(random.Random(3))
    wall, cpu, said = [], [], []
    for n in range(args.requests):
        new = actions.NewCase(
            category="product_safety.questions", subject=prose.subject(n), words=actions.Reply(prose.body(n)[0])
        )
        new = _any_category(new, seller, reading.now())
        began_cpu, began = time.process_time(), time.perf_counter()
        said.clear()
        with (
            transaction.atomic(),
            connection.execute_wrapper(lambda run, sql, *rest: (said.append(sql), run(sql, *rest))[1]),
        ):
            actions.open_case(actor=SYSTEM, seller=seller, new=new, at=reading.now())
            cpu.append((time.process_time() - began_cpu) * 1000)
            wall.append((time.perf_counter() - began) * 1000)
            transaction.set_rollback(True)
    asked = sum(not sql.startswith(("SAVEPOINT", "RELEASE")) for sql in said)
    return Cost(statistics.median(wall), p95(wall), statistics.median(cpu), p95(cpu), asked, 0)


def _any_category(new: Any, seller: Any, at: datetime) -> Any:
    """The first category that asks nothing."""
    from dataclasses import replace

    from goodstanding.systems.cases.queries import catalogue_for

    free = [
        leaf.code for leaf in catalogue_for(seller.store, at).leaves() if not any(q.required for q in leaf.questions)
    ]
    return replace(new, category=free[0])


def _searches(facts: case_world.Facts, args: Namespace) -> dict[str, tuple[float, float]]:
    """p50 and p95 of the index alone: what `find` takes for one page. On SQLite CPU time, which a busy machine does not blur."""
    from datetime import date

    from goodstanding.base.search import queries as index
    from goodstanding.base.search.audiences import Audience
    from goodstanding.base.search.parsing import parse
    from goodstanding.systems.cases.searching.documents import KIND, owner_of
    from goodstanding.systems.sellers.models import Seller

    ids = dict(Seller.objects.filter(ref__in=[facts.seller_ref, facts.large_ref]).values_list("ref", "pk"))
    one, two = words_of_the_world(args.requests)

    def timed(texts: list[str], owner: str) -> tuple[float, float]:
        from django.db import connection

        clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
        took = []
        for text in texts:
            node = parse(text.replace("+", " "), {}, today=date(2026, 1, 1)).node
            wanted = index.Wanted(audience=Audience.SHARED, kind=KIND, node=node, owner=owner)
            began = clock()
            index.find(wanted, at=datetime.fromisoformat(facts.made_at), limit=26)
            took.append((clock() - began) * 1000)
        return statistics.median(took), p95(took)

    hers, big = owner_of(ids[facts.seller_ref]), owner_of(ids[facts.large_ref])
    runs: dict[str, Callable[[], tuple[float, float]]] = {
        "a seller, one word": lambda: timed(one, hers), "a seller, two words": lambda: timed(two, hers),
        "a large seller, one word": lambda: timed(one, big), "a large seller, two words": lambda: timed(two, big),
        "all, one word": lambda: timed(one, ""), "all, two words": lambda: timed(two, ""),
        "all, a word everywhere": lambda: timed(["the", "order", "payout"] * 10, ""),
        "all, beginnings": lambda: timed([f"{w[:n]}*" for w, n in zip(one, cycle((3, 4, 5, 6)), strict=False)], ""),
    }  # fmt: skip
    for run in runs.values():  # once to read the pages of the index
        run()
    return {name: run() for name, run in runs.items()}


def _bare_times(args: Namespace) -> list[float]:
    import subprocess

    command = [sys.executable, bare.__file__, "--data", args.data, "--database", args.database, "--rows", "cases"]
    done = subprocess.run([*command, "--requests", "100"], check=True, capture_output=True, text=True)
    return [float(line) for line in done.stdout.split()]


def p95(times: list[float]) -> float:
    """The 95th percentile."""
    return sorted(times)[max(0, int(len(times) * 0.95) - 1)]


def _print(costs: dict[str, Cost], alone: dict[str, tuple[float, float]], yardstick: float) -> None:
    print(f"bare view: {yardstick:.1f} ms CPU in process\n")
    print(f"{'page':26}{'p50 ms':>8}{'p95 ms':>8}{'CPU p50':>9}{'CPU p95':>9}{'queries':>9}{'KB':>7}{'of bare':>9}")
    for name, cost in costs.items():
        missed = cost.wall95 >= AIM_MS or cost.kb >= AIM_KB or cost.queries > AIM_QUERIES
        print(
            f"{name:26}{cost.wall50:8.1f}{cost.wall95:8.1f}{cost.cpu50:9.1f}{cost.cpu95:9.1f}{cost.queries:9}{cost.kb:7.1f}"
            f"{yardstick / cost.cpu50:9.0%}{'  *' if missed else ''}"
        )
    print(f"\n{'the index alone':26}{'p50 ms':>8}{'p95 ms':>8}")
    for name, (middle, high) in alone.items():
        print(f"{name:26}{middle:8.2f}{high:8.2f}{'  *' if high >= AIM_SEARCH_MS else ''}")
    print("* beyond an aim: pages p95 under 50 ms, 15 queries, 80 KB; the index p95 under 5 ms")


def _print_growth(costs: dict[str, Cost], alone: dict[str, tuple[float, float]], args: Namespace) -> None:
    """The same figures of a smaller world, from a process of its own right after."""
    import subprocess

    command = [sys.executable, __file__, "--data", args.against, "--cases", str(args.small), "--figures"]
    done = subprocess.run([*command, "--requests", str(args.requests)], check=True, capture_output=True, text=True)
    small = {name: float(value) for name, _, value in (line.partition("\t") for line in done.stdout.splitlines())}
    print(f"\n{'CPU p50, from ' + format(args.small, ','):26}{'small':>8}{'large':>8}{'ratio':>8}")
    large = {**{name: cost.cpu50 for name, cost in costs.items()}, **{name: times[0] for name, times in alone.items()}}
    for name, value in large.items():
        ratio = value / small[name]
        print(f"{name:26}{small[name]:8.2f}{value:8.2f}{ratio:8.2f}{'  *' if ratio > AIM_GROWTH else ''}")


def _print_rates(found: list[Asked], args: Namespace) -> None:
    """Requests a second over HTTP, in turns with the bare view. Only lists and searches have an aim there."""
    asked = [pages.Page(one.name, one.paths[0], one.cookie, one.paths[1:]) for one in found]
    rates = pages.over_http(asked, args, "cases")
    print(f"\n{'over HTTP':26}{'req/s':>8}{'bare':>8}{'of bare':>9}")
    for name, (rate, plain) in rates.items():
        aimed = name.partition(",")[0] in ("case log", "large seller", "queue")
        missed = aimed and rate / plain < AIM_RATIO
        print(f"{name:26}{rate:8.0f}{plain:8.0f}{rate / plain:9.0%}{'  *' if missed else ''}")


def _up_to_date() -> None:
    """A world that was made before the last tables were added gets them, and is counted as the worker counts."""
    from django.core.management import call_command

    from goodstanding.base.work.statistics import count_grown

    call_command("migrate", verbosity=0)
    count_grown()  # as the worker does every ten minutes


def _hold_the_clock(facts: case_world.Facts) -> None:
    """What is late stays as late as it was when the world was made."""
    from goodstanding.base.clock import reading

    reading.move_to(datetime.fromisoformat(facts.made_at))


if __name__ == "__main__":
    sys.exit(main())
