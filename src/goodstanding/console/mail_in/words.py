"""What the mail-in page says."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from goodstanding.base.mailroom import addresses
from goodstanding.base.mailroom.models import InboundMail
from goodstanding.base.mailroom.states import Door, InState, MailKind, Reason

STATE_WORDS = {
    InState.ARRIVED: gettext_lazy("not looked at yet"),
    InState.TAKEN: gettext_lazy("in a case"),
    InState.NOTED: gettext_lazy("noted"),
    InState.REFUSED: gettext_lazy("refused"),
}
MARKS = {InState.ARRIVED: "waiting", InState.TAKEN: "good", InState.NOTED: "none", InState.REFUSED: "over"}
REASON_WORDS = {
    Reason.MATCHED: gettext_lazy("Became a message of the case"),
    Reason.BY_HAND: gettext_lazy("Taken in by hand"),
    Reason.AUTOMATIC: gettext_lazy("Written by a machine"),
    Reason.BOUNCED: gettext_lazy("One of our mails came back"),
    Reason.LOOPED: gettext_lazy("One of our own mails"),
    Reason.NO_CASE: gettext_lazy("Names no case"),
    Reason.UNKNOWN_SENDER: gettext_lazy("Sender not known here"),
    Reason.FORGED: gettext_lazy("Sender forged"),
    Reason.NOT_BELIEVED: gettext_lazy("Sender not proved"),
    Reason.NOT_ALLOWED: gettext_lazy("Sender may not write in this case"),
    Reason.ASSOCIATES_OFF: gettext_lazy("Associates don't answer by mail here"),
    Reason.CLOSED: gettext_lazy("The case is closed for good"),
    Reason.MOVED_ON: gettext_lazy("The case had moved on"),
    Reason.EMPTY: gettext_lazy("No words in it"),
}
KIND_WORDS = {
    MailKind.LETTER: gettext_lazy("letter"),
    MailKind.AUTO_REPLY: gettext_lazy("automatic reply"),
    MailKind.BOUNCE: gettext_lazy("delivery report"),
    MailKind.BULK: gettext_lazy("mailing list"),
    MailKind.LOOP: gettext_lazy("our own mail"),
}
DOOR_WORDS = {
    Door.LISTENER: gettext_lazy("mail server"),
    Door.MAILBOX: gettext_lazy("mailbox"),
    Door.PIPE: gettext_lazy("command line"),
}
WAY_WORDS = {
    "token": gettext_lazy("by its reply address"),
    "thread": gettext_lazy("by the mail it answers"),
    "subject": gettext_lazy("by the Case ID in its subject"),
    "hand": gettext_lazy("by hand"),
    "colleagues": gettext_lazy("by the mail among colleagues that it answers"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A mail with the mark and words of its state, and why it stands there."""

    mail: InboundMail
    mark: str
    word: str
    why: str
    case_url: str


def row(mail: InboundMail) -> Row:
    """A mail as a line of the list."""
    state = InState(mail.state)
    why = str(REASON_WORDS[Reason(mail.reason)]) if mail.reason else ""
    case_url = reverse("console:cases-detail", args=[mail.about_ref]) if mail.about_kind == "case" else ""
    return Row(mail, MARKS[state], str(STATE_WORDS[state]), why, case_url)


def headline(counts: dict[InState, int]) -> str:
    """The answer: does anything need a hand?"""
    if not settings.MAIL_IN_ADDRESS and not sum(counts.values()):
        return _("No mail is taken in")
    waiting, refused = counts[InState.ARRIVED], counts[InState.REFUSED]
    if waiting:
        return ngettext("One mail waits to be looked at", "%(n)d mails wait to be looked at", waiting) % {"n": waiting}
    if refused:
        return ngettext("One mail was refused", "%(n)d mails were refused", refused) % {"n": refused}
    return _("No mail was refused")


def lead(counts: dict[InState, int]) -> str:
    """What else there is."""
    taken, noted = counts[InState.TAKEN], counts[InState.NOTED]
    return _("In cases: %(taken)d. Written by machines: %(noted)d.") % {"taken": taken, "noted": noted}


def facts(mail: InboundMail) -> list[tuple[str, str]]:
    """Who, what and why, for the mail's own page."""
    said = [
        (_("From"), f"{mail.from_name} <{mail.from_address}>" if mail.from_name else mail.from_address or _("nobody")),
        (_("To"), ", ".join(_addressee(address) for address in mail.recipients[:5]) or "–"),
        (_("Kind"), str(KIND_WORDS[MailKind(mail.kind)])),
        (_("Came by"), str(DOOR_WORDS[Door(mail.door)])),
        (_("Message-ID"), mail.message_id or "–"),
    ]
    if mail.matched_by:
        said.append((_("Found its case"), str(WAY_WORDS[mail.matched_by])))
    if mail.times_seen > 1:
        said.append((_("Came"), _("%(n)d times; handled once") % {"n": mail.times_seen}))
    return said


def _addressee(address: str) -> str:
    """An address as it may be shown: a reply address is its owner's secret."""
    token = addresses.token_of(address)
    if token is None:
        return address
    return _("a reply address of %(ref)s") % {"ref": token.ref} if token.kind == "case" else _("a reply address")
