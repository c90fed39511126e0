"""Messages that came by mail, and the mails themselves."""

from __future__ import annotations

from goodstanding.base.keyset import Page
from goodstanding.base.mailroom import queries as outbox
from goodstanding.base.mailroom.inbound import queries as mailroom
from goodstanding.base.mailroom.models import InboundMail, Mail
from goodstanding.kit.actors import Actor
from goodstanding.systems.cases import policies
from goodstanding.systems.cases.errors import CaseNotFound
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.queries.reading import message_of
from goodstanding.systems.cases.states import Author
from goodstanding.ui.paging import Cursor


def whole_mail(actor: Actor, case: Case, number: int) -> InboundMail:
    """The mail that became a message, whole. Raises NotFound for strangers and for a message that did not come by mail.

    An associate's mail is for associates: what it quotes below the answer may never have been said to the seller.
    """
    if not policies.can_read(actor, case):
        raise CaseNotFound
    message = message_of(case, number)
    if message.author != Author.SELLER and not policies.can_see_internal(actor):
        raise CaseNotFound
    return mailroom.became(("case", case.ref), number)


def mails_of(actor: Actor, case: Case, *, cursor: Cursor | None, limit: int) -> Page[Mail]:
    """The mails of the case's conversation that went out, newest first. Raises NotFound for everybody but associates.

    What is told to associates among themselves, such as a call from a note, is not of this conversation.
    """
    if not policies.can_see_internal(actor):
        raise CaseNotFound
    return outbox.mails_about(actor, ("case", case.ref), cursor=cursor, limit=limit)


def mail_of(actor: Actor, case: Case, mail_id: int) -> Mail:
    """One of `mails_of` with its words, for associates who may read mails."""
    if not policies.can_see_internal(actor):
        raise CaseNotFound
    return outbox.mail_about(actor, ("case", case.ref), mail_id)
