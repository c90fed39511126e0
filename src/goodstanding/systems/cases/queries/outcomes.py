"""How cases ended: what sellers said, how many came back, and where a decision was changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.signing import BadSignature, Signer
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from goodstanding.base.keyset import Page, page_of
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import NotFound
from goodstanding.systems.cases import policies
from goodstanding.systems.cases.errors import CaseNotFound
from goodstanding.systems.cases.models import Case, Closing
from goodstanding.systems.cases.queries.reading import catalogue_for
from goodstanding.systems.cases.states import Verdict
from goodstanding.ui.paging import Cursor

_SIGNER = Signer(salt="case-rating")
KINDS: Mapping[str, Q] = {
    "closed": Q(),
    "reopened": Q(reopened_at__isnull=False),
    "overturned": Q(overturned_at__isnull=False),
    "rated": Q(answered_at__isnull=False),
    **{verdict.value: Q(verdict=verdict.value) for verdict in Verdict},
}


@dataclass(frozen=True, slots=True)
class Question:
    """The question at the end of a case: whether it may be answered now, and the end that was answered, if one was."""

    is_open: bool = False
    said: Closing | None = None


def question_of(case: Case, at: datetime) -> Question:
    """How the question about the present end of a case stands; nothing while it lives. Its reading was authorised already."""
    if case.closed_at is None:
        return Question()
    end = Closing.objects.filter(case=case, closed_at=case.closed_at).first()
    if end is None or end.answered_at is not None:
        return Question(said=end)
    return Question(is_open=at < _until(case, case.closed_at, at))


def closing_to_rate(case: Case, at: datetime) -> Closing | None:
    """The present end of a case, if the seller may still say something about it. The case's reading was authorised already."""
    if case.closed_at is None or at >= _until(case, case.closed_at, at):
        return None
    return Closing.objects.filter(case=case, closed_at=case.closed_at, answered_at__isnull=True).first()


def closing_by_token(token: str) -> Closing:
    """The end that a signed link is about, with its case. Raises NotFound for a link that is none."""
    try:
        key = int(_SIGNER.unsign(token))
    except (BadSignature, ValueError):
        key = 0
    found = Closing.objects.select_related("case__seller__store").filter(pk=key).first()
    if found is None:
        raise NotFound(_("This link does not work. Open the case to say how it went."))
    return found


def ratings_of(actor: Actor, case: Case, *, limit: int = 5) -> Sequence[Closing]:
    """The ends of a case about which the seller said how it went, newest first; nothing for anybody but associates."""
    if not policies.can_see_internal(actor):
        return []
    found = Closing.objects.filter(case=case, answered_at__isnull=False)
    return list(found.order_by("-answered_at", "-pk")[:limit])


def rating_over(closing: Closing, at: datetime) -> int:
    """For how many days it could be said how a case went, once that time is over; 0 while it can be."""
    return (
        catalogue_for(closing.case.seller.store, at).rating_days
        if at >= _until(closing.case, closing.closed_at, at)
        else 0
    )


def _until(case: Case, closed_at: datetime, at: datetime) -> datetime:
    return closed_at + timedelta(days=catalogue_for(case.seller.store, at).rating_days)


def rating_path(case: Case, at: datetime) -> str:
    """The address of the signed link for the mail about an end; nothing when there is nothing to ask."""
    closing = closing_to_rate(case, at)
    return f"/feedback/{_SIGNER.sign(str(closing.pk))}/" if closing else ""


def outcomes(actor: Actor, *, since: datetime) -> Sequence[Mapping[str, object]]:
    """For each queue, how many cases ended since an instant, came back, were overturned, and what sellers said. One query."""
    if not policies.can_see_internal(actor):
        raise CaseNotFound
    counts = {name: Count("pk", filter=where) for name, where in KINDS.items()}
    return list(Closing.objects.filter(closed_at__gte=since).values("queue").annotate(**counts).order_by("queue"))


def closings(
    actor: Actor, *, kind: str, queue: str, since: datetime, cursor: Cursor | None = None, limit: int = 100
) -> Page[Closing]:
    """The ends behind a number of `outcomes`, newest first, with their cases. Raises NotFound for everybody but associates."""
    if not policies.can_see_internal(actor):
        raise CaseNotFound
    found = Closing.objects.filter(KINDS.get(kind, Q()), closed_at__gte=since).select_related("case__seller")
    if queue:
        found = found.filter(queue=queue)
    return page_of(found, order=("-closed_at", "-id"), cursor=cursor, limit=limit)
