"""Mail of ours that came back: counted against the address it went to, once we know that it was ours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from goodstanding.base.mailroom import actions as mailroom
from goodstanding.base.mailroom import addresses, failing
from goodstanding.base.mailroom.inbound import kinds, queries
from goodstanding.base.mailroom.inbound.actions import Verdict
from goodstanding.base.mailroom.inbound.reading import Incoming
from goodstanding.base.mailroom.models import InboundMail, Mail
from goodstanding.base.mailroom.queries import by_id
from goodstanding.base.mailroom.states import InState, Reason


def counted(row: InboundMail, read: Incoming, *, at: datetime) -> Verdict:
    """Count a failure for good against the address of the very mail that came back.

    A report that returns none of our Message-IDs and came to no address of ours for returns counts nothing: anybody could
    write one. Neither does a delay.
    """
    returned = _returned(row.recipients, read)
    if returned is None:
        return Verdict(InState.NOTED, Reason.BOUNCED, _("It names no mail of ours."))
    about = (returned.about_kind, returned.about_ref)
    final, error = _failure(read, returned.to_address)
    if final:
        failing.note_failure(returned.to_address, error=error, at=at)
        mailroom.note_return(returned.pk, error=error)
    told = _("%(address)s: %(error)s") % {"address": returned.to_address, "error": error or _("no reason given")}
    return Verdict(InState.NOTED, Reason.BOUNCED, told, about=about)


def _returned(recipients: Sequence[str], read: Incoming) -> Mail | None:
    for address in recipients:
        token = addresses.token_of(address)
        mail_id = addresses.bounced_mail(token) if token else None
        if mail_id is not None:
            return by_id(mail_id)
    return next(iter(queries.answered(kinds.reported_mails(read))), None)


def _failure(read: Incoming, address: str) -> tuple[bool, str]:
    failures = kinds.failures_in(read)
    if failures:
        own = next((one for one in failures if one.address == address.lower()), failures[0])
        return own.final, own.error
    status = kinds.status_in(read)
    return status.startswith("5"), status or read.subject[:200]
