"""What associates keep about a case among themselves: answers to be sent later, tags, fields, and who looks at it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from goodstanding.systems.cases.models.case import Case


class ScheduledAnswer(models.Model):
    """An answer that goes out later. `seen` is the newest message its writer had read; one waits per case at a time."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="scheduled")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    body = models.TextField()
    outcome = models.CharField(max_length=24)
    what = models.CharField(max_length=200, blank=True)
    who = models.CharField(max_length=80, blank=True)
    seen = models.PositiveIntegerField()
    needs = models.JSONField(default=list)
    overturns = models.BooleanField(default=False)
    state = models.CharField(max_length=8, default="waiting")
    why = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    send_at = models.DateTimeField()
    message_number = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], name="case_one_scheduled", condition=Q(state="waiting")),
        ]
        indexes = [
            models.Index(fields=["send_at"], name="case_scheduled_due", condition=Q(state="waiting")),
            models.Index(fields=["user", "-id"], name="case_scheduled_held", condition=Q(state="held")),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.state}"


class CaseTag(models.Model):
    """A word that associates put on cases. Sellers never see it."""

    name = models.CharField(max_length=32, unique=True)
    made_by_name = models.CharField(max_length=120)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class CaseTagging(models.Model):
    """A tag on a case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="taggings")
    tag = models.ForeignKey(CaseTag, on_delete=models.CASCADE, related_name="taggings")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "tag"], name="case_tag_once")]
        indexes = [models.Index(fields=["tag", "-case"], name="case_tagged")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.tag_id}"


class CaseField(models.Model):
    """What an associate filled in of the fields that the rulebook asks of a category."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="fields")
    code = models.CharField(max_length=32)
    value = models.CharField(max_length=200)
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "code"], name="case_field_once")]
        indexes = [models.Index(fields=["code", "value", "-case"], name="case_fields")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.code}"


class CasePresence(models.Model):
    """An associate has a case open. One row per person and case, written at most every few seconds, forgotten by itself."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="case_presence_once")]
        indexes = [models.Index(fields=["seen_at"], name="case_presence_old")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.user_id}"
