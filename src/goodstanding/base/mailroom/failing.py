"""Addresses from which our mail comes back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import F

from goodstanding.base.mailroom.models import FailingAddress

# One refusal may be a full mailbox or a broken server; after the third the address is called failing.
FAILS_AFTER = 3


def note_failure(address: str, *, error: str, at: datetime) -> None:
    """Count a mail that could not be delivered for good."""
    changes = {"failures": F("failures") + 1, "last_at": at, "last_error": error[:300]}
    if not FailingAddress.objects.filter(address=address.lower()).update(**changes):
        FailingAddress.objects.get_or_create(
            address=address.lower(), defaults={"failures": 1, "first_at": at, "last_at": at, "last_error": error[:300]}
        )


def note_success(address: str) -> None:
    """Forget what was counted: mail came from there."""
    FailingAddress.objects.filter(address=address.lower()).delete()


def failing(addresses: Collection[str]) -> dict[str, FailingAddress]:
    """Those of the addresses that fail, in one query. The caller may show them."""
    wanted = [address.lower() for address in addresses]
    found = FailingAddress.objects.filter(address__in=wanted, failures__gte=FAILS_AFTER)
    return {one.address: one for one in found}
