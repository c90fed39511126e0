"""`goodstanding people administrator EMAIL`: a way in when nobody can sign in."""

from __future__ import annotations

import argparse
from typing import Any

from goodstanding.config.cli.firsttime import make_administrator


def add(subparsers: Any) -> None:  # Any: argparse keeps this class private
    """Add the command."""
    parser = subparsers.add_parser("people", help="make an administrator")
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    administrator = what.add_parser(
        "administrator",
        help="make an administrator, or give one a new password",
        description="Make an administrator of the marketplace and print the password once. For an administrator who is "
        "known already it is a new password; other people are not touched.",
    )
    administrator.add_argument("email", metavar="EMAIL")
    administrator.add_argument("--name", default="Administrator")
    administrator.set_defaults(run=_administrator)


def _administrator(args: argparse.Namespace) -> int:
    make_administrator(email=args.email, name=args.name)
    return 0
