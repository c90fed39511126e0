"""Taking a person out of the mail that was sent: hers loses address and words, everybody else's her name and address."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from goodstanding.base.mailroom.models import Mail
from goodstanding.base.mailroom.states import MailState

_TEXTS = ("to_name", "subject", "text", "html", "reply_to", "last_error")
_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Someone:
    """Who is taken out: by key and addresses, by `wanted` (how she is written in texts, as `pattern` finds her), and in mails
    about which things her name is looked for. Addresses are looked for in every mail."""

    user_id: int
    addresses: Collection[str]
    wanted: Collection[str]
    pattern: re.Pattern[str]
    about: Collection[tuple[str, str]]


def traces_of(someone: Someone) -> Mapping[str, int]:
    """How many mails went to her, and how many to others name her. What an erasure would change."""
    found = {"mail_out": _to(someone).count(), "mail_naming": sum(1 for _row in _naming(someone))}
    return {name: number for name, number in found.items() if number}


def erase(someone: Someone, *, name: str) -> Mapping[str, int]:
    """Take her out. That a mail was written, when and about what stays; one to her that waits is not sent any more.

    `name` stands in her place. The caller has authorised it, records it, and does it in a transaction. Returns how many rows.
    """
    changed = {"mail_naming": 0}
    for mail in _naming(someone):
        for field in _TEXTS:
            limit = Mail._meta.get_field(field).max_length  # type: ignore[union-attr]  # text columns only
            setattr(mail, field, someone.pattern.sub(f"[{name.lower()}]", getattr(mail, field))[:limit])
        mail.save(update_fields=_TEXTS)
        changed["mail_naming"] += 1
    hers = _to(someone)
    keys = list(hers.values_list("pk", flat=True))
    hers.filter(state=MailState.QUEUED).update(state=MailState.FAILED, next_try_at=None)
    changed["mail_out"] = Mail.objects.filter(pk__in=keys).update(
        to_address=f"former-{someone.user_id}@invalid.invalid", to_name=name, to_user_id=None, subject="", text="", html="",
        reply_to="", in_reply_to="", references="", last_error="",
    )  # fmt: skip
    return {what: number for what, number in changed.items() if number}


def _to(someone: Someone) -> QuerySet[Mail]:
    return Mail.objects.filter(Q(to_user_id=someone.user_id) | Q(to_address__in=_lower(someone.addresses)))


def _naming(someone: Someone) -> Iterator[Mail]:
    """Mails to others with her name or an address of hers in them, once each."""
    mine, seen = set(_to(someone).values_list("pk", flat=True)), set[int]()
    for rows in _candidates(someone):
        for mail in rows.order_by("pk").iterator(chunk_size=_AT_ONCE):
            hit = any(someone.pattern.search(getattr(mail, field)) for field in _TEXTS)
            if hit and mail.pk not in mine and mail.pk not in seen:
                seen.add(mail.pk)
                yield mail


def _candidates(someone: Someone) -> Iterator[QuerySet[Mail]]:
    yield Mail.objects.filter(_says(_lower(someone.addresses)))
    refs: dict[str, list[str]] = {}
    for kind, ref in someone.about:
        refs.setdefault(kind, []).append(ref)
    for kind, known in refs.items():
        for start in range(0, len(known), _AT_ONCE):
            part = known[start : start + _AT_ONCE]
            yield Mail.objects.filter(_says(someone.wanted), about_kind=kind, about_ref__in=part)


def _says(words: Collection[str]) -> Q:
    found = Q(pk__in=[])
    for word in words:
        for field in _TEXTS:
            found |= Q(**{f"{field}__icontains": word})
    return found


def _lower(addresses: Collection[str]) -> list[str]:
    return [address.lower() for address in addresses if address]
