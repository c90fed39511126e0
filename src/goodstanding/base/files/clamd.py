"""The conversation with a clamd virus scanner (clamd(8): INSTREAM, PING). No library for it is kept up (ADR 124)."""

from __future__ import annotations

import re
import socket
import struct
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from goodstanding.kit.errors import Invalid

TIMEOUT_SECONDS = 60
CHUNK = 64 * 1024
ANSWER_LIMIT = 4_096
HOW_TO = "Write it as unix:/run/clamav/clamd.ctl or tcp://host:3310."


class ScannerAway(Exception):
    """The scanner does not answer, or not sensibly; try again later."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the scanner said: `virus` names what it found, `refused` why it would not look. Both empty: clean."""

    virus: str = ""
    refused: str = ""


def address_from(text: str) -> str | tuple[str, int]:
    """A socket's path, or host and port. Raises Invalid, naming the remedy."""
    parts = urlsplit(text)
    try:
        if parts.scheme == "unix" and parts.path:
            return parts.path
        if parts.scheme == "tcp" and parts.hostname:
            return parts.hostname, parts.port or 3310
    except ValueError as error:
        raise Invalid(
            _("The virus scanner's port is no number. %(how_to)s") % {"how_to": HOW_TO}, field="clamd"
        ) from error
    raise Invalid(_("The virus scanner's address cannot be read. %(how_to)s") % {"how_to": HOW_TO}, field="clamd")


def scan(address: str, content: BinaryIO) -> Finding:
    """Send a file, read the verdict. Raises ScannerAway; Invalid for an address that cannot be read."""
    with _connected(address) as conversation:
        try:
            conversation.sendall(b"zINSTREAM\0")
            while chunk := content.read(CHUNK):
                conversation.sendall(struct.pack("!L", len(chunk)) + chunk)
            conversation.sendall(struct.pack("!L", 0))
        except (BrokenPipeError, ConnectionResetError):
            pass  # it stops listening at its size limit and says so below
        return _finding(_answer(conversation))


def ping(address: str) -> str:
    """The scanner's version, to see that it answers. Raises ScannerAway; Invalid."""
    with _connected(address) as conversation:
        conversation.sendall(b"zVERSION\0")
        return _answer(conversation)


def _connected(address: str) -> socket.socket:
    place = address_from(address)
    family = socket.AF_UNIX if isinstance(place, str) else socket.AF_INET
    try:
        if family == socket.AF_INET:
            return socket.create_connection(place, timeout=TIMEOUT_SECONDS)  # type: ignore[arg-type]  # a pair here
        conversation = socket.socket(family, socket.SOCK_STREAM)
        conversation.settimeout(TIMEOUT_SECONDS)
        conversation.connect(place)
    except OSError as error:
        raise ScannerAway(f"{address}: {error}") from error
    return conversation


def _answer(conversation: socket.socket) -> str:
    said = b""
    try:
        while b"\0" not in said and len(said) < ANSWER_LIMIT and (part := conversation.recv(1024)):
            said += part
    except OSError as error:
        if not said:
            raise ScannerAway(f"The virus scanner broke off: {error}") from error
    return said.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _finding(answer: str) -> Finding:
    if answer.endswith("OK"):
        return Finding()
    if found := re.fullmatch(r"stream: (.+) FOUND", answer):
        return Finding(virus=found[1][:200])
    if "size limit exceeded" in answer:
        return Finding(refused="It is larger than the scanner takes.")
    raise ScannerAway(f"The virus scanner said {answer[:200]!r}.")
