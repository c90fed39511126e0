"""Reading the outbox: fetch and authorise in one step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.utils.translation import gettext as _

from goodstanding.base.keyset import Page, page_of
from goodstanding.base.mailroom import policies, rules
from goodstanding.base.mailroom.models import Mail
from goodstanding.base.mailroom.states import MailState
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import NotFound
from goodstanding.ui.paging import Cursor

PAGE = 50


@dataclass(frozen=True, slots=True)
class OutboxPage:
    """One page of the outbox, newest first. `newer` and `older` are the ids to go on from, None at either end."""

    mails: Sequence[Mail]
    newer: int | None
    older: int | None


def mail_for(actor: Actor, mail_id: int, *, lock: bool = False) -> Mail:
    """One mail. Raises NotFound for everybody but associates."""
    if not policies.can_list(actor):
        raise NotFound(_("There is no such mail here."))
    found = Mail.objects.filter(pk=mail_id)
    mail = (found.select_for_update() if lock else found).first()
    if mail is None:
        raise NotFound(_("There is no such mail here."))
    return mail


def by_id(mail_id: int) -> Mail | None:
    """A mail by its key, for reactions; None when it is gone."""
    return Mail.objects.filter(pk=mail_id).first()


def outbox(
    actor: Actor,
    *,
    state: MailState | None = None,
    before: int | None = None,
    after: int | None = None,
    limit: int = PAGE,
) -> OutboxPage:
    """Mails, newest first, without their words; addresses are masked for associates who may not read mails.

    `before` asks for mails older than an id, `after` for newer ones. Raises NotFound for everybody but associates.
    """
    if not policies.can_list(actor):
        raise NotFound(_("There is no such page here."))
    found = Mail.objects.defer("text", "html")
    if state is not None:
        found = found.filter(state=state.value)
    if after is not None:
        rows = list(found.filter(pk__gt=after).order_by("id")[: limit + 1])
        more_newer, rows = len(rows) > limit, rows[:limit][::-1]
        more_older = bool(rows)
    else:
        older = found if before is None else found.filter(pk__lt=before)
        rows = list(older.order_by("-id")[: limit + 1])
        more_older, rows = len(rows) > limit, rows[:limit]
        more_newer = before is not None and bool(rows)
    for mail in rows:
        mail.to_address = address_for(actor, mail)
    return OutboxPage(
        mails=rows, newer=rows[0].pk if more_newer else None, older=rows[-1].pk if rows and more_older else None
    )


def mails_about(actor: Actor, about: tuple[str, str], *, cursor: Cursor | None, limit: int = PAGE) -> Page[Mail]:
    """The mails of the conversation about one thing, newest first, without their words; addresses as in `outbox`.

    Raises NotFound for everybody but associates.
    """
    if not policies.can_list(actor):
        raise NotFound(_("There is no such page here."))
    found = Mail.objects.defer("text", "html").filter(about_kind=about[0], about_ref=about[1], threaded=True)
    page = page_of(found, order=("-id",), cursor=cursor, limit=limit)
    for mail in page.rows:
        mail.to_address = address_for(actor, mail)
    return page


def mail_about(actor: Actor, about: tuple[str, str], mail_id: int) -> Mail:
    """One of `mails_about` with its words. Raises NotFound, and NotAllowed for associates who may not read mails."""
    mail = mail_for(actor, mail_id)
    if (mail.about_kind, mail.about_ref, mail.threaded) != (*about, True):
        raise NotFound(_("There is no such mail here."))
    policies.require_read(actor, mail)
    return mail


def address_for(actor: Actor, mail: Mail) -> str:
    """The mail's address as this associate may see it."""
    if policies.can_read(actor, mail) or policies.can_retry(actor):
        return mail.to_address
    return rules.masked(mail.to_address)


def counts() -> dict[MailState, int]:
    """How many mails stand where."""
    rows = dict(Mail.objects.values_list("state").annotate(n=Count("pk")).order_by())
    return {state: rows.get(state.value, 0) for state in MailState}


def due(at: datetime, *, limit: int = 200) -> list[int]:
    """Queued mails whose next try has come, longest waiting first."""
    waiting = Mail.objects.filter(state=MailState.QUEUED.value, next_try_at__lte=at)
    return list(waiting.order_by("next_try_at", "pk").values_list("pk", flat=True)[:limit])
