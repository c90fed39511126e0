"""A mail server's ear: takes what is for us, refuses the rest, and says "later" when it cannot be kept."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import close_old_connections, connection

from goodstanding.base.clock import reading
from goodstanding.base.mailroom import addresses
from goodstanding.base.mailroom.inbound import actions
from goodstanding.base.mailroom.states import Door
from goodstanding.flows import mail_addresses
from goodstanding.kit.errors import Invalid

log = logging.getLogger("goodstanding.mail")

MOST_RECIPIENTS = 50
HOW_TO = "Write it as lmtp://127.0.0.1:2424 or smtp://127.0.0.1:2525."


@dataclass(frozen=True, slots=True)
class Ear:
    """Where to listen, and which of the two languages to speak."""

    protocol: str
    host: str
    port: int


def ear_from(text: str) -> Ear:
    """Read `lmtp://127.0.0.1:2424`. Raises Invalid, naming the remedy."""
    parts = urlsplit(text)
    try:
        port = parts.port
    except ValueError as error:
        raise Invalid(f"The port is no number. {HOW_TO}", field="mail_in_listen") from error
    if parts.scheme not in {"lmtp", "smtp"} or not parts.hostname or not port:
        raise Invalid(f"GOODSTANDING_MAIL_IN_LISTEN cannot be read. {HOW_TO}", field="mail_in_listen")
    return Ear(parts.scheme, parts.hostname, port)


class Listener(Controller):
    """Serves in a thread of its own between `start()` and `stop()`."""

    def __init__(self, ear: Ear) -> None:
        self._lmtp = ear.protocol == "lmtp"
        super().__init__(_Handler(lmtp=self._lmtp), hostname=ear.host, port=ear.port)

    def factory(self) -> SMTP:
        """One conversation."""
        kind = LMTP if self._lmtp else SMTP
        return kind(
            self.handler, data_size_limit=settings.MAIL_IN_MAX_BYTES, enable_SMTPUTF8=True, ident="Goodstanding",
            decode_data=False, timeout=120,
        )  # fmt: skip


class _Handler:
    def __init__(self, *, lmtp: bool) -> None:
        self._lmtp = lmtp

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        try:
            known = await asyncio.to_thread(_is_ours, address)
        except DatabaseError:
            return "451 4.3.0 Try again later"
        if not known:
            return "550 5.1.1 There is no such mailbox here"
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape")
        sender, recipients = (envelope.mail_from or "").strip("<>"), [str(address) for address in envelope.rcpt_tos]
        answer = await asyncio.to_thread(_keep, raw, sender, recipients)
        # LMTP answers once for each recipient (RFC 2033, 4.2).
        return "\r\n".join([answer] * len(recipients)) if self._lmtp else answer


def _is_ours(address: str) -> bool:
    """Reply addresses are known without the database, mailboxes of the rules are not."""
    if addresses.is_ours(address):
        return True
    close_old_connections()
    return mail_addresses.is_ours(address, reading.now())


def _keep(raw: bytes, sender: str, recipients: list[str]) -> str:
    """Store the mail before saying so. While the database or the disk is away the other side keeps it and comes again."""
    close_old_connections()
    try:
        envelope = actions.Envelope(Door.LISTENER, sender, recipients)
        mail = actions.take(raw=raw, envelope=envelope, at=reading.now())
    except Invalid as refused:
        return f"554 5.6.0 {_ascii(refused.message)}"
    except (DatabaseError, OSError) as error:
        log.warning("A mail could not be kept and is asked for again: %s", " ".join(str(error).split())[:200])
        return "451 4.3.0 Try again later"
    finally:
        connection.close()
    return f"250 2.0.0 Taken as {mail.ref}"


def _ascii(text: Any) -> str:  # Any: a message or a lazy translation
    return str(text).encode("ascii", "replace").decode("ascii")
