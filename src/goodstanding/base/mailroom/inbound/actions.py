"""Taking mail in, and noting what became of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from goodstanding.base.mailroom.inbound import kinds, queries, reading
from goodstanding.base.mailroom.inbound.events import MailArrived
from goodstanding.base.mailroom.inbound.reading import Incoming
from goodstanding.base.mailroom.models import InboundMail
from goodstanding.base.mailroom.rules import one_line
from goodstanding.base.mailroom.states import IN_MOVES, Door, InState, MailKind, Reason
from goodstanding.base.outbox import actions as outbox
from goodstanding.kit.errors import Invalid
from goodstanding.kit.refs import new_ref
from goodstanding.kit.states import require_move


@dataclass(frozen=True, slots=True)
class Envelope:
    """How a mail came: through which door, from whom (None: the door does not know, empty: from nobody), to whom."""

    door: Door
    sender: str | None = None
    recipients: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a mail and why. `about` and `part` name what it became part of, `person_id` whose words it is."""

    state: InState
    reason: Reason
    detail: str = ""
    matched_by: str = ""
    about: tuple[str, str] = ("", "")
    part: int | None = None
    person_id: int | None = None


def take(*, raw: bytes, envelope: Envelope, at: datetime) -> InboundMail:
    """Store a mail and announce it. The same mail again, by whatever way, is counted and not handled twice.

    Once this returns the mail is safe: its bytes are stored and its handling is queued, in one transaction. Raises Invalid
    above settings.MAIL_IN_MAX_BYTES and for an empty mail; database and storage errors pass through, so that the sender's
    server keeps the mail and tries again.
    """
    if not raw.strip():
        raise Invalid(_("The mail is empty."), field="mail")
    if len(raw) > settings.MAIL_IN_MAX_BYTES:
        raise Invalid(
            _("The mail is larger than %(most)s MB.") % {"most": settings.MAIL_IN_MAX_BYTES // 1048576}, field="mail"
        )
    mail = reading.read(raw)
    print_of = fingerprint(raw, mail)
    known = _seen_again(print_of)
    if known is not None:
        return known
    ref = new_ref(8)
    path = default_storage.save(f"mail-in/{at:%Y/%m}/{ref}.eml", ContentFile(raw))
    try:
        with transaction.atomic():
            kept = InboundMail.objects.create(
                ref=ref, fingerprint=print_of, path=path, **_fields(raw, mail, envelope, at)
            )
            outbox.publish(MailArrived(mail_ref=kept.ref), at=at)
            return kept
    except IntegrityError:  # the same mail came through two doors at once; the other one won
        default_storage.delete(path)
        won = _seen_again(print_of)
        if won is None:
            raise
        return won


def settle(mail: InboundMail, verdict: Verdict, *, at: datetime) -> InboundMail:
    """Note what became of a mail. The caller has done it, in the same transaction."""
    require_move(IN_MOVES, InState(mail.state), verdict.state, what="This mail")
    mail.state, mail.reason, mail.detail = verdict.state.value, verdict.reason.value, verdict.detail[:500]
    mail.matched_by = verdict.matched_by
    mail.about_kind, mail.about_ref = verdict.about
    mail.about_part, mail.person_id, mail.settled_at = verdict.part, verdict.person_id, at
    mail.save()
    return mail


def fingerprint(raw: bytes, mail: Incoming) -> str:
    """The same for the same mail, whatever the servers on its way have written above it.

    A Message-ID alone would not do: whoever knows one could send a mail under it to have the true one thrown away.
    """
    start = max(raw.find(b"\r\n\r\n"), 0) or max(raw.find(b"\n\n"), 0)
    body = raw[start:].replace(b"\r\n", b"\n").strip()
    said = "\0".join([mail.message_id, mail.sender, mail.header("date"), mail.subject])
    return hashlib.sha256(said.encode("utf-8", "replace") + b"\0" + body).hexdigest()


def _seen_again(print_of: str) -> InboundMail | None:
    known = InboundMail.objects.filter(fingerprint=print_of).first()
    if known is not None:
        InboundMail.objects.filter(pk=known.pk).update(times_seen=F("times_seen") + 1)
    return known


def _fields(raw: bytes, mail: Incoming, envelope: Envelope, at: datetime) -> dict[str, object]:
    recipients = dict.fromkeys([*(address.lower() for address in envelope.recipients), *mail.recipients])
    return {
        "door": envelope.door.value,
        "envelope_from": one_line(envelope.sender or "", 254),
        "recipients": [one_line(address, 254) for address in recipients][:100],
        "size": len(raw),
        "message_id": one_line(mail.message_id, 300),
        "from_address": one_line(mail.sender, 254),
        "from_name": one_line(mail.sender_name, 120),
        "subject": one_line(mail.subject, 300),
        "shown": mail.shown,
        "whole": mail.whole,
        "files": [{"name": f.name, "type": f.content_type[:100], "size": len(f.content)} for f in mail.files][:100],
        "remarks": list(mail.remarks)[:20],
        "kind": _kind(mail, envelope).value,
        "arrived_at": at,
    }


def _kind(mail: Incoming, envelope: Envelope) -> MailKind:
    if mail.message_id and queries.is_our_own(mail.message_id):
        return MailKind.LOOP
    return kinds.kind_of(mail, envelope_from=envelope.sender, own_addresses=queries.own_addresses())
