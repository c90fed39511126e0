"""What notifications and plans of action look like, on both ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pydantic import Field

from goodstanding.api import etags
from goodstanding.api.v1.shapes import Given, Shown
from goodstanding.systems.performance.models import (
    Evidence,
    NotificationOrder,
    PerformanceNotification,
    PlanOfAction,
    PlanReview,
    PlanVersion,
    Statement,
)
from goodstanding.systems.performance.queries import Checked
from goodstanding.systems.performance.states import (
    Answer,
    Decision,
    NotificationKind,
    NotificationState,
    Part,
    PlanState,
    Severity,
)


class NotificationOut(Shown):
    """A performance notification as a list shows it."""

    ref: str = Field(examples=["4K7-2QX"])
    seller: str = Field(description="The seller's external id.", examples=["harbour"])
    store: str = Field(examples=["us"])
    kind: NotificationKind
    severity: Severity
    state: NotificationState = Field(description="Whose turn it is, or how it ended.")
    answer: Answer = Field(description="What it asks of the seller.")
    subject: str = Field(examples=["Late shipment rate is 5.1 %, above the limit of 4 %"])
    metric: str = Field(description="The metric's code, empty for other kinds.", examples=["LATE_SHIPMENT_RATE"])
    issued_at: datetime
    response_due_at: datetime | None = Field(description="Until when the seller answers; null while nothing is asked.")
    acknowledged_at: datetime | None
    closed_at: datetime | None
    orders_counted: int = Field(examples=[41])
    plan: str | None = Field(description="The state of the plan that answers it.", examples=["draft"])


class StatementOut(Shown):
    """A statement of reasons for a restriction."""

    ref: str = Field(examples=["7M3-9PX"])
    standing: str = Field(examples=["restricted"])
    facts: str
    clause: str = Field(description="The rule, with its code.")
    rules: str = Field(examples=["2026.1"])
    scope: str
    territory: str
    starts_at: datetime
    ends_at: datetime | None
    ends_when: str
    detection: str
    automated_detection: bool
    automated_decision: str
    redress: Any = Field(description="How to object, and until when.")  # Any: the rulebook's own list
    complaint_until: datetime | None
    issued_at: datetime
    issued_by: str
    lifted_at: datetime | None
    lifted_reason: str


class CausingOrder(Shown):
    """An order that counted when the notification was issued. It stays as it was then."""

    order: str = Field(examples=["A-1001"])
    day: date
    reason: str = Field(description="Why, as a stable code.", examples=["shipped_late"])
    explanation: str = Field(description="Why, in words.")
    sku: str
    carrier: str
    ship_from: str
    tracking_id: str = Field(description="Of the package, where packages are counted; else empty.", examples=[""])


class NotificationDetail(NotificationOut):
    """A notification with all it says."""

    facts: str
    required_action: str
    consequence: str
    clause: str = Field(description="The rule, with its code.")
    rules: str = Field(examples=["2026.1"])
    detection: str
    automated_detection: bool
    window: int | None = Field(description="Days.", examples=[30])
    from_on: date | None = Field(serialization_alias="from")
    to_on: date | None = Field(serialization_alias="to")
    numerator: int
    denominator: int
    target: float | None = Field(examples=[0.04])
    target_condition: str
    orders: list[CausingOrder] = Field(description="The first of the orders that counted.")
    orders_next: str | None = Field(description="Where the other orders are, null when these are all.")
    statements: list[StatementOut]


class NotificationPage(Shown):
    """Some notifications."""

    data: list[NotificationOut]
    next: str | None = Field(description="The address of the next page, null at the end.")


class CausingOrderPage(Shown):
    """Some of the orders behind a notification, newest day first."""

    data: list[CausingOrder]
    next: str | None = Field(description="The address of the next page, null at the end.")


class PlanIn(Given):
    """The words of a plan of action. A draft is never refused for what it says."""

    root_cause: str = Field("", max_length=20_000, examples=["Our carrier stopped the Monday pick-up on 2 November."])
    immediate_actions: str = Field("", max_length=20_000, examples=["On 9 November we moved to daily pick-ups."])
    preventive_measures: str = Field("", max_length=20_000, examples=["Mara checks open orders at 15:00 every day."])
    signer: str = Field("", max_length=120, examples=["Mara Lind"])
    acknowledged: bool = Field(False, description="That the rule is understood and accepted.", examples=[True])


class EvidenceIn(Given):
    """What is said about a file."""

    proves: str = Field("", max_length=200, examples=["Contract about daily pick-ups"])
    dated_on: date | None = Field(None, description="The date of the document itself.")


class FindingOut(Shown):
    """Something that a reviewer would reject, found in the draft."""

    code: str = Field(examples=["no_date"])
    part: Part


class EvidenceOut(Shown):
    """A file that proves something."""

    id: int = Field(examples=[12])
    name: str = Field(examples=["contract.pdf"])
    content_type: str = Field(examples=["application/pdf"])
    size: int = Field(examples=[48211])
    proves: str
    dated_on: date | None
    added_at: datetime
    added_by: str


class VersionOut(Shown):
    """What was submitted, word for word."""

    number: int = Field(examples=[1])
    root_cause: str
    immediate_actions: str
    preventive_measures: str
    signer: str
    late: bool
    submitted_at: datetime
    submitted_by: str
    evidence: list[int] = Field(description="The ids of the files sent with it.")


class FailedOut(Shown):
    """A check that a version failed."""

    code: str
    reason: str


class DecisionOut(Shown):
    """A decision about a version, with its reasons."""

    version: int = Field(examples=[1])
    decision: Decision
    reason: str
    failed: list[FailedOut]
    in_force: bool = Field(description="False for a final rejection that waits for its second reader.")
    at: datetime
    reviewer: str


class PlanOut(Shown):
    """The seller's answer to a notification."""

    ref: str = Field(examples=["9T2-4WQ"])
    notification: str = Field(examples=["4K7-2QX"])
    state: PlanState
    draft: PlanIn
    saved_at: datetime
    saved_by: str
    findings: list[FindingOut] = Field(description="What reviewers would reject in the draft as it stands.")
    orders_explained: int = Field(description="How many of the counted orders the draft explains.")
    orders_counted: int
    evidence: list[EvidenceOut]
    versions: list[VersionOut]
    decisions: list[DecisionOut]
    review_due_at: datetime | None


