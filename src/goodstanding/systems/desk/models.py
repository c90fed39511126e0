"""The associates' tools: macros, bulk changes, rules. What they did to which case is kept with each of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from goodstanding.base.tokens.models import Token
from goodstanding.systems.cases.models import Case, ScheduledAnswer
from goodstanding.systems.desk.states import BulkState, ItemState


class Macro(models.Model):
    """Words with fields, and what goes with sending them. Shared by all associates, or one's own (`owner`).

    `area` narrows it to a category or a part of the tree; `steps` are {"kind", "value"} in order. `what` and `who` are for what
    and for which third party the case waits after it, `needs` things that the seller is asked for, one by one.
    """

    ref = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=80)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    area = models.CharField(max_length=65, blank=True)
    body = models.TextField()
    outcome = models.CharField(max_length=24, blank=True)
    what = models.CharField(max_length=200, blank=True)
    who = models.CharField(max_length=80, blank=True)
    needs = models.JSONField(default=list)
    steps = models.JSONField(default=list)
    made_by_name = models.CharField(max_length=120)
    changed_at = models.DateTimeField()
    used = models.PositiveIntegerField(default=0)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["owner", "name"], name="macro_by_name")]

    def __str__(self) -> str:
        return self.name


class WithLater(models.Model):
    """What goes with an answer that is sent later: the steps of the macro it was begun with, as they were when it was written."""

    scheduled = models.OneToOneField(ScheduledAnswer, on_delete=models.CASCADE, related_name="+")
    macro = models.CharField(max_length=12)
    name = models.CharField(max_length=80)
    steps = models.JSONField(default=list)
    done_at = models.DateTimeField(null=True)
    hindered = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.scheduled_id}: {self.name}"


class BulkChange(models.Model):
    """The same steps for many cases, at somebody's word, and the letter to each (`rules.Letter`, empty: none).

    Can be taken back until `undo_until`. It acts with no more than `roles`, and only with those that whoever began it (or takes
    it back) holds at each step; a machine (`token`) only while its token lives. `stopped_for` says why it stands still.
    `done_at` is when it was through, `undone_at` when taking it back was; both null until then.
    """

    ref = models.CharField(max_length=12, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=120)
    roles = models.JSONField(default=list)
    token = models.ForeignKey(Token, null=True, on_delete=models.SET_NULL, related_name="+")
    steps = models.JSONField()
    letter = models.JSONField(default=dict)
    request_key = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=8, default=BulkState.RUNNING.value)
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undo_until = models.DateTimeField()
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    undone_by_name = models.CharField(max_length=120, blank=True)
    undone_roles = models.JSONField(default=list)
    undone_token = models.ForeignKey(Token, null=True, on_delete=models.SET_NULL, related_name="+")
    stopped_for = models.CharField(max_length=8, blank=True)
    stopped_by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["user", "-id"], name="bulk_newest"),
            models.Index(fields=["id"], name="bulk_under_way", condition=Q(state__in=["running", "undoing"])),
        ]

    def __str__(self) -> str:
        return f"{self.ref}: {self.state}"


class BulkItem(models.Model):
    """One case of a bulk change: what came of it, and what takes it back."""

    change = models.ForeignKey(BulkChange, on_delete=models.CASCADE, related_name="items")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, default=ItemState.WAITING.value)
    said = models.CharField(max_length=300, blank=True)
    back = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["change", "case"], name="bulk_case_once")]
        indexes = [models.Index(fields=["change", "state", "id"], name="bulk_items")]

    def __str__(self) -> str:
        return f"{self.change_id}: {self.case_id} {self.state}"


class DeskRule(models.Model):
    """When this happens in a case, if it answers this query, then do that. Rules run in the order of `position`."""

    ref = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=80)
    position = models.PositiveIntegerField()
    event = models.CharField(max_length=10)
    query = models.CharField(max_length=300, blank=True)
    steps = models.JSONField()
    last_one = models.BooleanField(default=False)
    on = models.BooleanField(default=True)
    made_by_name = models.CharField(max_length=120)
    changed_at = models.DateTimeField()
    ran = models.PositiveIntegerField(default=0)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["event", "position", "id"], name="rule_order", condition=Q(removed_at__isnull=True, on=True)
            )
        ]

    def __str__(self) -> str:
        return self.name


class RuleRun(models.Model):
    """A rule met a case that answers it: what each step did, or why it did not."""

    rule = models.ForeignKey(DeskRule, on_delete=models.CASCADE, related_name="runs")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    event = models.CharField(max_length=10)
    said = models.JSONField(default=list)
    refused = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["rule", "-id"], name="rule_runs"),
            models.Index(fields=["case", "-id"], name="rule_runs_of_case"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id}: {self.case_id}"
