"""Taking a person out of what was told to other programs, and of what they answered (GDPR Art. 17)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db.models import Q

from goodstanding.base.erasing import Columns, Someone, Table, some_of
from goodstanding.base.webhooks.models import Delivery, Try

ANYWHERE = Q()  # bodies hold ids and states, so hardly any names anybody


def traces_of(her: Someone) -> Mapping[str, int]:
    """How many deliveries and answers name her."""
    return some_of(her.count(_tables()))


def erase(her: Someone) -> Mapping[str, int]:
    """Put another name in her place. A delivery that waits is signed when it is sent, so it stays whole. The caller has
    authorised it and records it. Returns how many rows of what changed."""
    return some_of(her.erase(_tables()))


def _tables() -> Iterator[Table]:
    yield Table("delivery", Delivery.objects.all(), Columns(texts=("body", "last_error")), ANYWHERE)
    yield Table("delivery.answer", Try.objects.all(), Columns(texts=("said", "error")), ANYWHERE)
