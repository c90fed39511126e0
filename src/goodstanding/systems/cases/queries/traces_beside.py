"""Where a person appears beside the threads of cases: agreements, guests, fields, ends, rearrangements, drafts."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet

from goodstanding.base.people.models import User
from goodstanding.systems.cases.models import (
    Case,
    CaseAgreement,
    CaseField,
    CaseGuest,
    CaseNeed,
    Closing,
    NewCaseDraft,
    ProblemCase,
    Rearrangement,
    ReplyDraft,
    ScheduledAnswer,
)

FORMER = "A former member of the team"
_SIGNED: dict[type[Model], tuple[tuple[str, str], ...]] = {
    CaseAgreement: (("proposed_by_id", "proposed_by_name"), ("settled_by_id", "settled_by_name")),
    CaseGuest: (("invited_by_id", "invited_by_name"),),
    Rearrangement: (("by_id", "by_name"),),
    CaseNeed: (("asked_by_id", "asked_by_name"), ("settled_by_id", "settled_by_name")),
}
_NAMED: dict[type[Model], tuple[str, ...]] = {
    CaseField: ("by_name",), Closing: ("answered_by_name",), Rearrangement: ("undone_by_name",),
    CaseGuest: ("revoked_by_name",), ProblemCase: ("by_name",),
}  # fmt: skip
_TEXTS: dict[type[Model], tuple[str, ...]] = {
    CaseAgreement: ("text", "reason"), Closing: ("comment",), Rearrangement: ("reason",), CaseField: ("value",),
    CaseNeed: ("text",),
    ScheduledAnswer: ("body", "what", "who"),
}  # fmt: skip
_DATA: dict[type[Model], tuple[str, ...]] = {Rearrangement: ("before", "after"), ScheduledAnswer: ("needs",)}
_WORDS = {
    CaseAgreement: "agreement", CaseGuest: "guest", Rearrangement: "rearranged", CaseField: "field", Closing: "closing",
    ProblemCase: "problem", ScheduledAnswer: "scheduled", CaseNeed: "need",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spot:
    """A row that names a person, and what its fields would hold without her."""

    what: str
    row: Model
    after: dict[str, Any]  # Any: values of columns


def drafts_of(user: User) -> Iterator[QuerySet[Any]]:
    """What she is writing and has not sent: for answers, for new cases, and for later."""
    yield ReplyDraft.objects.filter(user=user)
    yield NewCaseDraft.objects.filter(user=user)
    yield ScheduledAnswer.objects.filter(user=user).exclude(state="sent")


def spots_in(case: Case, user: User, pattern: re.Pattern[str], addresses: Collection[str]) -> Iterator[Spot]:
    """Every row beside the thread of a case that names her; nothing is changed. A guest of the case may be she herself."""
    for model, what in _WORDS.items():
        mine = Q(case=case) | Q(other=case) if model is Rearrangement else Q(case=case)
        for row in model._default_manager.filter(mine).order_by("pk"):
            after = _signatures(row, user) | _texts(row, pattern)
            if isinstance(row, CaseGuest) and (row.user_id == user.pk or row.email.lower() in addresses):
                after |= {"name": FORMER, "email": f"former-{user.pk}@invalid.invalid"}
            if after:
                yield Spot(what, row, after)


def _signatures(row: Model, user: User) -> dict[str, Any]:
    by_key = {name: FORMER for key, name in _SIGNED.get(type(row), ()) if getattr(row, key) == user.pk}
    by_name = {name: FORMER for name in _NAMED.get(type(row), ()) if getattr(row, name) == user.name}
    return {name: value for name, value in (by_key | by_name).items() if getattr(row, name) != value}


def _texts(row: Model, pattern: re.Pattern[str]) -> dict[str, Any]:
    after: dict[str, Any] = {}
    for name in _TEXTS.get(type(row), ()):
        if pattern.search(getattr(row, name)):
            limit = row._meta.get_field(name).max_length  # type: ignore[union-attr]  # text columns only
            after[name] = pattern.sub(f"[{FORMER.lower()}]", getattr(row, name))[:limit]
    for name in _DATA.get(type(row), ()):
        said = json.dumps(getattr(row, name))
        if pattern.search(said):
            after[name] = json.loads(pattern.sub(f"[{FORMER.lower()}]", said))
    return after
