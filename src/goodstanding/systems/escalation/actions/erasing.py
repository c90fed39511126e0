"""Taking a person out of escalations, so that they stay readable (GDPR Art. 17)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from django.db.models import Model

from goodstanding.systems.escalation.models import Draft, Escalation, Step

_PARTS = ("summary", "stake", "tried", "unresolved", "wish_words")
_AT_ONCE = 500


def traces_of(user_id: int, pattern: re.Pattern[str], case_refs: Collection[str]) -> Mapping[str, int]:
    """How many rows name her: signatures, texts of escalations of these cases, drafts."""
    found = {
        "escalation.signed": Escalation.objects.filter(opened_by_id=user_id).count()
        + Step.objects.filter(actor_user_id=user_id).count(),
        "escalation.text": sum(1 for _one in _naming(pattern, case_refs)),
        "escalation.draft": Draft.objects.filter(user_id=user_id).count(),
    }
    return {name: number for name, number in found.items() if number}


def erase(user_id: int, pattern: re.Pattern[str], case_refs: Collection[str], *, name: str) -> Mapping[str, int]:
    """Put another name in her place, and remove what she was writing. The caller has authorised it and records it.

    Returns how many rows of what changed.
    """
    changed = dict(traces_of(user_id, pattern, case_refs))
    for row, texts in list(_naming(pattern, case_refs)):
        for field in texts:
            setattr(row, field, pattern.sub(f"[{name.lower()}]", getattr(row, field)))
        row.save(update_fields=texts)
    Escalation.objects.filter(opened_by_id=user_id).update(opened_by_name=name)
    Step.objects.filter(actor_user_id=user_id).update(actor_name=name)
    Draft.objects.filter(user_id=user_id).delete()
    return changed


def _naming(pattern: re.Pattern[str], case_refs: Collection[str]) -> list[tuple[Model, tuple[str, ...]]]:
    found: list[tuple[Model, tuple[str, ...]]] = []
    refs = sorted(case_refs)
    for start in range(0, len(refs), _AT_ONCE):
        part = refs[start : start + _AT_ONCE]
        rows: list[tuple[Model, tuple[str, ...]]] = [
            *((one, _PARTS) for one in Escalation.objects.filter(case__ref__in=part)),
            *((one, ("words",)) for one in Step.objects.filter(escalation__case__ref__in=part).exclude(words="")),
        ]
        found += [(row, texts) for row, texts in rows if any(pattern.search(getattr(row, name)) for name in texts)]
    return found
