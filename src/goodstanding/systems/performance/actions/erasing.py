"""Taking a person out of notifications, plans of action and statements, so that they stay readable (GDPR Art. 17)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Q, QuerySet

from goodstanding.base.erasing import Columns, Someone
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
    found = {what: her.count(rows, columns, near=near) for what, rows, columns, near in _tables(her)}
    return {what: number for what, number in found.items() if number}


def erase(her: Someone) -> Mapping[str, int]:
    """Put another name in her place, in plans and their evidence, reviews, notifications and statements.

    What was answered, decided and why stays word for word but for her name and addresses: a decision about an account has to
    be given reasons for as long as it can be disputed. The caller has authorised it and records it. Returns how many rows of
    what changed.
    """
    changed = {what: her.erase(rows, columns, near=near) for what, rows, columns, near in _tables(her)}
    return {what: number for what, number in changed.items() if number}


def submitted_by(user_id: int) -> int:
    """How many versions of plans a person submitted: they stay, under another name."""
    return PlanVersion.objects.filter(submitted_by_id=user_id).count()


def _tables(her: Someone) -> Iterator[tuple[str, QuerySet[Any], Columns, Q]]:  # Any: rows of several tables
    of, of_plan = Q(seller_id__in=her.sellers), Q(plan__seller_id__in=her.sellers)
    yield "notification", PerformanceNotification.objects.all(), Columns(
        signed=(("issued_by_id", "issued_by_name"),), data=("affected",),
        texts=("subject", "facts", "required_action", "consequence", "closing_note"),
    ), of  # fmt: skip
    yield "plan", PlanOfAction.objects.all(), Columns(signed=(("reviewer_id", "reviewer_name"),)), of
    yield (
        "plan.draft",
        PlanDraft.objects.all(),
        Columns(named=("saved_by_name",), texts=_ANSWER, data=("outline",)),
        of_plan,
    )
    yield "plan.evidence", Evidence.objects.all(), Columns(named=("added_by_name",), texts=("proves",)), of_plan
    yield "plan.version", PlanVersion.objects.all(), Columns(
        signed=(("submitted_by_id", "submitted_by_name"),), texts=_ANSWER, data=("findings",)
    ), of_plan  # fmt: skip
    yield "plan.review", PlanReview.objects.all(), Columns(
        signed=(("reviewer_id", "reviewer_name"),), texts=("reason",), data=("failed",)
    ), of_plan  # fmt: skip
    yield "statement", Statement.objects.all(), Columns(
        named=("issued_by_name",), texts=("facts", "scope", "ends_when", "lifted_reason")
    ), of  # fmt: skip
