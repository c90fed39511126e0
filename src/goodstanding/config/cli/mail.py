"""`goodstanding mail test ADDRESS`: one mail, at once, with everything the server says."""

from __future__ import annotations

import argparse
import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from goodstanding.base.mailroom import rules, smtp
from goodstanding.kit.errors import Conflict, Invalid


def add(subparsers: Any) -> None:  # Any: argparse keeps this class private
    """Add the command."""
    parser = subparsers.add_parser("mail", help="try the mail server")
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    test = what.add_parser("test", help="send one mail to an address, without the worker")
    test.add_argument("address", metavar="ADDRESS")
    test.set_defaults(run=_test)


def _test(args: argparse.Namespace) -> int:
    if not settings.SMTP_URL:
        raise Conflict(f"No mail server is set. Set GOODSTANDING_SMTP_URL. {smtp.HOW_TO}")
    try:
        validate_email(args.address)
    except ValidationError as error:
        raise Invalid(f"{args.address!r} is not an e-mail address.") from error
    server = smtp.server_from(settings.SMTP_URL)
    message = rules.compose(
        sender=settings.MAIL_FROM,
        to=("", args.address),
        subject="A test mail from your marketplace",
        bodies=(f"This mail was sent by `goodstanding mail test` through {server.host}.\n", ""),
        heading=rules.Heading(
            rules.message_id_for(key=uuid.uuid4().hex, host=settings.MAIL_FROM.rpartition("@")[2].strip(">")),
            timezone.now(),
        ),
    )
    outcome = smtp.deliver(server, message, to_address=args.address)
    if not outcome.taken:
        raise Conflict(f"Not sent. {outcome.error}")
    print(f"{server.host}:{server.port} took the mail for {args.address} ({server.tls}).")
    return 0
