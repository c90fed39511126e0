"""Reading the record."""

from __future__ import annotations

from collections.abc import Sequence

from goodstanding.base.timeline.models import Entry


def entries_about(kind: str, subject_id: str, *, for_staff: bool, limit: int = 100) -> Sequence[Entry]:
    """The newest entries about one thing, newest first. The caller has already authorised the reading of the thing."""
    found = Entry.objects.filter(subject_kind=kind, subject_id=subject_id)
    if not for_staff:
        found = found.filter(staff_only=False)
    return list(found.order_by("-at", "-id")[:limit])
