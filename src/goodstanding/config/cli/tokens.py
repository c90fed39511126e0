"""`goodstanding token EMAIL`: an API token for a person, printed once."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from goodstanding.base.clock import reading
from goodstanding.base.people import queries as people
from goodstanding.base.tokens.actions import TokenDraft, issue_to_person
from goodstanding.base.tokens.rules import DEFAULT_DAYS
from goodstanding.base.tokens.scopes import Scope, grantable
from goodstanding.kit.actors import SYSTEM


def add(subparsers: Any) -> None:  # Any: argparse keeps this class private
    """Add the command."""
    parser = subparsers.add_parser("token", help="issue an API token to a person and print it once")
    parser.add_argument("email", help="who the token acts as")
    parser.add_argument(
        "--scope",
        action="append",
        metavar="SCOPE",
        help=f"may be given several times (default: all). {', '.join(Scope)}",
    )
    parser.add_argument("--days", type=int, default=DEFAULT_DAYS, help=f"how long it lives (default {DEFAULT_DAYS})")
    parser.add_argument("--name", default="Command line", help="what will use it")
    parser.set_defaults(run=_issue)


def _issue(args: argparse.Namespace) -> int:
    """Facts about the token go to stderr, so that the token is all there is on stdout."""
    user = people.person_by_email(args.email)
    scopes = args.scope or [scope.value for scope in grantable(to_staff=user.is_staff)]
    draft = TokenDraft(name=args.name, scopes=scopes, days=args.days)
    token, secret = issue_to_person(actor=SYSTEM, user=user, draft=draft, at=reading.now())
    print(
        f"{token.name} for {user.email}, until {token.expires_at:%Y-%m-%d}: {', '.join(token.scopes)}", file=sys.stderr
    )
    print(secret)
    return 0
