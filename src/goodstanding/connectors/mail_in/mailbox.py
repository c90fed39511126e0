"""A mailbox at another server, read over IMAP (RFC 3501). What was taken is marked, moved or deleted there, as the operator says.

A mail is marked only once it is stored here; one that is read twice is recognised. So nothing is lost and nothing doubled,
wherever it breaks off.
"""

from __future__ import annotations

import imaplib
import logging
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings

from goodstanding.base.clock import reading
from goodstanding.base.mailroom.inbound import actions, mailboxes
from goodstanding.base.mailroom.states import Door
from goodstanding.kit.errors import Invalid

log = logging.getLogger("goodstanding.mail")

TIMEOUT_SECONDS = 30
AT_ONCE = 100
HOW_TO = "Write it as imaps://user:password@host/INBOX?then=seen (or then=delete, then=move:Folder)."
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class MailboxAway(Exception):
    """The mailbox does not answer, or not as it should."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the mailbox is, and what is done there with a mail that was taken: seen, delete, or move to a folder."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    encrypted: bool
    then: str
    target: str

    @property
    def name(self) -> str:
        """The mailbox without its password."""
        return f"{self.user}@{self.host}/{self.folder}"


def place_from(url: str) -> Place:
    """Read the setting. Raises Invalid, naming the remedy."""
    parts = urlsplit(url)
    then, _, target = parse_qs(parts.query).get("then", ["seen"])[-1].partition(":")
    try:
        port = parts.port
    except ValueError as error:
        raise Invalid(f"The mailbox's port is no number. {HOW_TO}", field="mail_in_imap_url") from error
    known = then in {"seen", "delete"} or (then == "move" and target)
    if parts.scheme not in {"imap", "imaps"} or not parts.hostname or not parts.username or not known:
        raise Invalid(f"GOODSTANDING_MAIL_IN_IMAP_URL cannot be read. {HOW_TO}", field="mail_in_imap_url")
    encrypted = parts.scheme == "imaps"
    return Place(
        parts.hostname, port or (993 if encrypted else 143), unquote(parts.username), unquote(parts.password or ""),
        unquote(parts.path.strip("/")) or "INBOX", encrypted, then, target,
    )  # fmt: skip


def poll(url: str = "") -> int:
    """Take what is new. Returns how many mails were taken. Raises MailboxAway; Invalid for a setting that cannot be read."""
    place = place_from(url or settings.MAIL_IN_IMAP_URL)
    try:
        with _opened(place) as box:
            taken = _take_new(box, place)
    except (imaplib.IMAP4.error, OSError, ValueError) as error:
        said = " ".join(str(error).split())[:250] or type(error).__name__
        mailboxes.note_trouble(place.name, error=said)
        raise MailboxAway(f"{place.name}: {said}") from error
    return taken


def greet(url: str) -> None:
    """Sign in and look at the folder, for `goodstanding doctor`. Raises MailboxAway; Invalid."""
    place = place_from(url)
    try:
        with _opened(place):
            return
    except (imaplib.IMAP4.error, OSError) as error:
        raise MailboxAway(f"{place.name}: {' '.join(str(error).split())[:250]}") from error


@contextmanager
def _opened(place: Place) -> Iterator[imaplib.IMAP4]:
    if place.encrypted:
        context = ssl.create_default_context()
        box: imaplib.IMAP4 = imaplib.IMAP4_SSL(place.host, place.port, ssl_context=context, timeout=TIMEOUT_SECONDS)
    else:
        box = imaplib.IMAP4(place.host, place.port, timeout=TIMEOUT_SECONDS)
    try:
        box.login(place.user, place.password)
        status, said = box.select(f'"{place.folder}"')
        if status != "OK":
            raise imaplib.IMAP4.error(f"The folder {place.folder} cannot be opened: {said!r}")
        yield box
    finally:
        try:
            box.logout()
        except (imaplib.IMAP4.error, OSError):
            log.debug("The mailbox had hung up already.")


def _take_new(box: imaplib.IMAP4, place: Place) -> int:
    validity = int((box.response("UIDVALIDITY")[1] or [b"0"])[0] or b"0")
    after = mailboxes.read_up_to(place.name, validity=validity)
    _, found = box.uid("SEARCH", "UID", f"{after + 1}:*")
    uids = sorted(int(uid) for uid in (found[0] or b"").split() if int(uid) > after)[:AT_ONCE]
    taken = 0
    for uid in uids:
        if _take_one(box, uid):
            _settle(box, place, uid)
            taken += 1
        mailboxes.note_read(place.name, validity=validity, uid=uid, at=reading.now())
    if not uids:
        mailboxes.note_read(place.name, validity=validity, uid=after, at=reading.now())
    if uids and place.then != "seen":
        box.expunge()
    return taken


def _take_one(box: imaplib.IMAP4, uid: int) -> bool:
    """Whether the mail was taken. One that is too large stays over there as it is."""
    _, sizes = box.uid("FETCH", str(uid), "(RFC822.SIZE)")
    size = _SIZE.search(b" ".join(part for part in sizes if isinstance(part, bytes)))
    if size and int(size[1]) > settings.MAIL_IN_MAX_BYTES:
        log.warning("A mail of %s bytes is too large and stays in the mailbox.", size[1].decode())
        return False
    _, content = box.uid("FETCH", str(uid), "(BODY.PEEK[])")
    raw = next((part[1] for part in content if isinstance(part, tuple)), None)
    if raw is None:
        raise imaplib.IMAP4.error(f"Mail {uid} was not handed out.")
    try:
        actions.take(raw=raw, envelope=actions.Envelope(Door.MAILBOX), at=reading.now())
    except Invalid as refused:
        log.warning("A mail stays in the mailbox: %s", refused.message)
        return False
    return True


def _settle(box: imaplib.IMAP4, place: Place, uid: int) -> None:
    """Mark, move or delete one mail over there. A server without MOVE (RFC 6851) copies and deletes."""
    if place.then == "move":
        if "MOVE" in box.capabilities:
            _require(box.uid("MOVE", str(uid), f'"{place.target}"'))
            return
        _require(box.uid("COPY", str(uid), f'"{place.target}"'))
    flag = r"(\Seen)" if place.then == "seen" else r"(\Seen \Deleted)"
    _require(box.uid("STORE", str(uid), "+FLAGS", flag))


def _require(answer: tuple[str, object]) -> None:
    if answer[0] != "OK":
        raise imaplib.IMAP4.error(f"The mailbox refused: {answer[1]!r}"[:200])
