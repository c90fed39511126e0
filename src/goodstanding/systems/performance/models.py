"""Notifications, the orders behind them, plans of action with their versions and reviews, and statements of reasons."""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings
from django.db import models

from goodstanding.base.files.models import StoredFile
from goodstanding.systems.performance import states
from goodstanding.systems.performance.states import Do, NotificationState, PlanState
from goodstanding.systems.sellers.models import Seller
from goodstanding.systems.sellers.states import Standing


def _choices(values: type[StrEnum]) -> list[tuple[str, str]]:
    return [(value.value, value.value) for value in values]


class PerformanceNotification(models.Model):
    """One thing that the marketplace holds against a seller, with its facts as they were when it was issued.

    `response_due_at` is null while nothing is asked of the seller, or while her clock stands still because an answer is
    with us: then `clock_left_s` keeps what was left of it. A missed deadline stays there until a late answer arrives.
    `holds` is the standing that this notification imposes for as long as it does; the seller's standing is the worst of
    what her notifications hold.
    """

    ref = models.CharField(max_length=12, unique=True)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="notifications")
    kind = models.CharField(max_length=32, choices=_choices(states.NotificationKind))
    severity = models.CharField(max_length=8, choices=_choices(states.Severity))
    answer = models.CharField(max_length=12, choices=_choices(states.Answer))
    state = models.CharField(max_length=10, choices=_choices(NotificationState), default=NotificationState.OPEN)
    subject = models.CharField(max_length=240)

    metric_code = models.CharField(max_length=40, blank=True)
    metric_label = models.CharField(max_length=80, blank=True)
    window_days = models.PositiveSmallIntegerField(null=True)
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)
    numerator = models.PositiveIntegerField(default=0)
    denominator = models.PositiveIntegerField(default=0)
    target_bps = models.PositiveIntegerField(null=True)
    condition = models.CharField(max_length=12, blank=True)
    rule_version = models.CharField(max_length=80)
    clause_code = models.CharField(max_length=32)
    clause_text = models.TextField()
    breach_id = models.BigIntegerField(null=True, unique=True)
    order_count = models.PositiveIntegerField(default=0)
    causes = models.JSONField(default=list)

    facts = models.TextField()
    affected = models.JSONField(default=list)
    required_action = models.TextField()
    consequence = models.TextField()
    detection = models.CharField(max_length=16, choices=_choices(states.Detection))
    automated_detection = models.BooleanField()

    issued_at = models.DateTimeField()
    issued_by_rule = models.CharField(max_length=40, blank=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    issued_by_name = models.CharField(max_length=120)
    response_due_at = models.DateTimeField(null=True)
    clock_left_s = models.PositiveIntegerField(null=True)
    reminded_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    recovered_at = models.DateTimeField(null=True)
    answers_until = models.DateTimeField(null=True)
    holds = models.CharField(max_length=12, blank=True)
    closed_at = models.DateTimeField(null=True)
    closing_note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seller", "metric_code"],
                name="notification_one_live_per_metric",
                condition=models.Q(state__in=sorted(states.LIVE_NOTIFICATIONS)) & ~models.Q(metric_code=""),
            ),
            models.CheckConstraint(
                name="notification_says_all",
                condition=~models.Q(subject="") & ~models.Q(facts="") & ~models.Q(required_action=""),
            ),
            models.CheckConstraint(
                name="notification_issued_by_someone",
                condition=~models.Q(issued_by_rule="") | ~models.Q(issued_by_name=""),
            ),
        ]
        indexes = [
            models.Index(fields=["seller", "-id"], name="notification_seller"),
            models.Index(fields=["state", "response_due_at"], name="notification_due"),
            models.Index(fields=["metric_code", "seller", "state"], name="notification_metric"),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.kind}"

    def permits(self, what: Do) -> bool:
        """What the notification's state permits."""
        return states.notification_permits(NotificationState(self.state), what)

    @property
    def is_live(self) -> bool:
        """Whether something may still happen to it."""
        return NotificationState(self.state) in states.LIVE_NOTIFICATIONS

    @property
    def held(self) -> Standing | None:
        """The standing it imposes now, or None."""
        return Standing(self.holds) if self.holds else None


class NotificationOrder(models.Model):
    """One order that counted when the notification was issued, and why. A snapshot: later changes do not touch it.

    Where packages are counted it is one package of the order; `part` tells the packages of an order apart.
    """

    notification = models.ForeignKey(PerformanceNotification, on_delete=models.CASCADE, related_name="orders")
    external_id = models.CharField(max_length=64)
    on = models.DateField()
    reason_code = models.CharField(max_length=48)
    reason = models.CharField(max_length=300)
    sku = models.CharField(max_length=64, blank=True)
    carrier = models.CharField(max_length=64, blank=True)
    ship_from = models.CharField(max_length=64, blank=True)
    tracking_id = models.CharField(max_length=64, blank=True)
    part = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notification", "external_id", "part"], name="notification_part_once")
        ]

    def __str__(self) -> str:
        return self.external_id


