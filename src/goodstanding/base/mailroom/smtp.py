"""The conversation with a mail server."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import parse_qs, unquote, urlsplit

from django.utils.translation import gettext as _

from goodstanding.kit.errors import Invalid

TIMEOUT_SECONDS = 20
_PORTS = {"starttls": 587, "tls": 465, "none": 25}
HOW_TO = "Write it as smtp://user:password@host:587?tls=starttls (tls is starttls, tls or none)."


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail goes and how. `tls` is starttls (encrypted after the greeting), tls (from the first byte) or none."""

    host: str
    port: int
    tls: str
    user: str
    password: str
    verify: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one try ended. A temporary refusal is worth another try."""

    taken: bool
    temporary: bool = False
    error: str = ""


def server_from(url: str) -> Server:
    """Read `smtp://user:pass@host:587?tls=starttls`. Raises Invalid, naming the remedy.

    The scheme smtps means tls from the first byte. Without `tls`, a server with a login is asked for starttls and one
    without is spoken to in plain text. `verify=no` accepts any certificate.
    """
    parts = urlsplit(url)
    asked = parse_qs(parts.query)
    try:
        port = parts.port
    except ValueError as error:
        raise Invalid(
            _("The mail server's port is no number. %(how_to)s") % {"how_to": HOW_TO}, field="smtp_url"
        ) from error
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise Invalid(_("The mail server's address cannot be read. %(how_to)s") % {"how_to": HOW_TO}, field="smtp_url")
    usual = "tls" if parts.scheme == "smtps" else ("starttls" if parts.username else "none")
    tls = asked.get("tls", [usual])[-1]
    if tls not in _PORTS:
        raise Invalid(
            _("tls=%(tls)s is unknown. %(how_to)s") % {"tls": repr(tls[:20]), "how_to": HOW_TO}, field="smtp_url"
        )
    return Server(
        host=parts.hostname,
        port=port or _PORTS[tls],
        tls=tls,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        verify=asked.get("verify", ["yes"])[-1] != "no",
    )


def deliver(server: Server, message: EmailMessage, *, to_address: str, returns_to: str | None = None) -> Outcome:
    """Hold one conversation. Never raises for what a server or a network may do.

    `returns_to` is the envelope's sender, to which the mail returns when it cannot be delivered; None: the From address,
    empty: nobody (for answers by rule).
    A code of the 5xx range about the mail itself is final (RFC 5321, 4.2.1); everything else may pass and is tried again,
    a wrong login or a broken certificate too, because the operator will mend it.
    """
    try:
        with _connected(server) as conversation:
            conversation.send_message(message, from_addr=returns_to, to_addrs=[to_address])
    except smtplib.SMTPRecipientsRefused as error:
        code, text = next(iter(error.recipients.values()))
        return Outcome(False, temporary=code < 500, error=_said(code, text))
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
        return Outcome(False, temporary=error.smtp_code < 500, error=_said(error.smtp_code, error.smtp_error))
    except smtplib.SMTPNotSupportedError as error:
        return Outcome(False, temporary=True, error=f"The server lacks what is asked of it: {error}")
    except smtplib.SMTPResponseException as error:
        return Outcome(False, temporary=True, error=_said(error.smtp_code, error.smtp_error))
    except (smtplib.SMTPException, OSError) as error:
        return Outcome(
            False, temporary=True, error=f"{server.host}:{server.port}: {error or type(error).__name__}"[:500]
        )
    return Outcome(True)


def greet(server: Server) -> Outcome:
    """Connect, encrypt, sign in and hang up: what `goodstanding doctor` asks. Never raises."""
    try:
        with _connected(server) as conversation:
            conversation.noop()
    except (smtplib.SMTPException, OSError) as error:
        return Outcome(
            False, temporary=True, error=f"{server.host}:{server.port}: {error or type(error).__name__}"[:500]
        )
    return Outcome(True)


def _connected(server: Server) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if not server.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if server.tls == "tls":
        conversation: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=TIMEOUT_SECONDS, context=context
        )
    else:
        conversation = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
    try:
        if server.tls == "starttls":
            conversation.starttls(context=context)
        if server.user:
            conversation.login(server.user, server.password)
    except BaseException:
        conversation.close()
        raise
    return conversation


def _said(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"The mail server said {code} {words}"[:500]
