"""What people are told about mail that was not taken in. Machines and forged senders are told nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings

from goodstanding.base.mailroom.actions import Addressee, write
from goodstanding.base.mailroom.inbound import strangers
from goodstanding.base.mailroom.inbound.actions import Verdict
from goodstanding.base.mailroom.inbound.reading import Incoming
from goodstanding.base.mailroom.inbound.trust import Trust
from goodstanding.base.mailroom.models import InboundMail
from goodstanding.base.mailroom.states import InState, Nature, Reason
from goodstanding.base.mailroom.threads import Style
from goodstanding.base.people import queries as people
from goodstanding.flows import mail_addresses
from goodstanding.flows.mail_matching import CASE, TOKEN, Match, trust_of
from goodstanding.kit.errors import Invalid, NotFound
from goodstanding.systems.cases import queries as cases

_TO_SENDER = {Reason.CLOSED, Reason.NOT_ALLOWED, Reason.MOVED_ON, Reason.EMPTY}


def tell(row: InboundMail, read: Incoming, verdict: Verdict, found: Match | None, *, at: datetime) -> None:
    """Tell the right person, if any, that a mail or some of its files did not arrive, and what to do instead."""
    if verdict.state is InState.TAKEN and verdict.detail:
        _tell_left_out(row, verdict, at)
    if verdict.state is not InState.REFUSED:
        return
    if verdict.reason in {Reason.UNKNOWN_SENDER, Reason.NO_CASE}:
        _tell_stranger(row, read, at)
    elif verdict.reason in _TO_SENDER:
        _tell_sender(row, verdict, at)
    elif verdict.reason is Reason.NOT_BELIEVED and found is not None and found.how == TOKEN:
        _tell_owner(row, found, at)
    elif verdict.reason is Reason.NOT_BELIEVED and mail_addresses.is_mailbox(row.recipients, at):
        _tell_stranger(row, read, at)


def _tell_stranger(row: InboundMail, read: Incoming, at: datetime) -> None:
    """How to reach us: to one address at most once a week, and nowhere when our server could not prove the sender."""
    if settings.MAIL_IN_UNKNOWN != "answer" or not row.from_address:
        return
    if settings.MAIL_IN_TRUSTED and trust_of(read) is not Trust.PROVEN:
        return
    if not strangers.may_be_answered(at=at):
        return
    digest = hashlib.sha256(row.from_address.encode()).hexdigest()[:24]
    week = f"{at:%G-%V}"
    to = Addressee(None, row.from_address, row.from_name)
    _write(row, to, "mail_in_unknown", f"mail-in-unknown:{digest}:{week}", at, {})


def _tell_sender(row: InboundMail, verdict: Verdict, at: datetime) -> None:
    user = people.person_at(row.from_address)
    if user is None:
        return
    to = Addressee(user.pk, row.from_address, user.name, user.locale)
    more = {"why": verdict.detail, "case_ref": verdict.about[1], "path": _path(verdict, user.is_staff)}
    more["closed"] = "yes" if verdict.reason is Reason.CLOSED and not user.is_staff else ""
    _write(row, to, "mail_in_refused", f"mail-in-refused:{row.ref}", at, more)


def _tell_left_out(row: InboundMail, verdict: Verdict, at: datetime) -> None:
    """To whoever wrote, a guest too: she would not see it in a case that she answers by mail."""
    user = people.person_at(row.from_address) if verdict.person_id else None
    if user is None:
        to, path = Addressee(None, row.from_address, row.from_name), f"/guest/{verdict.about[1]}/"
    else:
        to = Addressee(user.pk, row.from_address, user.name, user.locale)
        path = _path(verdict, user.is_staff)
    more = {"lost": verdict.detail, "case_ref": verdict.about[1], "path": path}
    _write(row, to, "mail_in_left_out", f"mail-in-left-out:{row.ref}", at, more)


def _tell_owner(row: InboundMail, found: Match, at: datetime) -> None:
    """To the address we know, not to the one that wrote: she may have answered from another account of hers."""
    try:
        user = people.person(found.person_id)
    except NotFound:
        return
    to = Addressee(user.pk, user.email, user.name, user.locale)
    more = {"other": row.from_address, "case_ref": found.ref}
    _write(row, to, "mail_in_other_sender", f"mail-in-other:{row.ref}", at, more)


def _path(verdict: Verdict, staff: bool) -> str:
    if verdict.about[0] != CASE:
        return "/"
    try:
        case = cases.by_ref(verdict.about[1])
    except NotFound:
        return "/"
    return f"/console/cases/{case.ref}/" if staff else f"/s/{case.seller.ref}/cases/{case.ref}/"


def _write(row: InboundMail, to: Addressee, template: str, key: str, at: datetime, more: Mapping[str, str]) -> None:
    style = Style(Nature.AUTO_REPLY, answers=row.message_id)
    context = {"subject_line": row.subject, **more}
    try:
        write(
            key=key,
            to=to,
            template=template,
            context=context,
            about=("mail_in", row.ref),
            seller_id=None,
            at=at,
            style=style,
        )
    except Invalid:  # what they gave as their address is none
        return
