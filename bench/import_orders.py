"""How fast a file of order events is imported: seconds, orders and events a second, peak memory.

    python bench/import_orders.py --orders 100000 --sellers 3000
    python bench/import_orders.py --database postgresql://user:password@localhost/goodstanding_bench

Writes an events file (about four events an order), imports it with the command an operator would use into a fresh data
folder, and works off the background tasks that make the metrics ready. The database named must be empty.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

COLUMNS = (
    "seller", "order", "kind", "id", "at", "currency", "total_minor", "channel", "ship_by_at", "deliver_by_at", "ship_from",
    "sku", "title", "quantity", "price_minor", "carrier", "tracking_id", "by", "reason", "stars", "text",
)  # fmt: skip
CARRIERS = ("Northway", "Parcelo", "Quickline")


def main() -> int:
    """Write the file, import it, print the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--orders", type=int, default=100_000)
    options.add_argument("--sellers", type=int, default=3_000)
    options.add_argument("--database", default="", help="an empty PostgreSQL database (default: SQLite)")
    options.add_argument("--again", action="store_true", help="import the same file a second time")
    args = options.parse_args()

    with tempfile.TemporaryDirectory(prefix="goodstanding-bench-") as folder:
        file = Path(folder) / "events.csv"
        events = write_events(file, orders=args.orders, sellers=args.sellers)
        print(
            f"{args.orders:,} orders, {events:,} events, {args.sellers:,} sellers, {file.stat().st_size / 1e6:.0f} MB"
        )
        command = _command(Path(folder) / "data", args.database)
        subprocess.run([*command, "manage", "migrate", "--verbosity", "0"], check=True)
        imported, import_cpu = _timed([*command, "import", "events", str(file)])
        worked, work_cpu = _timed([*command, "manage", "db_worker", "--batch", "--queue-name", "*", "--interval", "0"])
        print(f"imported in {imported:.1f} s ({import_cpu:.1f} s of processor time)")
        print(f"metrics ready after {worked:.1f} s more ({work_cpu:.1f} s); {imported + worked:.1f} s in all")
        print(f"{args.orders / imported:,.0f} orders/s, {events / imported:,.0f} events/s (import alone)")
        if args.again:
            print("the same file again: {:.1f} s ({:.1f} s)".format(*_timed([*command, "import", "events", str(file)])))
        print(f"peak memory {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB")
    return 0


def write_events(path: Path, *, orders: int, sellers: int, seed: int = 7) -> int:
    """Write an events file; the same arguments give the same file. Returns how many events it has."""
    dice = random.Random(seed)
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    written = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for number in range(orders):
            placed_at = begin + timedelta(seconds=number * (300 * 86_400 / max(orders, 1)))
            for row in _story(dice, f"S{dice.randrange(sellers):05}", f"O{number:08}", placed_at):
                writer.writerow(row)
                written += 1
    return written


def _story(dice: random.Random, seller: str, order: str, placed_at: datetime) -> list[dict[str, object]]:
    """One order from placing to feedback, late or cancelled now and then."""

    def event(kind: str, at: datetime, **data: object) -> dict[str, object]:
        return {"seller": seller, "order": order, "kind": kind, "id": f"{order}-{kind}", "at": at.isoformat(), **data}

    price = dice.randrange(500, 20_000)
    ship_by_at = placed_at + timedelta(days=2)
    story = [
        event(
            "placed", placed_at, currency="EUR", total_minor=price, channel="mfn", ship_by_at=ship_by_at.isoformat(),
            deliver_by_at=(placed_at + timedelta(days=7)).isoformat(), ship_from="Lyon", sku=f"SKU-{price % 500}",
            title="Stoneware bowl", quantity=1, price_minor=price,
        )
    ]  # fmt: skip
    if dice.random() < 0.02:
        return [*story, event("cancelled", placed_at + timedelta(hours=20), by="seller", reason="stock")]
    shipped_at = placed_at + timedelta(hours=dice.triangular(2, 54, 20))
    story.append(event("shipped", shipped_at, carrier=dice.choice(CARRIERS), tracking_id=f"T{order}"))
    story.append(event("carrier_scan", shipped_at + timedelta(hours=5)))
    story.append(event("delivered", shipped_at + timedelta(hours=dice.triangular(20, 140, 50))))
    if dice.random() < 0.1:
        stars = dice.choice((1, 2, 3, 4, 4, 5, 5, 5, 5, 5))
        story.append(event("feedback_left", shipped_at + timedelta(days=8), stars=stars, text="As described."))
    return story


def _command(data: Path, database: str) -> list[str]:
    command = [sys.executable, "-m", "goodstanding.config.cli", "--data", str(data)]
    return [*command, "--database", database] if database else command


def _timed(command: list[str]) -> tuple[float, float]:
    """Run a command; seconds on the wall and of processor time. The latter says more on a busy machine."""
    began, before = time.monotonic(), _processor_time()
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=os.environ)
    if done.returncode not in (0, 3):
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return time.monotonic() - began, _processor_time() - before


def _processor_time() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main())
