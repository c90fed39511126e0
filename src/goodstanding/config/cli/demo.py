"""`goodstanding demo …`: the demo marketplace: load it, print its sign-ins, let its time pass, look at it, remove it."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from goodstanding.base.clock import reading
from goodstanding.config import tables
from goodstanding.connectors.demo import queries, signins

SEED = 2026
_REMOVE = "Remove the demo marketplace with its sellers, orders, cases and sign-ins? [y/N] "


def add(subparsers: Any) -> None:  # Any: argparse keeps this class private
    """Add the commands."""
    parser = subparsers.add_parser("demo", help="the demo marketplace: load, signins, advance, status, clear")
    commands = parser.add_subparsers(dest="demo_command", required=True, metavar="COMMAND")
    load = commands.add_parser("load", help="make a marketplace with a year of orders; a second time does nothing")
    load.add_argument("--seed", type=int, default=SEED, help=f"the same seed gives the same year (default {SEED})")
    load.add_argument("--sellers", type=int, default=300, help="how many seller accounts (default 300)")
    load.add_argument("--orders", type=int, default=20_000, help="how many orders in the year (default 20000)")
    load.set_defaults(run=_load)
    commands.add_parser("signins", help="print role, e-mail and password of each sign-in").set_defaults(run=_sign_ins)
    advance = commands.add_parser("advance", help="let time pass: move the clock and play what happens")
    advance.add_argument("--days", type=int, default=0, help="days to move on")
    advance.add_argument("--hours", type=int, default=0, help="hours to move on")
    advance.set_defaults(run=_advance)
    commands.add_parser("status", help="what is loaded and what time it is there").set_defaults(run=_status)
    clear = commands.add_parser("clear", help="remove the demo marketplace; settings stay")
    clear.add_argument("--yes", action="store_true", help="do not ask")
    clear.set_defaults(run=_clear)


def _load(args: argparse.Namespace) -> int:
    from goodstanding.connectors.demo import (
        actions,
    )  # here and below: every start prints the sign-ins and needs none of it
    from goodstanding.connectors.demo.plan import Plan

    _prepare_tables()
    plan = Plan(args.seed, reading.now().replace(microsecond=0), sellers=args.sellers, orders=args.orders)
    begun = queries.run()
    opened_at = begun.opened_at if begun else plan.opened_at
    days = begun.days if begun else plan.days
    with _rarely_swept(), _bar("Loading the demo marketplace", opened_at - timedelta(days=days), opened_at) as show:
        fresh = actions.load(plan=plan, folder=_folder(), progress=show)
    if fresh:
        print("Loaded. `goodstanding demo signins` prints who can sign in.", file=sys.stderr)
    return 0


def _sign_ins(args: argparse.Namespace) -> int:
    for line in signins.known(_folder()) or _new_sign_ins():
        print(line, flush=True)
    return 0


def _new_sign_ins() -> list[str]:
    from goodstanding.connectors.demo import actions

    return actions.sign_ins(_folder())


def _advance(args: argparse.Namespace) -> int:
    from goodstanding.connectors.demo import actions

    by = timedelta(days=args.days, hours=args.hours)
    now = reading.now()
    queries.loaded_run()
    with _bar("Letting time pass", now, now + by) as show:
        reached = actions.advance(by=by, now=now, progress=show)
    print(f"It is now {reached:%A %-d %B %Y, %H:%M} UTC in the marketplace.")
    return 0


def _status(args: argparse.Namespace) -> int:
    status = queries.status(now=reading.now())
    if status is None:
        print("No demo marketplace is loaded.")
        return 0
    for name, value in status.items():
        print(f"{name:14} {value}")
    return 0


def _clear(args: argparse.Namespace) -> int:
    from goodstanding.connectors.demo import actions

    if queries.run() is None:
        print("No demo marketplace is loaded.", file=sys.stderr)
        return 0
    if not args.yes and input(_REMOVE).strip().lower() not in {"y", "yes"}:
        return 1
    removed = actions.clear(folder=_folder())
    print(f"Removed {removed:,} rows of the demo. Settings, rule packs and your own people are as they were.")
    return 0


def _folder() -> Path:
    return Path(settings.ENV.data)


def _prepare_tables() -> None:
    if tables.missing():
        tables.bring_up_to_date()


@contextmanager
def _rarely_swept() -> Iterator[None]:
    """A year makes millions of objects that go by themselves: looking for those that do not takes a twentieth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def _bar(title: str, begins_at: datetime, ends_at: datetime) -> Iterator[Callable[[datetime, int], None]]:
    """A progress bar over time on a terminal, nothing elsewhere."""
    from rich.console import Console  # every start prints the sign-ins, and draws no bar
    from rich.progress import BarColumn, Progress, TextColumn

    console = Console(stderr=True)
    span = max(1.0, (ends_at - begins_at).total_seconds())
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[reached]}"))
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=span, reached="")

        def show(reached: datetime, events: int) -> None:
            done = (reached - begins_at).total_seconds()
            bar.update(task, completed=done, reached=f"{reached:%-d %b %Y}, {events:,} events")

        yield show
