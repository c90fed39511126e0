"""Reading the mailbox by the clock."""

from __future__ import annotations

import logging

from django.conf import settings
from django_tasks import task

from goodstanding.connectors.mail_in import mailbox

log = logging.getLogger("goodstanding.mail")


@task()
def poll() -> int:
    """Take what is new in the mailbox, if one is set. Returns how many mails were taken; a mailbox that is away is told."""
    if not settings.MAIL_IN_IMAP_URL:
        return 0
    try:
        return mailbox.poll()
    except mailbox.MailboxAway as away:
        log.warning("The mailbox is away: %s", away)
        return 0
