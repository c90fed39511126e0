"""Django's own mails (password resets, confirmations of addresses) take the same way as all others."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from email.utils import parseaddr

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from goodstanding.base.clock import reading
from goodstanding.base.mailroom import actions, policies


class MailroomBackend(BaseEmailBackend):
    """An e-mail backend that queues instead of sending, so that the outbox page shows these mails too."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue one mail per addressee; returns how many messages were taken."""
        at = reading.now()
        for message in email_messages:
            letter = actions.Letter(subject=str(message.subject), text=str(message.body), html=_html_of(message))
            for recipient in message.recipients():
                name, address = parseaddr(recipient)
                actions.queue(
                    key=f"account:{uuid.uuid4().hex}",
                    to=actions.Addressee(user_id=None, address=address, name=name),
                    letter=letter,
                    about=(policies.ACCOUNT, ""),
                    seller_id=None,
                    at=at,
                )
        return len(email_messages)


def _html_of(message: EmailMessage) -> str:
    parts = getattr(message, "alternatives", [])
    return next((str(content) for content, kind in parts if kind == "text/html"), "")
