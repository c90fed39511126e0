"""Addresses of our own that carry a token: to which thing, and whose, a mail belongs that comes to them (ADR 121)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass

from django.conf import settings

from goodstanding.kit.refs import normal_ref

_MAC_SIGNS = 16  # 80 bits: a stranger would have to try for longer than the mail server lets her
_TOKEN = re.compile(r"^([a-z]{1,12})\.([0-9a-z]{1,20})\.([0-9a-z]{1,12})\.([a-z2-7]{16})$")
BOUNCE = "bounce"


@dataclass(frozen=True, slots=True)
class Token:
    """What one of our addresses stands for: a thing (kind, ref), and the person to whom it was given."""

    kind: str
    ref: str
    person_id: int


def is_open() -> bool:
    """Whether mail is taken in at all."""
    return bool(settings.MAIL_IN_ADDRESS)


def reply_address(about: tuple[str, str], person_id: int) -> str:
    """The address at which this person answers about this thing. Empty while no mail is taken in."""
    return _address(about[0], about[1].replace("-", "").lower(), person_id)


def bounce_address(mail_id: int) -> str:
    """The address to which a mail that could not be delivered returns. Empty while no mail is taken in."""
    return _address(BOUNCE, _base36(mail_id), 0)


def token_of(address: str) -> Token | None:
    """What an address of ours stands for, or None for any other, a guessed and an altered one."""
    local, _, domain = address.strip().lower().rpartition("@")
    base, _, host = settings.MAIL_IN_ADDRESS.rpartition("@")
    head = f"{base}{settings.MAIL_IN_SEPARATOR}" if base else ""
    if not host or domain != host or not local.startswith(head):
        return None
    found = _TOKEN.match(local[len(head) :])
    if found is None or not hmac.compare_digest(found[4], _mac(found[1], found[2], found[3])):
        return None
    ref = found[2] if found[1] == BOUNCE else normal_ref(found[2])
    return Token(found[1], ref, int(found[3], 36))


def bounced_mail(token: Token) -> int | None:
    """The key of the mail that came back, for a token of a bounce address."""
    return int(token.ref, 36) if token.kind == BOUNCE else None


def is_ours(address: str) -> bool:
    """Whether mail to this address is for us: the plain address, or one with a true token."""
    plain = address.strip().lower()
    return bool(plain) and (plain == settings.MAIL_IN_ADDRESS or token_of(plain) is not None)


def _address(kind: str, ref: str, person_id: int) -> str:
    base, _, host = settings.MAIL_IN_ADDRESS.rpartition("@")
    if not host:
        return ""
    whose = _base36(person_id)
    head = f"{base}{settings.MAIL_IN_SEPARATOR}" if base else ""
    return f"{head}{kind}.{ref}.{whose}.{_mac(kind, ref, whose)}@{host}"


def _mac(*parts: str) -> str:
    digest = hmac.new(settings.SECRET_KEY.encode(), f"mail-in:{'.'.join(parts)}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode("ascii").lower()[:_MAC_SIGNS]


def _base36(number: int) -> str:
    signs = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = ""
    while number:
        number, rest = divmod(number, 36)
        text = signs[rest] + text
    return text or "0"
