"""What a mail is about: by its address, the mail it answers, or its subject, in this order; and whether to believe it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from goodstanding.base.mailroom import addresses
from goodstanding.base.mailroom.inbound import queries
from goodstanding.base.mailroom.inbound.actions import Verdict
from goodstanding.base.mailroom.inbound.reading import Incoming
from goodstanding.base.mailroom.inbound.trust import Trust, trust_in
from goodstanding.base.mailroom.states import InState, Reason
from goodstanding.base.people import queries as people
from goodstanding.flows import mail_addresses
from goodstanding.flows.case_desk_mail import DESK
from goodstanding.kit.errors import NotFound
from goodstanding.systems.cases import queries as cases

CASE, GUEST = "case", "guest"
TOKEN, THREAD, SUBJECT, COLLEAGUES = "token", "thread", "subject", "colleagues"
_CASE_ID = re.compile(r"\[([0-9A-HJKMNP-TV-Z]{3}-[0-9A-HJKMNP-TV-Z]{3,5})\]")
_BARE_CASE_ID = re.compile(r"(?<![\w-])([0-9A-HJKMNP-TV-Z]{3}-[0-9A-HJKMNP-TV-Z]{3,5})(?![\w-])")
_MOST_TRIED = 5
_MESSAGE = re.compile(r"^case-replied:[^:]+:(\d+):")


@dataclass(frozen=True, slots=True)
class Match:
    """What a mail is about, how that was found out, and to whom the address or the answered mail had been given.

    `part` is the number of the message that the answered mail told of, where it told of one.
    """

    kind: str
    ref: str
    how: str
    person_id: int = 0
    part: int | None = None


def match(recipients: Sequence[str], read: Incoming, *, at: datetime) -> Match | None:
    """The first of the three that names something. Says nothing about whether its sender may write there.

    Whoever writes to a mailbox of the rules by hand names the case without brackets too.
    """
    answered = [mail for mail in queries.answered(read.references) if mail.about_kind in {CASE, GUEST, DESK}]
    for address in recipients:
        token = addresses.token_of(address)
        if token is not None and token.kind in {CASE, GUEST}:
            part = next((_part(mail.key) for mail in answered if mail.about_ref == token.ref), None)
            return Match(token.kind, token.ref, TOKEN, token.person_id, part)
    if answered:
        nearest = answered[0]
        if nearest.about_kind == DESK:
            return Match(CASE, nearest.about_ref, COLLEAGUES, nearest.to_user_id or 0)
        return Match(nearest.about_kind, nearest.about_ref, THREAD, nearest.to_user_id or 0, _part(nearest.key))
    by_hand = mail_addresses.is_mailbox(recipients, at)
    for ref in (_BARE_CASE_ID if by_hand else _CASE_ID).findall(read.subject.upper())[:_MOST_TRIED]:
        try:
            return Match(CASE, cases.by_ref(ref).ref, SUBJECT)
        except NotFound:
            continue
    return None


def trust_of(read: Incoming) -> Trust:
    """What our own receiving server says of the sender."""
    return trust_in(read.sender, read.headers.get("authentication-results", []), server=settings.MAIL_IN_TRUSTED)


def disbelief(read: Incoming, found: Match | None, *, at: datetime) -> Verdict | None:
    """Why a mail is not believed, or None.

    An address with a token is believed from the person to whom it was given. Everything else only from an address that our
    own server has proved (ADR 121).
    """
    about, how = ((found.kind, found.ref), found.how) if found else (("", ""), "")

    def refuse(reason: Reason, detail: str) -> Verdict:
        return Verdict(InState.REFUSED, reason, detail, how, about)

    trust = trust_of(read)
    if read.senders != 1:
        return refuse(Reason.NOT_BELIEVED, _("It names no sender, or more than one."))
    if trust is Trust.FORGED:
        return refuse(Reason.FORGED, _("Our mail server found that it does not come from where it says (DMARC)."))
    if found is not None and found.kind == GUEST:
        if _is_guest(read, found, trust, at):
            return None
        return refuse(Reason.NOT_BELIEVED, _("It does not come from a guest of this case who may still come in."))
    user = people.person_at(read.sender)
    if user is None:
        known = found is not None and found.how == TOKEN
        detail = (
            _("This reply address was given to somebody else.") if known else _("Nobody here writes from this address.")
        )
        return refuse(Reason.NOT_BELIEVED if known else Reason.UNKNOWN_SENDER, detail)
    if found is None:
        return refuse(
            Reason.NO_CASE, _("It names no case: neither its address nor its subject, and it answers no mail of ours.")
        )
    if trust is Trust.PROVEN or (found.how == TOKEN and found.person_id == user.pk):
        return None
    if found.how == TOKEN:
        return refuse(Reason.NOT_BELIEVED, _("This reply address was given to somebody else."))
    return refuse(
        Reason.NOT_BELIEVED, _("It was not sent to the reply address of the case, and nothing proves its sender.")
    )


def _is_guest(read: Incoming, found: Match, trust: Trust, at: datetime) -> bool:
    try:
        guest = cases.guest_for(found.ref, at=at)
    except NotFound:
        return False
    return read.sender == guest.email.lower() and (found.how == TOKEN or trust is Trust.PROVEN)


def _part(key: str) -> int | None:
    """An associate who answers the mail about message 3 has read up to message 3."""
    told = _MESSAGE.match(key)
    return int(told[1]) if told else None
