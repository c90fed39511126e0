"""What the pages cost at 100,000 orders: server time, queries, size, and requests a second beside a bare Django view.

    python bench/pages.py --data /tmp/bench-world
    python bench/pages.py --data /tmp/bench-world-pg --database postgresql://user:password@localhost/goodstanding_bench
    python bench/pages.py --data /tmp/bench-world --no-http --only health --profile

In process: every page `--requests` times through the WSGI application, one thread; CPU and wall milliseconds, and the ratio
of CPU times to the bare view of bench/bare.py, measured right before and after. Over HTTP: gunicorn as `./start` runs it on
127.0.0.1, `--clients` clients that keep their connections, in turns with the bare view under the same server settings.
"""

from __future__ import annotations

import cProfile
import http.client
import pstats
import statistics
import subprocess
import sys
import threading
import time
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import bare
import world

AIM_MS, AIM_QUERIES, AIM_KB, AIM_RATIO = 50, 15, 80, 0.4
TURNS = 5
WARM = 24  # requests before a rate is taken: each process draws a page once before it is quick


@dataclass(frozen=True, slots=True)
class Page:
    """A page to measure, and who looks at it."""

    name: str
    path: str
    cookie: str
    others: Sequence[str] = ()  # more addresses of the kind, asked in turns over HTTP


@dataclass(frozen=True, slots=True)
class Cost:
    """What a page costs in process."""

    p50: float
    p95: float
    wall95: float
    queries: int
    kb: float


def main() -> int:
    """Measure and print a table."""
    parser = world.options(__doc__)
    parser.add_argument("--requests", type=int, default=60, help="how often each page is asked for")
    parser.add_argument("--clients", type=int, default=3)
    parser.add_argument("--port", type=int, default=8161)
    parser.add_argument("--only", default="", help="only pages whose name contains this")
    parser.add_argument("--no-http", action="store_true")
    parser.add_argument("--profile", action="store_true", help="print where the time goes")
    args = parser.parse_args()
    facts = world.ensure(args)
    world.connect(args)
    pages = [page for page in pages_of(facts) if args.only in page.name]
    _hold_the_clock(facts)
    before = bare_times(args)
    costs = {page.name: cost_of(page, args) for page in pages}
    yardstick = statistics.median([*before, *bare_times(args)])
    rates = {} if args.no_http else over_http(pages, args)
    _print(pages, costs, yardstick, rates)
    return 0


def pages_of(facts: world.Facts) -> list[Page]:
    """Every page that the aims name, for the largest seller, and the associates' pages."""
    from goodstanding.systems.cases.models import Case
    from goodstanding.systems.orders.models import Order
    from goodstanding.systems.performance.models import PerformanceNotification as Notification
    from goodstanding.systems.performance.models import PlanOfAction

    owner, support, reviewer = (_cookie(e) for e in (facts.owner, facts.support, facts.reviewer))
    base = f"/s/{facts.seller_ref}/"
    order = Order.objects.filter(seller__ref=facts.seller_ref, shipped_at__isnull=False).order_by("-pk")[0].external_id
    notice = Notification.objects.filter(seller__ref=facts.seller_ref).order_by("-pk")[0].ref
    case = Case.objects.filter(seller__ref=facts.seller_ref).order_by("-pk")[0].ref
    plan = PlanOfAction.objects.order_by("pk")[0].notification.ref
    return [
        Page("home", base, owner),
        Page("health", f"{base}health/", owner),
        Page("health, quiet seller", f"/s/{facts.quiet_ref}/health/", owner),
        Page("metric with orders", f"{base}health/LATE_SHIPMENT_RATE/?window=30&kind=counted", owner),
        Page("orders", f"{base}orders/", owner),
        Page("order", f"{base}orders/{order}/", owner),
        Page("notifications", f"{base}notifications/", owner),
        Page("notification", f"{base}notifications/{notice}/", owner),
        Page("case log", f"{base}cases/", owner),
        Page("case", f"{base}cases/{case}/", owner),
        Page("console home", "/console/", support),
        Page("review queue", "/console/performance/", reviewer),
        Page("review", f"/console/performance/notifications/{plan}/", reviewer),
        Page("case queue", "/console/cases/", support),
        Page("sellers", "/console/sellers/", support),
    ]


def cost_of(page: Page, args: Namespace) -> Cost:
    """One page, in process."""
    from django.db import connection

    from goodstanding.config.wsgi import application

    for _ in range(4):
        status, body = bare.ask(application, page.path, page.cookie)
        if status != 200:
            raise SystemExit(f"{page.name}: {page.path} answers {status}")
    asked: list[str] = []
    with connection.execute_wrapper(lambda run, sql, *rest: (asked.append(sql), run(sql, *rest))[1]):
        bare.ask(application, page.path, page.cookie)
    if args.profile:
        _profile(page, application, asked)
    cpu, wall = [], []
    for _ in range(args.requests):
        began_cpu, began = time.process_time(), time.perf_counter()
        bare.ask(application, page.path, page.cookie)
        cpu.append((time.process_time() - began_cpu) * 1000)
        wall.append((time.perf_counter() - began) * 1000)
    return Cost(statistics.median(cpu), _p95(cpu), _p95(wall), len(asked), len(body) / 1024)


