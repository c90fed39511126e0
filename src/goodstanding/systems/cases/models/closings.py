"""Each time a case came to its end: what the seller thought of it, and whether it held."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from goodstanding.systems.cases.models.case import Case


class Closing(models.Model):
    """One end of a case. It is asked about once; whether the case came back, and whether what was decided was changed then,
    is kept with it. Queue, area and name are those of that moment."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="closings")
    closed_at = models.DateTimeField()
    how = models.CharField(max_length=12)
    queue = models.CharField(max_length=32)
    area = models.CharField(max_length=32)
    user_id = models.BigIntegerField(null=True)
    user_name = models.CharField(max_length=120, blank=True)
    reopened_at = models.DateTimeField(null=True)
    overturned_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=8, blank=True)
    comment = models.CharField(max_length=1000, blank=True)
    answered_by_name = models.CharField(max_length=120, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "closed_at"], name="case_closed_once")]
        indexes = [
            models.Index(fields=["-closed_at", "-id"], name="case_closings"),
            models.Index(fields=["-answered_at"], name="case_rated", condition=Q(answered_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.closed_at:%F}"