class FailedIn(Given):
    """A check that the plan failed, and why, in words for the seller."""

    code: str = Field(max_length=48)
    reason: str = Field(max_length=2_000)


class DecisionIn(Given):
    """A decision about the version that was read."""

    version: int = Field(ge=1, le=10_000, examples=[1])
    decision: Decision
    reason: str = Field(max_length=10_000, examples=["The cause and its remedy are clear."])
    failed: list[FailedIn] = Field(default_factory=list, max_length=40)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanParts:
    """Everything about a plan that goes out."""

    plan: PlanOfAction
    checked: Checked
    evidence: Sequence[Evidence]
    versions: Sequence[PlanVersion]
    decisions: Sequence[PlanReview]


def plan_etag(parts: PlanParts) -> str:
    """The version of a plan: its state, its words and its files."""
    files = [evidence.pk for evidence in parts.evidence]
    return etags.etag_of(parts.plan.ref, parts.plan.state, parts.plan.draft.saves, files, len(parts.decisions))


def notification_fields(one: PerformanceNotification) -> dict[str, Any]:  # Any: the values of the fields named
    """A notification as a list shows it."""
    names = ("ref", "kind", "severity", "state", "answer", "subject", "issued_at", "response_due_at")
    return {name: getattr(one, name) for name in (*names, "acknowledged_at", "closed_at")} | {
        "seller": one.seller.external_id,
        "store": one.seller.store.code,
        "metric": one.metric_code,
        "orders_counted": one.order_count,
        "plan": one.plan.state if hasattr(one, "plan") else None,
    }


def notification_detail(
    one: PerformanceNotification,
    orders: Sequence[NotificationOrder],
    statements: Sequence[Statement],
    onward: str | None,
) -> NotificationDetail:
    """A notification with all it says."""
    names = ("facts", "required_action", "consequence", "detection", "automated_detection", "from_on", "to_on")
    return NotificationDetail(
        **notification_fields(one),
        **{name: getattr(one, name) for name in (*names, "numerator", "denominator")},
        clause=f"{one.clause_code}: {one.clause_text}",
        rules=one.rule_version,
        window=one.window_days,
        target=one.target_bps / 10_000 if one.target_bps is not None else None,
        target_condition=one.condition,
        orders=[causing_order(order) for order in orders],
        orders_next=onward,
        statements=[_statement_out(statement) for statement in statements],
    )


def causing_order(order: NotificationOrder) -> CausingOrder:
    """An order behind a notification as it goes out."""
    return CausingOrder(
        order=order.external_id, day=order.on, reason=order.reason_code, explanation=order.reason, sku=order.sku,
        carrier=order.carrier, ship_from=order.ship_from, tracking_id=order.tracking_id,
    )  # fmt: skip


def plan_out(parts: PlanParts) -> PlanOut:
    """A plan as it goes out."""
    plan, draft = parts.plan, parts.plan.draft
    return PlanOut(
        ref=plan.ref,
        notification=plan.notification.ref,
        state=PlanState(plan.state),
        draft=PlanIn(**{name: getattr(draft, name) for name in PlanIn.model_fields}),
        saved_at=draft.saved_at,
        saved_by=draft.saved_by_name,
        findings=[FindingOut(code=finding.code, part=finding.part) for finding in parts.checked.findings],
        orders_explained=parts.checked.covered,
        orders_counted=parts.checked.counted,
        evidence=[_evidence_out(evidence) for evidence in parts.evidence],
        versions=[_version_out(version) for version in parts.versions],
        decisions=[_decision_out(review) for review in parts.decisions],
        review_due_at=plan.review_due_at,
    )


def _statement_out(one: Statement) -> StatementOut:
    own: dict[str, Any] = {
        "clause": f"{one.clause_code}: {one.clause_text}",
        "rules": one.rule_version,
        "issued_by": one.issued_by_name,
    }  # Any: as above
    names = [name for name in StatementOut.model_fields if name not in own]
    return StatementOut(**own, **{name: getattr(one, name) for name in names})


def _evidence_out(one: Evidence) -> EvidenceOut:
    return EvidenceOut(
        id=one.pk, name=one.file.name, content_type=one.file.content_type, size=one.file.size, proves=one.proves,
        dated_on=one.dated_on, added_at=one.added_at, added_by=one.added_by_name,
    )  # fmt: skip


def _version_out(one: PlanVersion) -> VersionOut:
    names = ("number", "root_cause", "immediate_actions", "preventive_measures", "signer", "late", "submitted_at")
    return VersionOut(
        **{name: getattr(one, name) for name in names},
        submitted_by=one.submitted_by_name,
        evidence=[evidence.pk for evidence in one.evidence.all()],
    )


def _decision_out(one: PlanReview) -> DecisionOut:
    return DecisionOut(
        version=one.version.number, decision=Decision(one.decision), reason=one.reason,
        failed=[FailedOut(**failed) for failed in one.failed], in_force=one.in_force, at=one.at, reviewer=one.reviewer_name,
    )  # fmt: skip
