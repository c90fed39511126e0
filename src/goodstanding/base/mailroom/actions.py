"""Writing mail, sending it, and trying again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.template import Context, engines
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from goodstanding.base.mailroom import addresses, policies, queries, rules, smtp, threads
from goodstanding.base.mailroom.failing import note_failure
from goodstanding.base.mailroom.models import Mail
from goodstanding.base.mailroom.states import MOVES, MailState, Nature
from goodstanding.base.mailroom.threads import ALONE, Style
from goodstanding.base.timeline import actions as timeline
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import Invalid
from goodstanding.kit.states import require_move
from goodstanding.ui.spoken import speaking

LEASE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom a mail goes. `locale` chooses the language it is written in; empty means the marketplace's own."""

    user_id: int | None
    address: str
    name: str
    locale: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A rendered mail."""

    subject: str
    text: str
    html: str


def write(
    *,
    key: str,
    to: Addressee,
    template: str,
    context: Mapping[str, Any],  # Any: template context
    about: tuple[str, str],
    seller_id: int | None,
    at: datetime,
    style: Style = ALONE,
) -> Mail:
    """Render `mail/<template>.subject.txt`, `.txt` and `.html` and queue the mail in the caller's transaction.

    The same key twice is one mail: the first one is returned unchanged. Templates may use the context, `to`, `brand`,
    `site_name` and `base_url` (without a final slash). Raises Invalid for an address that is none.
    """
    written = Mail.objects.filter(key=key).first()
    if written is not None:
        return written
    answerable = style.threaded and style.within is None and bool(addresses.reply_address(about, to.user_id or 0))
    letter = render(template=template, context={**context, "to": to, "answerable": answerable}, locale=to.locale)
    return queue(key=key, to=to, letter=letter, about=about, seller_id=seller_id, at=at, style=style)


def queue(
    *,
    key: str,
    to: Addressee,
    letter: Letter,
    about: tuple[str, str],
    seller_id: int | None,
    at: datetime,
    style: Style = ALONE,
) -> Mail:
    """Queue a mail that is already rendered. With no mail server set it is kept for the outbox page instead."""
    try:
        validate_email(to.address)
    except ValidationError as error:
        raise Invalid(
            _("%(address)s is not an e-mail address.") % {"address": repr(to.address[:80])}, field="to"
        ) from error
    waits = bool(settings.SMTP_URL)
    place = threads.place_of(style, subject=letter.subject, about=about, user_id=to.user_id)
    digest = hashlib.sha256(f"{settings.SECRET_KEY}:{key}".encode()).hexdigest()[:32]
    mail, fresh = Mail.objects.get_or_create(
        key=key,
        defaults={
            "to_address": to.address,
            "to_name": rules.one_line(to.name, 120),
            "to_user_id": to.user_id,
            "seller_id": seller_id,
            "subject": rules.one_line(place.subject, rules.SUBJECT_LIMIT),
            "text": letter.text,
            "html": letter.html,
            "about_kind": about[0],
            "about_ref": about[1],
            "message_id": rules.message_id_for(key=digest, host=settings.MAIL_FROM.rpartition("@")[2].strip(">")),
            "nature": style.nature.value,
            "threaded": style.threaded,
            "reply_to": place.reply_to,
            "in_reply_to": place.in_reply_to,
            "references": place.references,
            "state": (MailState.QUEUED if waits else MailState.KEPT).value,
            "written_at": at,
            "next_try_at": at if waits else None,
        },
    )
    if fresh and waits:
        _enqueue(mail)
    return mail


def render(*, template: str, context: Mapping[str, Any], locale: str = "") -> Letter:  # Any: template context
    """Render the three parts of a mail. The text parts are not HTML-escaped; the HTML part is."""
    house = import_string(settings.MAIL_CONTEXT)
    names = {**house(), **context}
    with speaking(locale):
        return Letter(
            subject=_part(f"mail/{template}.subject.txt", names, escape=False).strip(),
            text=_part(f"mail/{template}.txt", names, escape=False).strip() + "\n",
            html=_part(f"mail/{template}.html", names, escape=True),
        )


def send(mail_id: int, *, at: datetime) -> MailState:
    """Try to hand one queued mail to the mail server, and note how that went. Returns where the mail stands afterwards.

    Two workers never hold the conversation at once: the try is claimed first for LEASE. A worker killed after the server
    took the mail sends it again later under the same Message-ID: at least once, never silently lost.
    """
    claimed = Mail.objects.filter(pk=mail_id, state=MailState.QUEUED.value, next_try_at__lte=at)
    if not claimed.update(next_try_at=at + LEASE):
        return MailState(Mail.objects.values_list("state", flat=True).get(pk=mail_id))
    mail = Mail.objects.get(pk=mail_id)
    if not settings.SMTP_URL:
        return _move(mail, MailState.KEPT, next_try_at=None)

    outcome = smtp.deliver(
        smtp.server_from(settings.SMTP_URL), _composed(mail), to_address=mail.to_address, returns_to=_returns_to(mail)
    )

    if outcome.taken:
        return _move(mail, MailState.SENT, sent_at=at, attempts=mail.attempts + 1, next_try_at=None, last_error="")
    attempts = mail.attempts + 1
    again_at = rules.next_try(attempts=attempts, at=at) if outcome.temporary else None
    if again_at is None:
        if not outcome.temporary:
            note_failure(mail.to_address, error=outcome.error, at=at)
        return _move(mail, MailState.FAILED, attempts=attempts, last_error=outcome.error, next_try_at=None)
    Mail.objects.filter(pk=mail.pk).update(attempts=attempts, last_error=outcome.error, next_try_at=again_at)
    return MailState.QUEUED


def note_return(mail_id: int, *, error: str) -> None:
    """Keep beside a mail that it came back, and why. It stays sent: the server had taken it."""
    Mail.objects.filter(pk=mail_id).update(last_error=f"Came back: {error}"[:500])


@transaction.atomic
def retry(*, actor: Actor, mail_id: int, at: datetime) -> Mail:
    """Queue a kept or failed mail once more, from its first try. Administrators only; refused while no server is set."""
    policies.require_retry(actor)
    mail = queries.mail_for(actor, mail_id, lock=True)
    if not settings.SMTP_URL:
        raise Invalid(_("No mail server is set, so there is nowhere to send it. Set GOODSTANDING_SMTP_URL first."))
    _move(mail, MailState.QUEUED, attempts=0, last_error="", next_try_at=at)
    timeline.record(actor=actor, verb="mail.retried", subject=("mail", str(mail.pk)), at=at, staff_only=True)
    _enqueue(mail)
    return mail


@transaction.atomic
def open_letter(*, actor: Actor, mail_id: int, at: datetime) -> Letter:
    """The words of a mail for associates who may read them. Reading a mail that carries a sign-in link is recorded.

    Raises NotAllowed for other roles, and for a sign-in mail that has left: only its addressee may use it then.
    """
    mail = queries.mail_for(actor, mail_id)
    policies.require_read(actor, mail)
    if mail.about_kind == policies.ACCOUNT:
        timeline.record(actor=actor, verb="mail.read", subject=("mail", str(mail.pk)), at=at, staff_only=True)
    return Letter(subject=mail.subject, text=mail.text, html=mail.html)


def _move(mail: Mail, after: MailState, **changes: object) -> MailState:
    require_move(MOVES, MailState(mail.state), after, what="This mail")
    Mail.objects.filter(pk=mail.pk).update(state=after.value, **changes)
    mail.state = after.value
    return after


def _composed(mail: Mail) -> Any:  # EmailMessage is generic over its policy
    return rules.compose(
        sender=settings.MAIL_FROM,
        to=(mail.to_name, mail.to_address),
        subject=mail.subject,
        bodies=(mail.text, mail.html),
        heading=rules.Heading(
            message_id=mail.message_id,
            written_at=mail.written_at,
            nature=Nature(mail.nature),
            reply_to=mail.reply_to,
            in_reply_to=mail.in_reply_to,
            references=mail.references,
        ),
    )


def _returns_to(mail: Mail) -> str | None:
    if mail.nature == Nature.AUTO_REPLY:
        return ""
    return addresses.bounce_address(mail.pk) or None


def _part(name: str, context: Mapping[str, Any], *, escape: bool) -> str:  # Any: template context
    template = engines["django"].get_template(name)
    return str(template.template.render(Context(dict(context), autoescape=escape)))  # type: ignore[attr-defined]  # stubs lack it


def _enqueue(mail: Mail) -> None:
    from goodstanding.base.mailroom.tasks import send_mail  # tasks import actions

    send_mail.enqueue(mail.pk)