class PlanOfAction(models.Model):
    """The seller's answer to one notification. Its words are in the draft and, once submitted, in immutable versions."""

    ref = models.CharField(max_length=12, unique=True)
    notification = models.OneToOneField(PerformanceNotification, on_delete=models.PROTECT, related_name="plan")
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="plans")
    state = models.CharField(max_length=10, choices=_choices(PlanState), default=PlanState.DRAFT)
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    review_due_at = models.DateTimeField(null=True)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reviewer_name = models.CharField(max_length=120, blank=True)
    claimed_at = models.DateTimeField(null=True)
    needs_second_reader = models.BooleanField(default=False)
    rejections = models.PositiveSmallIntegerField(default=0)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "review_due_at", "id"], name="plan_queue")]

    def __str__(self) -> str:
        return self.ref

    def permits(self, what: Do) -> bool:
        """What the plan's state permits."""
        return states.plan_permits(PlanState(self.state), what)


class PlanDraft(models.Model):
    """The words being written, shared by the team.

    `saves` counts up and `saved_in` names the window that saved last, so that two windows never overwrite each other unseen.
    """

    plan = models.OneToOneField(PlanOfAction, on_delete=models.CASCADE, related_name="draft")
    root_cause = models.TextField(blank=True)
    immediate_actions = models.TextField(blank=True)
    preventive_measures = models.TextField(blank=True)
    signer = models.CharField(max_length=120, blank=True)
    acknowledged = models.BooleanField(default=False)
    saves = models.PositiveIntegerField(default=0)
    saved_in = models.CharField(max_length=32, blank=True)
    outline = models.JSONField(default=dict)
    saved_at = models.DateTimeField()
    saved_by_name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return f"draft of {self.plan_id}"


class Evidence(models.Model):
    """A file that proves something. Taking it away hides it from the draft; versions that were sent with it keep it."""

    plan = models.ForeignKey(PlanOfAction, on_delete=models.PROTECT, related_name="evidence")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    proves = models.CharField(max_length=200, blank=True)
    dated_on = models.DateField(null=True)
    added_at = models.DateTimeField()
    added_by_name = models.CharField(max_length=120)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "file"], name="evidence_once")]

    def __str__(self) -> str:
        return f"evidence {self.pk}"


class PlanVersion(models.Model):
    """What was submitted, word for word, with what the checks found then. Never changed.

    The text explains `covered` of the `counted` orders.
    """

    plan = models.ForeignKey(PlanOfAction, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    root_cause = models.TextField()
    immediate_actions = models.TextField()
    preventive_measures = models.TextField()
    signer = models.CharField(max_length=120)
    rule_version = models.CharField(max_length=80)
    findings = models.JSONField(default=list)
    covered = models.PositiveIntegerField(default=0)
    counted = models.PositiveIntegerField(default=0)
    evidence = models.ManyToManyField(Evidence, related_name="versions")
    late = models.BooleanField(default=False)
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    submitted_by_name = models.CharField(max_length=120)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_version_once")]

    def __str__(self) -> str:
        return f"version {self.number} of {self.plan_id}"


class PlanReview(models.Model):
    """One decision about one version, with its reasons. Append-only.

    `failed` lists the checks that the version failed: `[{"code", "reason"}]`. A final rejection is first proposed
    (`in_force` false) and comes into force when a second reviewer decides the same.
    """

    plan = models.ForeignKey(PlanOfAction, on_delete=models.PROTECT, related_name="reviews")
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="reviews")
    decision = models.CharField(max_length=16, choices=_choices(states.Decision))
    in_force = models.BooleanField()
    reason = models.TextField()
    failed = models.JSONField(default=list)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reviewer_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["plan", "reviewer"], name="plan_review_reader")]
        constraints = [models.CheckConstraint(name="plan_review_has_reason", condition=~models.Q(reason=""))]

    def __str__(self) -> str:
        return f"{self.decision} of {self.plan_id}"


class Statement(models.Model):
    """A statement of reasons for one restriction (P2B Art. 4, DSA Art. 17; domain 6.1 and 6.2).

    The database refuses one without facts, ground, scope, start, automation and redress. `ends_at` null means indefinite:
    then `ends_when` says what ends it. Only `lifted_at` and `lifted_reason` are written later.
    """

    ref = models.CharField(max_length=12, unique=True)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="statements")
    notification = models.ForeignKey(PerformanceNotification, on_delete=models.PROTECT, related_name="statements")
    standing = models.CharField(max_length=12, choices=_choices(Standing))
    facts = models.TextField()
    clause_code = models.CharField(max_length=32)
    clause_text = models.TextField()
    rule_version = models.CharField(max_length=80)
    scope = models.TextField()
    territory = models.CharField(max_length=80)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    ends_when = models.TextField()
    detection = models.CharField(max_length=16, choices=_choices(states.Detection))
    automated_detection = models.BooleanField()
    automated_decision = models.CharField(max_length=16, choices=_choices(states.Automation))
    redress = models.JSONField()
    complaint_until = models.DateTimeField(null=True)
    issued_at = models.DateTimeField()
    issued_by_name = models.CharField(max_length=120)
    lifted_at = models.DateTimeField(null=True)
    lifted_reason = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["seller", "-id"], name="statement_seller")]
        constraints = [
            models.CheckConstraint(
                name="statement_is_complete",
                condition=~(
                    models.Q(facts="") | models.Q(clause_code="") | models.Q(clause_text="") | models.Q(rule_version="")
                    | models.Q(scope="") | models.Q(territory="") | models.Q(ends_when="") | models.Q(issued_by_name="")
                ),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.ref} {self.standing}"
