"""Taking a person out of escalations, so that they stay readable (GDPR Art. 17)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db.models import Q, QuerySet

from goodstanding.base.erasing import Columns, Someone, Table, some_of
from goodstanding.systems.cases.models import Case
from goodstanding.systems.escalation.models import Draft, Escalation, Step

_PARTS = ("summary", "stake", "tried", "unresolved", "wish_words")


def traces_of(her: Someone, cases: QuerySet[Case]) -> Mapping[str, int]:
    """How many rows of what name her, and what she was writing; `cases` are those she touched."""
    return some_of({**her.count(_tables(cases)), "escalation.draft": _drafts(her).count()})


def erase(her: Someone, cases: QuerySet[Case]) -> Mapping[str, int]:
    """Put another name in her place, and remove what she was writing. The caller has authorised it and records it.

    Returns how many rows of what changed.
    """
    drafts = _drafts(her).delete()[0]
    return some_of({**her.erase(_tables(cases)), "escalation.draft": drafts})


def _tables(cases: QuerySet[Case]) -> Iterator[Table]:
    touched = cases.order_by().values("pk")
    asked = Columns(signed=(("opened_by_id", "opened_by_name"),), texts=_PARTS)
    yield Table("escalation", Escalation.objects.all(), asked, Q(case__in=touched))
    taken = Columns(signed=(("actor_user_id", "actor_name"),), texts=("words",))
    yield Table("escalation.step", Step.objects.all(), taken, Q(escalation__case__in=touched))


def _drafts(her: Someone) -> QuerySet[Draft]:
    return Draft.objects.filter(user_id=her.user_id)
