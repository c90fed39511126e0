"""What a seller was asked for, thing by thing."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from goodstanding.systems.cases.models.case import Case
from goodstanding.systems.cases.need_states import NeedState


class CaseNeed(models.Model):
    """One thing that an answer asked the seller for, and whether it is there. Its text is never edited, the row never removed.

    `case` is where it was asked and never changes; `shown_in` is another case that it stands in since a merge.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="needs")
    shown_in = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.CharField(max_length=200)
    state = models.CharField(max_length=8, default=NeedState.MISSING)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asked_by_name = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    settled_by_name = models.CharField(max_length=120, blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="case_need_settled_by_somebody",
                condition=Q(state="missing", settled_at__isnull=True)
                | ~Q(state="missing") & Q(settled_at__isnull=False) & ~Q(settled_by_name=""),
            ),
        ]
        indexes = [models.Index(fields=["shown_in"], name="case_need_shown", condition=Q(shown_in__isnull=False))]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.text}"
