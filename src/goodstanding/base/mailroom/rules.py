"""Decisions about mail, without a database or a socket."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

# Minutes to wait after each failed attempt. RFC 5321 (4.5.4.1) asks for at least 30 minutes between later retries and for
# giving up only after days; the first tries come sooner, because most temporary refusals are greylisting.
WAITS_MINUTES = (1, 5, 15, 30, 60, 180, 360, 720, 1440, 1440)
SUBJECT_LIMIT = 200
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")


def next_try(*, attempts: int, at: datetime) -> datetime | None:
    """When to try again after `attempts` failed attempts, or None when it is time to give up."""
    if attempts > len(WAITS_MINUTES):
        return None
    return at + timedelta(minutes=WAITS_MINUTES[max(attempts, 1) - 1])


def one_line(text: str, limit: int) -> str:
    """Text fit for a header: control characters and line breaks become one space, so that no header can be added."""
    flat = " ".join(_CONTROL.sub(" ", text).split())
    return flat if len(flat) <= limit else f"{flat[: limit - 1].rstrip()}…"


def message_id_for(*, key: str, host: str) -> str:
    """A Message-ID that is the same each time a mail is tried, made from its digest `key` (hex)."""
    return f"<{key}@{re.sub(r'[^A-Za-z0-9.-]', '', host) or 'localhost'}>"


def compose(
    *, sender: str, to: tuple[str, str], subject: str, bodies: tuple[str, str], message_id: str, written_at: datetime
) -> EmailMessage:
    """A complete message. `to` is (name, address); `bodies` is (text, html), html may be empty."""
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(*parseaddr(sender))
    message["To"] = _address(*to)
    message["Subject"] = one_line(subject, SUBJECT_LIMIT)
    message["Date"] = format_datetime(written_at)
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(bodies[0])
    if bodies[1]:
        message.add_alternative(bodies[1], subtype="html")
    return message


def masked(address: str) -> str:
    """An address for eyes that need not know it: first letter and domain."""
    local, _, domain = address.partition("@")
    return f"{local[:1]}…@{domain}"


def _address(name: str, spec: str) -> Address:
    local, _, domain = spec.rpartition("@")
    return Address(display_name=one_line(name, 100), username=local, domain=domain.encode("idna").decode("ascii"))
