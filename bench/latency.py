"""How long one order event takes from the API to the metric, and to the notification when it breaches.

    python bench/latency.py --data /tmp/bench-world                     100,000 orders
    python bench/latency.py --data /tmp/bench-world-10k --orders 10000  a tenth of the history

Runs the web server and the worker on 127.0.0.1 as `./start` does. Each run posts events of one seller in one request and asks
the API every 50 milliseconds until what they change is visible: half of the runs add one late order to the largest seller and
wait for the rate, the other half push a quiet seller over its target and wait for the notification.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import world

POLL_SECONDS = 0.05
GIVE_UP_SECONDS = 30
LATE_ORDERS = 60  # above the minimum volume that the rules ask for


def main() -> int:
    """Start, post, wait, print."""
    parser = world.options(__doc__)
    parser.add_argument("--runs", type=int, default=20, help="of each kind")
    parser.add_argument("--port", type=int, default=8164)
    args = parser.parse_args()
    facts = world.ensure(args)
    command = [sys.executable, "-m", "goodstanding.config.cli", "--data", args.data]
    command += ["--database", args.database] if args.database else []
    said = subprocess.run([*command, "token", facts.administrator], check=True, capture_output=True, text=True)
    processes = [
        subprocess.Popen([*command, "serve", "--port", str(args.port)]),
        subprocess.Popen([*command, "worker"]),
    ]
    try:
        api = Api(f"http://127.0.0.1:{args.port}/api/v1", said.stdout.strip())
        api.wait()
        rate = [_metric_run(api, facts.seller_id, n) for n in range(args.runs + 2)][2:]
        quiet = (f"S{n:05}" for n in range(facts.sellers - 1, 0, -1))
        unharmed = (s for s in quiet if not api.get(f"/sellers/{s}/notifications")["data"])
        breach = [_breach_run(api, next(unharmed), n) for n in range(args.runs)]
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(20)
    for name, times in (("event to metric", rate), ("event to breach to notification", breach)):
        ranked = sorted(times)
        p95 = ranked[max(0, round(len(ranked) * 0.95) - 1)]
        print(
            f"{facts.orders:,} orders, {name}: p50 {statistics.median(ranked) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms"
        )
    return 0


class Api:
    """The product's API, with a token."""

    def __init__(self, base: str, token: str) -> None:
        self.base = base
        self.token = token

    def get(self, path: str) -> Any:
        return self._send(urllib.request.Request(self.base + path))

    def post(self, path: str, body: object) -> Any:
        headers = {"Content-Type": "application/json"}
        return self._send(urllib.request.Request(self.base + path, json.dumps(body).encode(), headers))

    def wait(self) -> None:
        """Until the server answers."""
        for _ in range(300):
            try:
                self.get("/sellers?limit=1")
                return
            except OSError:
                time.sleep(0.1)

    def _send(self, request: urllib.request.Request) -> Any:
        request.add_header("Authorization", f"Bearer {self.token}")
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read())


def _metric_run(api: Api, seller: str, number: int) -> float:
    """One late order more: seconds until the rate has it."""
    before = _late(api, seller)
    began = time.monotonic()
    api.post("/order-events", {"events": _late_order(seller, f"{number}")})
    return _until(began, lambda: _late(api, seller) > before)


def _breach_run(api: Api, seller: str, number: int) -> float:
    """Enough late orders to breach: seconds until the seller's notification can be read."""
    path = f"/sellers/{seller}/notifications"
    began = time.monotonic()
    events = [event for n in range(LATE_ORDERS) for event in _late_order(seller, f"b{number}-{n}")]
    api.post("/order-events", {"events": events})
    return _until(began, lambda: bool(api.get(path)["data"]))


def _late(api: Api, seller: str) -> int:
    health = api.get(f"/sellers/{seller}/health")
    found = next(m for m in health["metrics"] if m["code"] == "LATE_SHIPMENT_RATE" and m["window"] == 30)
    return int(found["numerator"])


def _late_order(seller: str, name: str) -> list[dict[str, object]]:
    placed_at = datetime.now(UTC) - timedelta(days=5)
    order = f"L{seller}-{name}-{time.time_ns()}"
    ship_by_at = placed_at + timedelta(days=1)

    def event(kind: str, at: datetime, **data: object) -> dict[str, object]:
        return {
            "seller": seller,
            "order": order,
            "kind": kind,
            "id": f"{order}-{kind}",
            "at": at.isoformat(),
            "data": data,
        }

    placed = event(
        "placed", placed_at, currency="EUR", total_minor=900, channel="mfn", ship_by_at=ship_by_at.isoformat()
    )
    return [placed, event("shipped", ship_by_at + timedelta(hours=20), carrier="Northway", tracking_id=order)]


def _until(began: float, seen: Any) -> float:
    while time.monotonic() - began < GIVE_UP_SECONDS:
        if seen():
            return time.monotonic() - began
        time.sleep(POLL_SECONDS)
    raise SystemExit(f"Not visible after {GIVE_UP_SECONDS} s.")


if __name__ == "__main__":
    sys.exit(main())
