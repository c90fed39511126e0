"""Labels and the watch list of a seller's team, and who is to be told about a case beside its requester."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from goodstanding.kit.actors import Actor
from goodstanding.systems.cases.models import Case, CaseAgreement, CaseGuest, CaseLabel, CaseLabelling, CaseWatch
from goodstanding.systems.sellers.models import Seller

MOST_LABELS = 50


def labels_of_team(actor: Actor, seller: Seller) -> Sequence[CaseLabel]:
    """The labels of a seller's team by name, for the team. For anybody else there are none."""
    if not _of_the_team(actor, seller):
        return []
    return list(CaseLabel.objects.filter(seller=seller).order_by("name")[:MOST_LABELS])


def labels_of_many(actor: Actor, seller: Seller, cases: Sequence[Case]) -> dict[int, list[CaseLabel]]:
    """The labels of the cases of one page, by case id, in one query. For anybody outside the team there are none."""
    found: dict[int, list[CaseLabel]] = {case.pk: [] for case in cases}
    if not _of_the_team(actor, seller):
        return found
    rows = CaseLabelling.objects.filter(case_id__in=list(found)).select_related("label").order_by("label__name")
    for row in rows:
        found[row.case_id].append(row.label)
    return found


def with_label(found: QuerySet[Case], actor: Actor, seller: Seller, name: str) -> QuerySet[Case]:
    """Those of a seller's cases that carry a label of its team. For anybody outside the team there are none."""
    if not _of_the_team(actor, seller):
        return found.none()
    labelled = CaseLabelling.objects.filter(label__seller=seller, label__name__iexact=name)
    return found.filter(pk__in=labelled.values("case_id"))


def watched_by(found: QuerySet[Case], actor: Actor) -> QuerySet[Case]:
    """Those of some cases that this person watches."""
    if actor.user_id is None:
        return found.none()
    return found.filter(pk__in=CaseWatch.objects.filter(user_id=actor.user_id).values("case_id"))


def watchers_of(case: Case) -> list[tuple[int, str, str]]:
    """User id, e-mail and name of those who watch a case and still belong to its team."""
    rows = CaseWatch.objects.filter(
        case=case, user__is_active=True, user__memberships__account_id=case.seller.account_id
    ).select_related("user")
    return [(row.user_id, row.user.email, row.user.name) for row in rows.order_by("pk")[:100]]


def listening_guests(case: Case, at: datetime) -> Sequence[CaseGuest]:
    """The guests who came in and still may."""
    found = CaseGuest.objects.filter(case=case, revoked_at__isnull=True, accepted_at__isnull=False, ends_at__gt=at)
    return list(found.order_by("pk")[:20])


def agreements_of(case: Case) -> Sequence[CaseAgreement]:
    """The record of agreements, in order. The case's reading was authorised already."""
    return list(CaseAgreement.objects.filter(case=case).order_by("number")[:100])


def _of_the_team(actor: Actor, seller: Seller) -> bool:
    return not actor.viewing_as_seller and actor.role_in(seller.account_id) is not None
