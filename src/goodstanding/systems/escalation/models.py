"""Escalations with their log, drafts, and where the steps outside lead in each store."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from goodstanding.systems.cases.models import Case
from goodstanding.systems.escalation.states import CLOCK_RUNS, OPEN_STATES, Do, State, permits
from goodstanding.systems.sellers.models import Seller
from goodstanding.systems.stores.models import Store

_OPEN = sorted(state.value for state in OPEN_STATES)
_RUNS = sorted(state.value for state in CLOCK_RUNS)


class Escalation(models.Model):
    """One time that a seller asked others to look at her case anew, through as many levels as it takes.

    `due_at` is when the level owes its answer; while it asked the seller, `left_seconds` keeps what was left. `follow_up_at`
    is from when the seller may ask how it stands, `answer_until` until when she may say whether an answer settles it.
    `facts` and `grounds` are what the system knew when it was sent. `wakes_at` is when something next happens by itself,
    `warns_at` when the level is warned that its clock runs out; empty once it was.
    """

    ref = models.CharField(max_length=12, unique=True)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="escalations")
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    request_key = models.CharField(max_length=64)
    state = models.CharField(max_length=10, default=State.WAITING.value)
    level = models.PositiveSmallIntegerField()
    route = models.CharField(max_length=32)

    ground = models.CharField(max_length=32)
    grounds = models.JSONField(default=list)
    facts = models.JSONField(default=dict)
    summary = models.TextField()
    stake = models.TextField(blank=True)
    stake_minor = models.BigIntegerField(null=True)
    stake_currency = models.CharField(max_length=3, blank=True)
    stake_per = models.CharField(max_length=4, blank=True)
    tried = models.TextField()
    unresolved = models.TextField()
    wish = models.CharField(max_length=32)
    wish_words = models.TextField(blank=True)
    prior_cases = models.JSONField(default=list)
    message = models.PositiveIntegerField()

    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    opened_by_name = models.CharField(max_length=120)
    first_handler = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    handler = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    level_since = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    left_seconds = models.PositiveIntegerField(null=True)
    missed = models.BooleanField(default=False)
    follow_up_at = models.DateTimeField()
    follow_ups = models.PositiveSmallIntegerField(default=0)
    verdict = models.CharField(max_length=8, blank=True)
    answer_until = models.DateTimeField(null=True)
    wakes_at = models.DateTimeField(null=True)
    warns_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], name="escalation_one_open", condition=Q(state__in=_OPEN)),
            models.UniqueConstraint(fields=["case", "request_key"], name="escalation_once_per_request"),
            models.CheckConstraint(
                name="escalation_clock_runs_with_us",
                condition=Q(state__in=_RUNS, due_at__isnull=False) | ~Q(state__in=_RUNS) & Q(due_at__isnull=True),
            ),
            models.CheckConstraint(
                name="escalation_warns_while_due", condition=Q(warns_at__isnull=True) | Q(due_at__isnull=False)
            ),
            models.CheckConstraint(
                name="escalation_ended_when_over",
                condition=Q(state__in=_OPEN, ended_at__isnull=True) | ~Q(state__in=_OPEN) & Q(ended_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="escalation_due", condition=Q(due_at__isnull=False)),
            models.Index(fields=["handler", "due_at", "id"], name="escalation_mine", condition=Q(due_at__isnull=False)),
            models.Index(fields=["wakes_at"], name="escalation_wakes", condition=Q(wakes_at__isnull=False)),
            models.Index(fields=["warns_at"], name="escalation_warns", condition=Q(warns_at__isnull=False)),
            models.Index(fields=["case", "-id"], name="escalation_of_case"),
            models.Index(fields=["-id"], name="escalation_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.ref} level {self.level}"

    @property
    def was_answered(self) -> bool:
        """Whether the marketplace had answered in the case before it was escalated: else no earlier answer is decided about."""
        return int(self.facts.get("answers", 0)) > 0

    @property
    def status(self) -> State:
        """The state as its enum."""
        return State(self.state)

    @property
    def is_open(self) -> bool:
        """Whether something may still happen to it."""
        return self.status in OPEN_STATES

    def permits(self, what: Do) -> bool:
        """What the state permits; ask this instead of comparing states."""
        return permits(self.status, what)


class Step(models.Model):
    """One thing that happened to an escalation. Append-only. `level` is the level at which it happened.

    `actor_name` is for associates; the seller reads the level's name. `code` is a verdict or the reason of a refusal.
    `counts_from` is from when the level's clock ran on where that was before `at`: the seller answered before it was noticed.
    """

    escalation = models.ForeignKey(Escalation, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=14)
    level = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=8)
    actor_user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    actor_name = models.CharField(max_length=120)
    code = models.CharField(max_length=32, blank=True)
    words = models.TextField(blank=True)
    message = models.PositiveIntegerField(null=True)
    counts_from = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["escalation", "id"], name="escalation_steps"),
            models.Index(fields=["kind", "at"], name="escalation_report"),
        ]

    def __str__(self) -> str:
        return f"{self.escalation_id}: {self.kind}"


class Draft(models.Model):
    """An escalation that somebody is writing. One per case and person."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="escalation_draft_once")]

    def __str__(self) -> str:
        return f"{self.case_id}: draft"


class OutsideStep(models.Model):
    """What a store says about a step outside our levels: whether it is open there, and whom to turn to."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=32)
    enabled = models.BooleanField()
    name = models.CharField(max_length=200, blank=True)
    address = models.TextField(blank=True)
    email = models.EmailField(blank=True)
    url = models.URLField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["store", "code"], name="escalation_outside_once")]

    def __str__(self) -> str:
        return f"{self.store_id}: {self.code}"
