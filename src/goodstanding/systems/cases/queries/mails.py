"""Messages that came by mail, and the mails themselves."""

from __future__ import annotations

from goodstanding.base.mailroom.inbound import queries as mailroom
from goodstanding.base.mailroom.models import InboundMail
from goodstanding.kit.actors import Actor
from goodstanding.systems.cases import policies
from goodstanding.systems.cases.errors import CaseNotFound
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.queries.reading import message_of
from goodstanding.systems.cases.states import Author


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
