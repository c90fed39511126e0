"""`goodstanding rebuild`: fold every order again from its events."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from goodstanding.base.clock import reading
from goodstanding.kit.actors import SYSTEM
from goodstanding.systems.health.tasks import judge_everybody
from goodstanding.systems.orders import actions as orders


def add(subparsers: Any) -> None:  # Any: argparse keeps this class private
    """Add the command."""
    parser = subparsers.add_parser(
        "rebuild",
        help="fold every order again from its events",
        description="Fold every order again from its events and judge every seller. The result is the same as before, "
        "unless the rules in the code have changed. May be stopped and run again at any time.",
    )
    parser.set_defaults(run=_rebuild)


def _rebuild(args: argparse.Namespace) -> int:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(file=sys.stderr), disable=not sys.stderr.isatty()) as bar:
        line = bar.add_task("Orders", total=None)
        done = orders.rebuild(
            actor=SYSTEM,
            at=reading.now(),
            progress=lambda done, total: bar.update(line, completed=done, total=total),
        )
    judge_everybody.enqueue()
    print(f"{done:,} orders rebuilt from their events. The worker judges every seller again.")
    return 0
