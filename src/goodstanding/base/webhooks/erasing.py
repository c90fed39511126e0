"""Taking a person out of what was told to other programs, and of what they answered."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from django.db.models import Model, Q

from goodstanding.base.webhooks.models import Delivery, Try

_TEXTS: Mapping[type[Delivery] | type[Try], tuple[str, ...]] = {
    Delivery: ("body", "last_error"), Try: ("said", "error"),
}  # fmt: skip
_AT_ONCE = 500


def traces_of(wanted: Collection[str], pattern: re.Pattern[str]) -> Mapping[str, int]:
    """How many deliveries and answers name a person. Bodies hold ids and states, so there are hardly any."""
    found = sum(1 for _row in _naming(wanted, pattern))
    return {"delivery": found} if found else {}


def erase(wanted: Collection[str], pattern: re.Pattern[str], *, name: str) -> Mapping[str, int]:
    """Put another name in her place. A delivery that waits is signed when it is sent, so it stays whole. Returns how many rows."""
    changed = 0
    for row, texts in _naming(wanted, pattern):
        for field in texts:
            limit = row._meta.get_field(field).max_length  # type: ignore[union-attr]  # text columns only
            setattr(row, field, pattern.sub(f"[{name.lower()}]", getattr(row, field))[:limit])
        row.save(update_fields=texts)
        changed += 1
    return {"delivery": changed} if changed else {}


def _naming(wanted: Collection[str], pattern: re.Pattern[str]) -> Iterator[tuple[Model, tuple[str, ...]]]:
    for model, texts in _TEXTS.items():
        says = Q(pk__in=[])
        for word in wanted:
            for field in texts:
                says |= Q(**{f"{field}__icontains": word})
        for row in model._default_manager.filter(says).order_by("pk").iterator(chunk_size=_AT_ONCE):
            if any(pattern.search(getattr(row, field)) for field in texts):
                yield row, texts
