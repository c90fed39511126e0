"""One signed request to a receiver: bounded in time and size, without redirects, never into our own network."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import urllib3
from standardwebhooks.webhooks import Webhook
from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError

from goodstanding.base.webhooks import rules
from goodstanding.base.webhooks.rules import Heard

CONNECT_SECONDS = 5
ANSWER_SECONDS = 10
ALTOGETHER_SECONDS = 20  # for a receiver that answers a byte now and then
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


class _Line:
    """The connection of one try. `cut` when its time is up wakes whoever waits for it; without that, a receiver that says
    a byte every few seconds would keep a thread for hours."""

    def __init__(self) -> None:
        self.sock: socket.socket | None = None
        self.is_cut = False

    def cut(self) -> None:
        """End it now, from another thread."""
        self.is_cut = True
        if self.sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)

    def kept(self, kind: type[HTTPConnection]) -> type[HTTPConnection]:
        """The class of connections that are known here once they stand."""
        line = self

        class Kept(kind):  # type: ignore[valid-type,misc]  # one of urllib3's two
            def connect(self) -> None:
                super().connect()
                line.sock = self.sock

        return Kept


@contextmanager
def _bounded(pool: urllib3.HTTPConnectionPool) -> Iterator[_Line]:
    """Everything that is asked of the pool here ends after ALTOGETHER_SECONDS."""
    line = _Line()
    pool.ConnectionCls = line.kept(pool.ConnectionCls)  # type: ignore[arg-type]
    clock = threading.Timer(ALTOGETHER_SECONDS, line.cut)
    clock.daemon = True
    clock.start()
    try:
        yield line
    except (HTTPError, OSError, ValueError) as error:
        raise TimeoutError if line.is_cut else error from error
    finally:
        clock.cancel()


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
    with pool, _bounded(pool):
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
        return "No answer in time."
    return f"{type(error).__name__}: {' '.join(str(error).split())}"[:200]


def _unheard(began: float, reason: str) -> Heard:
    return Heard(None, _ms(began), error=reason)


def _ms(began: float) -> int:
    return int((time.monotonic() - began) * 1000)
