"""Taking a person out of notifications, plans of action and statements, so that they stay readable (GDPR Art. 17)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db.models import Q

from goodstanding.base.erasing import Columns, Someone, Table, some_of
from goodstanding.systems.performance.models import (
    Evidence,
    PerformanceNotification,
    PlanDraft,
    PlanOfAction,
    PlanReview,
    PlanVersion,
    Statement,
)

_ANSWER = ("root_cause", "immediate_actions", "preventive_measures", "signer")


def traces_of(her: Someone) -> Mapping[str, int]:
    """How many rows of what name her."""
    return some_of(her.count(_tables(her)))


def erase(her: Someone) -> Mapping[str, int]:
    """Put another name in her place, in plans and their evidence, reviews, notifications and statements.

    What was answered, decided and why stays word for word but for her name and addresses: a decision about an account has to
    be given reasons for as long as it can be disputed. The caller has authorised it and records it. Returns how many rows of
    what changed.
    """
    return some_of(her.erase(_tables(her)))


def submitted_by(user_id: int) -> int:
    """How many versions of plans a person submitted: they stay, under another name."""
    return PlanVersion.objects.filter(submitted_by_id=user_id).count()


def _tables(her: Someone) -> Iterator[Table]:
    of, of_plan = Q(seller_id__in=her.sellers), Q(plan__seller_id__in=her.sellers)
    notices = Columns(
        signed=(("issued_by_id", "issued_by_name"),), data=("affected",),
        texts=("subject", "facts", "required_action", "consequence", "closing_note"),
    )  # fmt: skip
    yield Table("notification", PerformanceNotification.objects.all(), notices, of)
    yield Table("plan", PlanOfAction.objects.all(), Columns(signed=(("reviewer_id", "reviewer_name"),)), of)
    drafts = Columns(named=("saved_by_name",), texts=_ANSWER, data=("outline",))
    yield Table("plan.draft", PlanDraft.objects.all(), drafts, of_plan)
    evidence = Columns(named=("added_by_name",), texts=("proves",))
    yield Table("plan.evidence", Evidence.objects.all(), evidence, of_plan)
    versions = Columns(signed=(("submitted_by_id", "submitted_by_name"),), texts=_ANSWER, data=("findings",))
    yield Table("plan.version", PlanVersion.objects.all(), versions, of_plan)
    reviews = Columns(signed=(("reviewer_id", "reviewer_name"),), texts=("reason",), data=("failed",))
    yield Table("plan.review", PlanReview.objects.all(), reviews, of_plan)
    statements = Columns(named=("issued_by_name",), texts=("facts", "scope", "ends_when", "lifted_reason"))
    yield Table("statement", Statement.objects.all(), statements, of)
