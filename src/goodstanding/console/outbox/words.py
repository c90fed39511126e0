"""What the outbox page says."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from goodstanding.base.mailroom import policies
from goodstanding.base.mailroom.models import Mail
from goodstanding.base.mailroom.states import MailState

STATE_WORDS = {
    MailState.QUEUED: gettext_lazy("waiting to leave"),
    MailState.SENT: gettext_lazy("sent"),
    MailState.KEPT: gettext_lazy("kept here"),
    MailState.FAILED: gettext_lazy("failed"),
}
MARKS = {MailState.QUEUED: "waiting", MailState.SENT: "good", MailState.KEPT: "none", MailState.FAILED: "over"}


@dataclass(frozen=True, slots=True)
class Row:
    """A mail with the mark and word of its state."""

    mail: Mail
    mark: str
    word: str
    note: str


def row(mail: Mail) -> Row:
    """A mail as a line of the list."""
    state = MailState(mail.state)
    return Row(mail=mail, mark=MARKS[state], word=str(STATE_WORDS[state]), note=_note(mail, state))


def headline(counts: dict[MailState, int]) -> str:
    """The answer: does anything need a hand?"""
    failed, waiting, kept = counts[MailState.FAILED], counts[MailState.QUEUED], counts[MailState.KEPT]
    if failed:
        return ngettext("One mail could not be sent", "%(n)d mails could not be sent", failed) % {"n": failed}
    if not settings.SMTP_URL and kept:
        return ngettext("One mail is kept here", "%(n)d mails are kept here", kept) % {"n": kept}
    if waiting:
        return ngettext("One mail is waiting to leave", "%(n)d mails are waiting to leave", waiting) % {"n": waiting}
    return _("Nothing is waiting in the outbox")


def lead(counts: dict[MailState, int]) -> str:
    """What else there is."""
    sent = counts[MailState.SENT]
    return ngettext("One mail has been sent so far.", "%(n)d mails have been sent so far.", sent) % {"n": sent}


def why_hidden(mail: Mail) -> str:
    """Why this associate does not see the words of a mail."""
    if mail.about_kind == policies.ACCOUNT:
        return _("It carries a link to sign in. Only an administrator may read it, and only while it has not left.")
    return _("Reading mails needs the role support or administrator.")


def _note(mail: Mail, state: MailState) -> str:
    if state is MailState.KEPT:
        return _("No mail server was set when it was written.")
    if mail.last_error:
        return mail.last_error
    return ""
