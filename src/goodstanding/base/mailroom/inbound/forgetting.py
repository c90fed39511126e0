"""Letting go of mail that came in: when its time is over, and when a person is erased."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet

from goodstanding.base.mailroom.models import FailingAddress, InboundMail
from goodstanding.base.mailroom.states import InState

AT_ONCE = 500


@transaction.atomic
def forget_apart(*, before: datetime) -> int:
    """Remove mails that became part of nothing and arrived before an instant, whole. Returns how many, at most AT_ONCE."""
    apart = [InState.REFUSED.value, InState.NOTED.value]
    old = InboundMail.objects.filter(state__in=apart, arrived_at__lt=before).order_by("arrived_at")
    chosen = dict(old.values_list("pk", "path")[:AT_ONCE])
    InboundMail.objects.filter(pk__in=list(chosen)).delete()
    _drop(chosen.values())
    return len(chosen)


@transaction.atomic
def forget_bytes(*, before: datetime) -> int:
    """Remove the bytes, and the words that the case does not show, of mails in a case that arrived before an instant.

    That a mail came, from whom and what it became stays. Returns how many, at most AT_ONCE.
    """
    taken = InboundMail.objects.filter(state=InState.TAKEN.value, arrived_at__lt=before).exclude(path="")
    chosen = dict(taken.order_by("arrived_at").values_list("pk", "path")[:AT_ONCE])
    InboundMail.objects.filter(pk__in=list(chosen)).update(path="", whole="")
    _drop(chosen.values())
    return len(chosen)


def traces_of(person_id: int, addresses: Collection[str]) -> Mapping[str, int]:
    """How many mails and failing addresses are a person's. What an erasure would change."""
    found = {
        "mail_in": _mails_of(person_id, addresses).count(),
        "failing_address": FailingAddress.objects.filter(address__in=_lower(addresses)).count(),
    }
    return {name: number for name, number in found.items() if number}


def erase(*, person_id: int, addresses: Collection[str], name: str) -> Mapping[str, int]:
    """Take a person out of the mail that came in: words, subject, bytes and addresses go, that a mail came stays.

    `name` stands in her place. The caller has authorised it, records it, and does it in a transaction. Returns how many rows.
    """
    changed = traces_of(person_id, addresses)
    found = _mails_of(person_id, addresses)
    paths = [path for path in found.values_list("path", flat=True) if path]
    found.update(
        path="", shown="", whole="", subject="", from_name=name, from_address="", envelope_from="", recipients=[],
        message_id="", files=[], remarks=[], detail="", person_id=None,
    )  # fmt: skip
    _drop(paths)
    FailingAddress.objects.filter(address__in=_lower(addresses)).delete()
    return changed


def _mails_of(person_id: int, addresses: Collection[str]) -> QuerySet[InboundMail]:
    hers = _lower(addresses)
    return InboundMail.objects.filter(Q(person_id=person_id) | Q(from_address__in=hers) | Q(envelope_from__in=hers))


def _lower(addresses: Collection[str]) -> list[str]:
    return [address.lower() for address in addresses if address]


def _drop(paths: Iterable[str]) -> None:
    """Bytes go once the rows that named them have gone for good."""
    transaction.on_commit(partial(_delete, [path for path in paths if path]))


def _delete(paths: list[str]) -> None:
    for path in paths:
        default_storage.delete(path)
