"""One signed request to a receiver: bounded in time and size, without redirects, never into our own network."""

from __future__ import annotations

import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import urllib3
from standardwebhooks.webhooks import Webhook
from urllib3.exceptions import HTTPError

from goodstanding.base.webhooks import rules
from goodstanding.base.webhooks.rules import Heard

CONNECT_SECONDS = 5
ANSWER_SECONDS = 10
WORDS_KEPT = 500
AGENT = "Goodstanding-Webhooks/1"


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: its id, the instant of this try, the body, and the secrets it is signed with (newest first)."""

    event_ref: str
    at: datetime
    body: str
    secrets: Sequence[str]


def post(url: str, message: Message, *, inside_allowed: bool = False) -> Heard:
    """Send it once. Never raises for what the network or the receiver does: that is told in the answer.

    The name is looked up once and that very address is called, so that it cannot turn inward between check and call.
    """
    began = time.monotonic()
    try:
        return _post(url, message, inside_allowed, began)
    except _Inside as error:
        return _unheard(began, str(error))
    except (HTTPError, OSError, UnicodeError, ValueError) as error:
        return _unheard(began, _reason(error))


def headers_of(message: Message) -> dict[str, str]:
    """The headers of the Standard Webhooks specification. While a secret is being replaced both signatures stand there."""
    signatures = [Webhook(secret).sign(message.event_ref, message.at, message.body) for secret in message.secrets]
    return {
        "Content-Type": "application/json",
        "User-Agent": AGENT,
        "webhook-id": message.event_ref,
        "webhook-timestamp": str(int(message.at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


class _Inside(Exception):
    """The name leads into our own network."""


def _post(url: str, message: Message, inside_allowed: bool, began: float) -> Heard:
    parts = urlsplit(url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    address = _looked_up(host, port, inside_allowed)
    timeout = urllib3.Timeout(connect=CONNECT_SECONDS, read=ANSWER_SECONDS)
    pool: urllib3.HTTPConnectionPool
    if secure:
        pool = urllib3.HTTPSConnectionPool(
            address, port, timeout=timeout, server_hostname=host, assert_hostname=host, cert_reqs="CERT_REQUIRED"
        )
    else:
        pool = urllib3.HTTPConnectionPool(address, port, timeout=timeout)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    named = {"Host": host if parts.port is None else f"{host}:{port}", **headers_of(message)}
    with pool:
        answer = pool.urlopen(
            "POST",
            target,
            body=message.body.encode(),
            headers=named,
            redirect=False,
            retries=False,
            preload_content=False,
        )
        try:
            said = answer.read(WORDS_KEPT) or b""
        finally:
            answer.close()
    words = " ".join(said.decode("utf-8", "replace").replace("\x00", "").split())
    error = "" if 200 <= answer.status < 300 else f"The receiver answered {answer.status}."
    return Heard(answer.status, _ms(began), error=error, said=words[:WORDS_KEPT])


def _looked_up(host: str, port: int, inside_allowed: bool) -> str:
    found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if inside_allowed:
        return found[0]
    if not all(rules.is_public(address.partition("%")[0]) for address in found):
        raise _Inside("The name leads into our own network. Nothing was sent.")
    return found[0]


def _reason(error: Exception) -> str:
    if isinstance(error, socket.gaierror):
        return "The name of the host is not known."
    if isinstance(error, (TimeoutError, urllib3.exceptions.TimeoutError)):
        return f"No answer within {ANSWER_SECONDS} seconds."
    return f"{type(error).__name__}: {' '.join(str(error).split())}"[:200]


def _unheard(began: float, reason: str) -> Heard:
    return Heard(None, _ms(began), error=reason)


def _ms(began: float) -> int:
    return int((time.monotonic() - began) * 1000)
