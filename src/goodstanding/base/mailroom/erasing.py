"""Taking a person out of the mail that was sent: hers loses address and words, everybody else's her name and address."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q, QuerySet

from goodstanding.base.erasing import Columns, Someone, Table, some_of
from goodstanding.base.mailroom.models import Mail
from goodstanding.base.mailroom.states import MailState

_TEXTS = ("to_name", "subject", "text", "html", "reply_to", "last_error")


def traces_of(her: Someone, near: Q) -> Mapping[str, int]:
    """How many mails went to her, and how many to others name her; her name is looked for in those `near` her, her addresses
    in all. What an erasure would change."""
    return some_of({"mail_out": _to(her).count(), **her.count([_naming(her, near)])})


def erase(her: Someone, near: Q) -> Mapping[str, int]:
    """Take her out. That a mail was written, when and about what stays; one to her that waits is not sent any more.

    The caller has authorised it, records it, and does it in a transaction. Returns how many rows of what changed.
    """
    changed = her.erase([_naming(her, near)])
    hers = _to(her)
    keys = list(hers.values_list("pk", flat=True))
    hers.filter(state=MailState.QUEUED).update(state=MailState.FAILED, next_try_at=None)
    emptied = Mail.objects.filter(pk__in=keys).update(
        to_address=f"former-{her.user_id}@invalid.invalid", to_name=her.former, to_user_id=None, subject="", text="",
        html="", reply_to="", in_reply_to="", references="", last_error="",
    )  # fmt: skip
    return some_of({**changed, "mail_out": emptied})


def _to(her: Someone) -> QuerySet[Mail]:
    return Mail.objects.filter(_hers(her))


def _naming(her: Someone, near: Q) -> Table:
    """Mails to others."""
    others = Mail.objects.exclude(pk__in=_to(her).values("pk"))
    return Table("mail_naming", others, Columns(texts=_TEXTS), near)


def _hers(her: Someone) -> Q:
    return Q(to_user_id=her.user_id) | Q(to_address__in=[address.lower() for address in her.addresses if address])