def bare_times(args: Namespace) -> list[float]:
    """CPU milliseconds of the bare view, in a process of its own."""
    command = [sys.executable, bare.__file__, "--data", args.data, "--database", args.database, "--requests", "100"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return [float(line) for line in done.stdout.split()]


def over_http(pages: list[Page], args: Namespace, rows: str = "orders") -> dict[str, tuple[float, float]]:
    """Requests a second of each page and of the bare view, in turns: the medians of TURNS. A single turn is a third of a second
    long and comes out a quarter higher or lower than the next."""
    product = [sys.executable, "-m", "goodstanding.config.cli", "--data", args.data]
    product += ["--database", args.database] if args.database else []
    yardstick = [sys.executable, bare.__file__, "--data", args.data, "--database", args.database, "--rows", rows]
    with (
        _served([*product, "serve", "--port", str(args.port)], args.port, "/healthz"),
        _served([*yardstick, "--port", str(args.port + 1)], args.port + 1, "/"),
    ):
        plain = Page("bare", "/", "")
        rates = {}
        for page, port in ((pages[0], args.port), (plain, args.port + 1)):
            _rate(page, port, args)  # every process and thread of both has served before it counts
        for page in pages:
            turns = [(_rate(page, args.port, args), _rate(plain, args.port + 1, args)) for _ in range(TURNS)]
            ours, bares = zip(*turns, strict=True)
            rates[page.name] = (statistics.median(ours), statistics.median(bares))
        return rates


def _rate(page: Page, port: int, args: Namespace) -> float:
    failed: list[int] = []
    paths = [page.path, *page.others]

    def client(times: int, first: int = 0) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for n in range(first, first + times):
            connection.request("GET", paths[n % len(paths)], headers={"Cookie": page.cookie, "Host": "127.0.0.1"})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                failed.append(answer.status)
        connection.close()

    client(WARM)
    threads = [
        threading.Thread(target=client, args=[max(10, args.requests // args.clients), n * len(paths) // args.clients])
        for n in range(args.clients)
    ]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    if failed:
        raise SystemExit(f"{page.name} over HTTP answers {failed[0]}")
    return args.clients * max(10, args.requests // args.clients) / took


@contextmanager
def _served(command: list[str], port: int, probe: str) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        for _ in range(600):
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
                connection.request("GET", probe)
                connection.getresponse().read()
                break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(20)


def _cookie(email: str) -> str:
    from django.test import Client

    from goodstanding.base.people.models import User

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(User.objects.get(email=email), backend="goodstanding.base.people.backends.HouseBackend")
    return f"sessionid={client.cookies['sessionid'].value}"


def _hold_the_clock(facts: world.Facts) -> None:
    """Windows end where the world was made, however old it is."""
    from datetime import datetime

    from goodstanding.base.clock import reading

    reading.move_to(datetime.fromisoformat(facts.made_at))


def _profile(page: Page, application: Any, asked: list[str]) -> None:
    profile = cProfile.Profile(time.process_time)
    profile.enable()
    for _ in range(20):
        bare.ask(application, page.path, page.cookie)
    profile.disable()
    print(f"\n== {page.name}\n" + "\n".join(sql[:180] for sql in asked))
    stats = pstats.Stats(profile)
    stats.sort_stats("cumulative").print_stats(45)
    stats.sort_stats("tottime").print_stats(25)
    places: Counter[str] = Counter()
    for (file, _, _), (_, _, own, _, _) in stats.stats.items():  # type: ignore[attr-defined]  # pstats has no types for it
        places["/".join(file.split("/")[-3:-1])] += round(own * 1e6)
    whole = sum(places.values())
    for place, own in places.most_common(20):
        print(f"{own / whole:6.1%}  {place}")


def _p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95) - 1]


def _print(pages: list[Page], costs: dict[str, Cost], yardstick: float, rates: dict[str, tuple[float, float]]) -> None:
    print(f"bare view: {yardstick:.1f} ms CPU in process")
    print(
        f"{'page':24}{'CPU p50':>9}{'CPU p95':>9}{'wall p95':>10}{'queries':>9}{'KB':>7}{'of bare':>9}{'req/s':>8}{'of bare':>9}"
    )
    for page in pages:
        cost = costs[page.name]
        rate, plain = rates.get(page.name, (0.0, 0.0))
        missed = (
            cost.p95 >= AIM_MS or cost.queries > AIM_QUERIES or cost.kb >= AIM_KB or yardstick / cost.p50 < AIM_RATIO
        )
        print(
            f"{page.name:24}{cost.p50:9.1f}{cost.p95:9.1f}{cost.wall95:10.1f}{cost.queries:9}{cost.kb:7.1f}"
            f"{yardstick / cost.p50:9.0%}{rate:8.0f}{rate / plain if plain else 0:9.0%}{'  *' if missed else ''}"
        )
    print("* beyond an aim: p95 under 50 ms, at most 15 queries, under 80 KB, at least 40 % of the bare view")


if __name__ == "__main__":
    sys.exit(main())
