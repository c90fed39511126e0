"""What an incoming mail is: somebody's words, or the work of a machine. Machines are never answered (RFC 3834)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import Message

from goodstanding.base.mailroom.inbound import decoding, tongues
from goodstanding.base.mailroom.inbound.reading import Incoming
from goodstanding.base.mailroom.states import MailKind

_MACHINES = re.compile(r"^(?:mailer-daemon|postmaster|mail-daemon|noreply-dmarc|double-bounce)@", re.IGNORECASE)
_AWAY = re.compile(rf"^\s*(?:(?:re|aw|sv|antw)\s*:\s*)*(?:{'|'.join(tongues.AWAY)})", re.IGNORECASE)
_FAILED = re.compile("|".join(tongues.FAILED), re.IGNORECASE)
_STATUS = re.compile(r"\b([245])\.\d{1,3}\.\d{1,3}\b")
_IDENT = re.compile(r"<[^<>\s]{3,290}>")


@dataclass(frozen=True, slots=True)
class Failure:
    """One address that a delivery report is about. `final` when the report says that it will not get better."""

    address: str
    error: str
    final: bool


def kind_of(mail: Incoming, *, envelope_from: str | None, own_addresses: Sequence[str]) -> MailKind:
    """What a mail is. `envelope_from` is None when the way it came does not say; empty means that nobody sent it."""
    auto = mail.header("auto-submitted").split(";")[0].strip().lower()
    if mail.sender in own_addresses or mail.header("x-loop").lower() in own_addresses:
        return MailKind.LOOP
    if _is_report(mail, envelope_from):
        return MailKind.BOUNCE
    if auto and auto != "no":
        return MailKind.AUTO_REPLY
    if any(mail.header(name) for name in ("x-autoreply", "x-autorespond", "x-auto-reply", "x-autoresponder")):
        return MailKind.AUTO_REPLY
    if mail.content_type == "multipart/report" or _AWAY.match(mail.subject) or _answers_invitation(mail):
        return MailKind.AUTO_REPLY
    precedence = mail.header("precedence").strip().lower()
    if precedence in {"auto_reply", "auto-reply"} or envelope_from == "" or mail.header("return-path") == "<>":
        return MailKind.AUTO_REPLY
    if precedence in {"bulk", "junk", "list"} or mail.header("list-id") or mail.header("list-unsubscribe"):
        return MailKind.BULK
    return MailKind.LETTER


def failures_in(mail: Incoming) -> Sequence[Failure]:
    """The addresses a delivery report (RFC 3464) names as failed."""
    found = []
    for group in mail.report:
        action = _field(group, "Action").lower()
        address = _field(group, "Final-Recipient") or _field(group, "Original-Recipient")
        if action != "failed" or "@" not in address:
            continue
        said = _field(group, "Diagnostic-Code") or _field(group, "Status")
        final = _field(group, "Status").startswith("5")
        found.append(Failure(address.rpartition(";")[2].strip(" <>").lower()[:254], said[:300], final))
    return found


def reported_mails(mail: Incoming) -> Sequence[str]:
    """The Message-IDs of the mails a report is about, from the headers it returns, else from anywhere in its text."""
    named = [_field(group, "Message-ID") for group in mail.report]
    found = [ident for text in [*named, mail.whole[:20_000]] for ident in _IDENT.findall(text)]
    return tuple(dict.fromkeys([*found, *mail.references]))[:50]


def status_in(mail: Incoming) -> str:
    """The status code that stands in the text of a report that machines cannot read; empty without one."""
    found = _STATUS.search(mail.whole[:20_000])
    return found.group() if found else ""


def _is_report(mail: Incoming, envelope_from: str | None) -> bool:
    declared = mail.header("content-type").lower()
    if mail.content_type == "multipart/report" and "disposition-notification" not in declared:
        return True
    if mail.header("x-failed-recipients"):
        return True
    nobodys = envelope_from == "" or bool(_MACHINES.match(mail.sender))
    return nobodys and bool(_FAILED.search(mail.subject) or _MACHINES.match(mail.sender))


def _answers_invitation(mail: Incoming) -> bool:
    return mail.content_type == "text/calendar" or "method=reply" in mail.header("content-type").lower().replace(
        '"', ""
    )


def _field(group: Message, name: str) -> str:
    return decoding.header_from(str(group.get(name, "")))
