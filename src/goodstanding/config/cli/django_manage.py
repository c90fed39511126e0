"""`goodstanding manage …`: Django's own commands, for those who know them."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management import execute_from_command_line


def add(subparsers: Any) -> None:  # Any: argparse keeps this class private
    """Add the command."""
    parser = subparsers.add_parser("manage", help="run one of Django's own management commands")
    parser.add_argument("rest", nargs=argparse.REMAINDER)
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    execute_from_command_line(["goodstanding", *args.rest])
    return 0
