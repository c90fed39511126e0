"""Business calendars, service policies, who leads a queue, and every promise with how it came out."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from goodstanding.systems.service.states import Kind, Verdict
from goodstanding.systems.stores.models import Store


class Edition(models.Model):
    """Counts the changes of calendars and policies. One row; 0 while the rulebook's own policies apply."""

    only = models.BooleanField(primary_key=True, default=True)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(name="service_one_edition", condition=Q(only=True))]

    def __str__(self) -> str:
        return str(self.number)


class BusinessCalendar(models.Model):
    """When working time passes. `hours` has seven lists of [start, end] in minutes after midnight, Monday first.

    An empty zone is the store's, the country `store` the store's country. `days_off` are [day, name]. `changes` counts the
    changes; what each changed is in the timeline.
    """

    code = models.SlugField(max_length=32, unique=True)
    name = models.CharField(max_length=80)
    always = models.BooleanField(default=False)
    zone = models.CharField(max_length=64, blank=True)
    hours = models.JSONField(default=list)
    country = models.CharField(max_length=5, blank=True)
    region = models.CharField(max_length=8, blank=True)
    days_off = models.JSONField(default=list)
    is_demo = models.BooleanField(default=False)
    changes = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class StoreCalendar(models.Model):
    """The calendar of a store, for policies that name none of their own."""

    store = models.OneToOneField(Store, on_delete=models.CASCADE, related_name="+")
    calendar = models.ForeignKey(BusinessCalendar, on_delete=models.PROTECT, related_name="stores")

    def __str__(self) -> str:
        return f"{self.store_id}: {self.calendar_id}"


class ServicePolicy(models.Model):
    """What is promised to whom. The first policy by `position` whose filters take a matter applies to it.

    `filters` maps stores, queues, categories, priorities, standings to codes; `targets` maps a kind of promise to seconds by
    priority. Without a calendar the store's own counts. `pauses` names the sides during whose turn the clocks stand still.
    """

    code = models.SlugField(max_length=32, unique=True)
    name = models.CharField(max_length=80)
    position = models.PositiveIntegerField()
    filters = models.JSONField(default=dict)
    targets = models.JSONField(default=dict)
    calendar = models.ForeignKey(BusinessCalendar, null=True, on_delete=models.PROTECT, related_name="policies")
    pauses = models.JSONField(default=list)
    warn_percent = models.PositiveSmallIntegerField(default=75)
    bump = models.BooleanField(default=False)
    changes = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="service_warns_before", condition=Q(warn_percent__gte=10) & Q(warn_percent__lte=100)
            )
        ]

    def __str__(self) -> str:
        return self.name


class QueueLead(models.Model):
    """Who is told when a promise of a queue is near its end or broken, and of its forgotten cases every day."""

    queue = models.CharField(max_length=32)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["queue", "user"], name="service_lead_once")]

    def __str__(self) -> str:
        return f"{self.queue}: {self.user_id}"


class Promise(models.Model):
    """One promise about one matter, named by kind and reference ("case", "4K7-2QX"). This system knows no case.

    `due_at` is empty while its clock stands still with time left (`paused_since`); kept then, it says when the promise would have
    been due, had the clock run on. The verdict is stored: MISSED from the
    instant it is broken, though it stays open until it is met or not needed any more (`ended_at`). `look_at` is when the
    clock has something to say about it: the warning first, then the breach. `carried_seconds` were used before the turn it
    began in, in a matter that was joined with this one. The group columns are those of the matter as it
    stood when the promise last changed; reports count by them.
    """

    subject_kind = models.CharField(max_length=16)
    subject_ref = models.CharField(max_length=64)
    kind = models.CharField(max_length=20, choices=[(k.value, k.value) for k in Kind])

    store = models.CharField(max_length=32)
    queue = models.CharField(max_length=32)
    category = models.CharField(max_length=65)
    priority = models.CharField(max_length=8)
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    seller_id = models.BigIntegerField(null=True)

    policy = models.CharField(max_length=32)
    calendar = models.CharField(max_length=32)
    edition = models.PositiveIntegerField(default=0)
    target_seconds = models.PositiveIntegerField()
    used_seconds = models.PositiveBigIntegerField(default=0)
    carried_seconds = models.PositiveBigIntegerField(default=0)

    started_at = models.DateTimeField()
    paused_since = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    warn_at = models.DateTimeField(null=True)
    look_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    broken_at = models.DateTimeField(null=True)
    met_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=6, blank=True, choices=[(v.value, v.value) for v in Verdict])
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_ref", "kind"],
                name="promise_one_open",
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="promise_verdict_has_its_instant",
                condition=Q(verdict="", decided_at__isnull=True) | ~Q(verdict="") & Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="promise_ends_with_a_verdict", condition=Q(ended_at__isnull=True) | ~Q(verdict="")
            ),
            models.CheckConstraint(
                name="promise_met_is_over", condition=Q(met_at__isnull=True) | Q(ended_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_ref", "id"], name="promise_subject"),
            models.Index(fields=["look_at"], name="promise_look", condition=Q(look_at__isnull=False)),
            models.Index(fields=["-decided_at", "-id"], name="promise_decided", condition=~Q(verdict="")),
            models.Index(fields=["seller_id", "id"], name="promise_seller"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_ref}: {self.kind}"

    @property
    def used_at_verdict(self) -> int:
        """Working seconds used when the verdict fell. Missed and still open, nothing was reckoned since: the target was used up."""
        if self.verdict == Verdict.MISSED.value and self.ended_at is None:
            return max(self.used_seconds, self.target_seconds)
        return self.used_seconds
