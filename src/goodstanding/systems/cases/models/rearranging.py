"""What was merged, split off, or put away, with everything that is needed to take it back (ADR 130)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from goodstanding.systems.cases.models.case import Case


class Rearrangement(models.Model):
    """One merge, split, or putting away. `case` is the one it was done to, `other` the one that took in what was moved.

    `before` and `after` are pictures of both rows and their running turns; `moved` names the rows shown elsewhere since, and
    where they were shown before. Nothing said changes its case or its number: only where it is shown.
    """

    kind = models.CharField(max_length=8)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="rearranged_from")
    other = models.ForeignKey(Case, null=True, on_delete=models.CASCADE, related_name="rearranged_into")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    moved = models.JSONField(default=dict)
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="case_not_into_itself", condition=Q(other__isnull=True) | ~Q(case=models.F("other"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.case_id} → {self.other_id}"
