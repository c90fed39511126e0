"""`goodstanding doctor`: what is wrong, and what to do."""

from __future__ import annotations

import argparse
import json
from typing import Any

from goodstanding.config import checks


def add(subparsers: Any) -> None:  # Any: argparse keeps this class private
    """Add the command."""
    parser = subparsers.add_parser(
        "doctor",
        help="check everything and say what to do",
        description="Check settings, database, tables, worker, mail, disk, clock and files. Exit code 1 when something "
        "needs a hand.",
    )
    parser.add_argument("--json", action="store_true", help="for scripts")
    parser.set_defaults(run=_examine)


def _examine(args: argparse.Namespace) -> int:
    found = checks.examine()
    bad = [finding for finding in found if not finding.ok]
    if args.json:
        print(json.dumps({"ok": not bad, "findings": [finding.as_json() for finding in found]}, indent=2))
        return 1 if bad else 0
    for finding in found:
        print(f"{'ok     ' if finding.ok else 'problem'}  {finding.name:<12} {finding.said}")
        if not finding.ok:
            print(f"{'':9}{'':12} → {finding.remedy}")
    print("Everything is fine." if not bad else f"{len(bad)} of {len(found)} need a hand.")
    return 1 if bad else 0
