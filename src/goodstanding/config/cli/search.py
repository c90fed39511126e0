"""`goodstanding search rebuild`: make the full-text index anew."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from goodstanding.base.clock import reading
from goodstanding.base.search import actions
from goodstanding.base.search.queries import lags
from goodstanding.base.search.registry import sources


def add(subparsers: Any) -> None:  # Any: argparse keeps this class private
    """Add the command."""
    parser = subparsers.add_parser(
        "search",
        help="make the full-text index anew, or say how it stands",
        description="rebuild: make what can be found anew from what is there, beside the running product. May be stopped and run "
        "again at any time: it goes on where it stopped. status: how many things there are and how many can be found.",
    )
    parser.add_argument("what", choices=["rebuild", "status"])
    parser.add_argument("kind", nargs="?", default="", help="only this kind of things, such as case")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    kinds = [args.kind] if args.kind else sorted(sources)
    unknown = [kind for kind in kinds if kind not in sources]
    if unknown:
        print(f"There is nothing of kind {unknown[0]}. Kinds: {', '.join(sorted(sources))}.", file=sys.stderr)
        return 2
    return _rebuild(kinds) if args.what == "rebuild" else _status(kinds)


def _rebuild(kinds: list[str]) -> int:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(file=sys.stderr), disable=not sys.stderr.isatty()) as bar:
        for kind in kinds:
            line = bar.add_task(kind, total=None)

            def tell(done: int, total: int, line: Any = line) -> None:  # Any: rich's number of a task
                bar.update(line, completed=done, total=total)

            changed = actions.rebuild(sources[kind], at=reading.now(), progress=tell)
            print(f"{kind}: {changed:,} entries were not as they should be and are now.")
    return 0


def _status(kinds: list[str]) -> int:
    found = [lag for lag in lags() if lag.kind in kinds]
    for lag in found:
        told = "up to date" if lag.complete else f"run `goodstanding search rebuild {lag.kind}`"
        print(f"{lag.kind}: {lag.indexed:,} of {lag.things:,} can be found; {told}")
    return 0 if all(lag.complete for lag in found) else 1
