"""A mail as it came, read: who, to whom, what about, the words, the files. Whatever the bytes are, something is returned."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email import policy
from email.message import Message
from email.parser import BytesParser
from email.utils import getaddresses

from goodstanding.base.mailroom.inbound import decoding, parts, quoting, tongues
from goodstanding.base.mailroom.inbound.parts import Body, FilePart

log = logging.getLogger("goodstanding.mail")

TEXT_LIMIT = 200_000
SUBJECT_LIMIT = 300
MOST_ADDRESSES = 100
MOST_REFERENCES = 60
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\\\"@]{1,128}@[^\s<>()\[\],;:\\\"@]{1,200}")
_IDENT = re.compile(r"<[^<>\s]{3,290}>")
_FORWARDED = re.compile(rf"^\s*(?:{'|'.join(tongues.PASSED_ON)})\s*[::]", re.IGNORECASE)
_RECIPIENTS = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "resent-to")


@dataclass(frozen=True, slots=True)
class Incoming:
    """What was read. `shown` is the text without quotes and signature, `whole` all of it; `headers` are decoded, by lower-case
    name, each as often as it came; `remarks` tell in plain words what was left out or could not be read."""

    message_id: str = ""
    sender: str = ""
    sender_name: str = ""
    senders: int = 0
    recipients: Sequence[str] = ()
    references: Sequence[str] = ()
    subject: str = ""
    shown: str = ""
    whole: str = ""
    files: Sequence[FilePart] = ()
    remarks: Sequence[str] = ()
    headers: dict[str, list[str]] = field(default_factory=dict)
    content_type: str = ""
    report: Sequence[Message] = ()

    def header(self, name: str) -> str:
        """The first value of a header; empty when there is none."""
        return next(iter(self.headers.get(name, ())), "")


def read(raw: bytes) -> Incoming:
    """Read a mail. Never raises: what cannot be taken apart is shown as the text it is, and says so."""
    try:
        return _read(BytesParser(policy=policy.compat32).parsebytes(raw))
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError, AssertionError, MemoryError) as error:
        log.warning("A mail could not be taken apart: %s", type(error).__name__)
        text = decoding.text_from(raw[:TEXT_LIMIT])
        return Incoming(whole=text, shown=text, remarks=("The mail is damaged; this is all of it as it came.",))


def _read(message: Message) -> Incoming:
    headers = _headers(message)
    senders = _addresses(message, "from")
    sender = senders[0] if senders else ("", "")
    subject = (headers.get("subject") or [""])[0][:SUBJECT_LIMIT]
    body = parts.body_of(message)
    shown = quoting.visible(body.own[:TEXT_LIMIT], forwarded=bool(_FORWARDED.match(subject)))
    return Incoming(
        message_id=_first_ident(headers.get("message-id", [])),
        sender=sender[1].lower(),
        sender_name=sender[0][:120],
        senders=len(senders),
        recipients=_recipients(message),
        references=_references(headers),
        subject=subject,
        shown=shown,
        whole=body.whole[:TEXT_LIMIT],
        files=body.files,
        remarks=_remarks(body),
        headers=headers,
        content_type=message.get_content_type(),
        report=_reports(message),
    )


def _headers(message: Message) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in list(message.raw_items())[:500]:
        found.setdefault(name.lower(), []).append(decoding.header_from(str(value)))
    return found


def _addresses(message: Message, name: str) -> list[tuple[str, str]]:
    """Names and addresses of a header, the names decoded after the parting: a comma may hide in an encoded word."""
    raw = [value for key, value in message.raw_items() if key.lower() == name][:20]
    lines = [" ".join(str(value)[: decoding.HEADER_LIMIT].split()) for value in raw]
    found = [
        (decoding.header_from(who), where.strip()) for who, where in getaddresses(lines) if _ADDRESS.fullmatch(where)
    ]
    if not found:  # broken beyond what the library reads
        found = [("", where) for where in _ADDRESS.findall(" ".join(lines))]
    return [(who, where[:254]) for who, where in found[:MOST_ADDRESSES]]


def _recipients(message: Message) -> Sequence[str]:
    found = [address.lower() for name in _RECIPIENTS for _, address in _addresses(message, name)]
    return tuple(dict.fromkeys(found))[:MOST_ADDRESSES]


def _references(headers: dict[str, list[str]]) -> Sequence[str]:
    """The mails that this one answers, the nearest first."""
    answered = _IDENT.findall(" ".join(headers.get("in-reply-to", [])))
    named = _IDENT.findall(" ".join(headers.get("references", [])))
    return tuple(dict.fromkeys([*answered, *reversed(named)]))[:MOST_REFERENCES]


def _first_ident(values: Sequence[str]) -> str:
    text = " ".join(values)
    found = _IDENT.search(text)
    return found.group() if found else text.strip()[:290]


def _remarks(body: Body) -> Sequence[str]:
    long = ["The text is very long; only its beginning is shown."] if len(body.whole) > TEXT_LIMIT else []
    return tuple(dict.fromkeys([*body.remarks, *long]))


def _reports(message: Message) -> Sequence[Message]:
    """The machine-readable halves of a delivery report: groups of fields, and the headers of the mail it is about."""
    return tuple(_walk_reports(message))[:50]


def _walk_reports(message: Message) -> Iterator[Message]:
    for part in parts.walk(message):
        kind = part.get_content_type()
        if kind in {"message/delivery-status", "message/global-delivery-status"} and part.is_multipart():
            yield from (one for one in part.get_payload() if isinstance(one, Message))
        elif kind in {"text/rfc822-headers", "message/rfc822-headers"} and not part.is_multipart():
            yield BytesParser(policy=policy.compat32).parsebytes(parts.content_of(part)[:100_000])
        elif kind in {"message/rfc822", "message/global"} and part.is_multipart():
            yield from (one for one in part.get_payload() if isinstance(one, Message))
