"""Mails as somebody outside would write them."""

from __future__ import annotations

from collections.abc import Mapping
from email.message import EmailMessage

from goodstanding.base.clock import reading
from goodstanding.base.mailroom.inbound import actions
from goodstanding.base.mailroom.inbound.actions import Envelope
from goodstanding.base.mailroom.models import InboundMail, Mail
from goodstanding.base.mailroom.states import Door
from goodstanding.systems.cases.models import Case
from tests.world import Person, World

HOME = "cases@market.example"


def letter(
    *,
    sender: str,
    to: str = HOME,
    subject: str = "Re: your mail",
    body: str = "Here is the scan.\n",
    headers: Mapping[str, str] | None = None,
    files: Mapping[str, bytes] | None = None,
) -> EmailMessage:
    """A plain mail; a text file for each of `files`."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Message-ID"] = "<" + str(abs(hash((sender, to, subject, body)))) + "@mail.example>"
    for name, value in (headers or {}).items():
        del message[name]
        message[name] = value
    message.set_content(body)
    for name, content in (files or {}).items():
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message


def drop(world: World, message: EmailMessage | bytes, *, sender: str | None = None) -> InboundMail:
    """Put a mail into the pipe and let the worker look at it."""
    raw = message if isinstance(message, bytes) else message.as_bytes()
    mail = actions.take(raw=raw, envelope=Envelope(Door.PIPE, sender), at=reading.now())
    world.work_off()
    mail.refresh_from_db()
    return mail


def reply_address(world: World, case: Case, person: Person) -> str:
    """The address that the newest mail about the case gave to somebody."""
    world.work_off()
    mail = Mail.objects.filter(about_kind="case", about_ref=case.ref, to_user_id=person.user.pk).order_by("-pk")[0]
    assert mail.reply_to
    return mail.reply_to
