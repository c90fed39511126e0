"""`goodstanding mail`: try the mail server (`test`), and take mail in (`listen`, `poll`, `take`)."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import Error as DatabaseError
from django.utils import timezone

from goodstanding.base.clock import reading
from goodstanding.base.mailroom import rules, smtp
from goodstanding.base.mailroom.inbound import actions as inbound
from goodstanding.base.mailroom.states import Door
from goodstanding.connectors.mail_in import listener, mailbox
from goodstanding.kit.errors import Conflict, Invalid

TRY_AGAIN_LATER = 75  # EX_TEMPFAIL: the mail server keeps the mail and pipes it again


def add(subparsers: Any) -> None:  # Any: argparse keeps this class private
    """Add the command."""
    parser = subparsers.add_parser("mail", help="try the mail server, take mail in")
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    test = what.add_parser("test", help="send one mail to an address, without the worker")
    test.add_argument("address", metavar="ADDRESS")
    test.set_defaults(run=_test)

    listen = what.add_parser("listen", help="take mail from a mail server, by LMTP or SMTP, until stopped")
    listen.add_argument("--on", default="", metavar="URL", help="instead of GOODSTANDING_MAIL_IN_LISTEN")
    listen.set_defaults(run=_listen)

    poll = what.add_parser("poll", help="fetch what is new in the mailbox (IMAP), once; the worker does so each minute")
    poll.set_defaults(run=_poll)

    take = what.add_parser("take", help="take one mail from standard input, as a mail server's pipe does")
    take.add_argument("--from", dest="sender", default=None, metavar="ADDRESS", help="the envelope's sender")
    take.add_argument("--to", dest="recipients", action="append", default=[], metavar="ADDRESS")
    take.set_defaults(run=_take)


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


def _listen(args: argparse.Namespace) -> int:
    _require_address()
    ear = listener.ear_from(args.on or settings.MAIL_IN_LISTEN)
    service = listener.Listener(ear)
    try:
        service.start()
    except OSError as error:
        raise Conflict(f"Cannot listen on {ear.host}:{ear.port}: {error.strerror or error}.") from error
    print(f"LISTENING {ear.protocol}://{ear.host}:{ear.port} for {settings.MAIL_IN_ADDRESS}", flush=True)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    stop.wait()
    service.stop()
    return 0


def _poll(args: argparse.Namespace) -> int:
    _require_address()
    try:
        taken = mailbox.poll()
    except mailbox.MailboxAway as away:
        raise Conflict(str(away)) from away
    print(f"{taken} taken.")
    return 0


def _take(args: argparse.Namespace) -> int:
    envelope = inbound.Envelope(Door.PIPE, args.sender, args.recipients)
    try:
        mail = inbound.take(raw=sys.stdin.buffer.read(), envelope=envelope, at=reading.now())
    except (DatabaseError, OSError) as error:
        print(f"goodstanding: not kept, try again later: {' '.join(str(error).split())[:200]}", file=sys.stderr)
        return TRY_AGAIN_LATER
    print(f"{mail.ref} taken ({mail.kind}). The worker looks at it next; see the console under Mail in.")
    return 0


def _require_address() -> None:
    if not settings.MAIL_IN_ADDRESS:
        raise Conflict("No mail is taken in. Set GOODSTANDING_MAIL_IN_ADDRESS to the address at which replies arrive.")
