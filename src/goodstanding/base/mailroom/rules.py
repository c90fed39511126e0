"""Decisions about mail, without a database or a socket."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from goodstanding.base.mailroom.states import Nature

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


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a mail besides sender, addressee and subject."""

    message_id: str
    written_at: datetime
    nature: Nature = Nature.AUTOMATIC
    reply_to: str = ""
    in_reply_to: str = ""
    references: str = ""


# A person's words leave without Auto-Submitted (RFC 3834, 5), but ask Exchange for no holiday notes; automatic mails say that
# they are, and name a list, since both keep vacation programs silent (RFC 3834, 2; RFC 5230, 4.6).
_NATURE_HEADERS: dict[Nature, dict[str, str]] = {
    Nature.PERSON: {"X-Auto-Response-Suppress": "OOF, AutoReply"},
    Nature.AUTOMATIC: {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
    Nature.AUTO_REPLY: {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"},
}


def compose(
    *, sender: str, to: tuple[str, str], subject: str, bodies: tuple[str, str], heading: Heading
) -> EmailMessage:
    """A complete message. `to` is (name, address); `bodies` is (text, html), html may be empty."""
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(*parseaddr(sender))
    message["To"] = _address(*to)
    message["Subject"] = one_line(subject, SUBJECT_LIMIT)
    message["Date"] = format_datetime(heading.written_at)
    message["Message-ID"] = heading.message_id
    if heading.reply_to:
        message["Reply-To"] = _address(message["From"].addresses[0].display_name, heading.reply_to)
    if heading.in_reply_to:
        message["In-Reply-To"] = _idents(heading.in_reply_to)
        message["References"] = _idents(heading.references or heading.in_reply_to)
    for name, value in _NATURE_HEADERS[heading.nature].items():
        message[name] = value
    if heading.nature is Nature.AUTOMATIC and heading.reply_to:
        host = heading.message_id.rpartition("@")[2].strip(">")
        message["List-Id"] = f"<notices.{host}>"
    message.set_content(bodies[0])
    if bodies[1]:
        message.add_alternative(bodies[1], subtype="html")
    return message


def masked(address: str) -> str:
    """An address for eyes that need not know it: first letter and domain."""
    local, _, domain = address.partition("@")
    return f"{local[:1]}…@{domain}"


def _idents(text: str) -> str:
    """Message-IDs of others are theirs to choose, so only what has their shape goes into a header of ours."""
    return " ".join(re.findall(r"<[!-;=?-~]{1,250}>", text))


def _address(name: str, spec: str) -> Address:
    local, _, domain = spec.rpartition("@")
    return Address(display_name=one_line(name, 100), username=local, domain=domain.encode("idna").decode("ascii"))
