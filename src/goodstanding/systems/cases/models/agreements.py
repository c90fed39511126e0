"""What both sides of a case agreed on."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from goodstanding.systems.cases.agreement_states import AgreementState
from goodstanding.systems.cases.models.case import Case


class CaseAgreement(models.Model):
    """One sentence that a side put down as agreed, and what the other side said to it. Never edited, never removed.

    `side` is a states.Author value: from where it came. The other side confirms or declines; its own side may take it back
    until then. `message_number` names the message it was taken from, if it was.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="agreements")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500)
    message_number = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=10, default=AgreementState.PROPOSED)
    side = models.CharField(max_length=12)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    proposed_by_name = models.CharField(max_length=120)
    proposed_at = models.DateTimeField()
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    settled_by_name = models.CharField(max_length=120, blank=True)
    settled_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="case_agreement_number"),
            models.CheckConstraint(
                name="case_agreement_settled_by_somebody",
                condition=Q(state="proposed", settled_at__isnull=True)
                | ~Q(state="proposed") & Q(settled_at__isnull=False) & ~Q(settled_by_name=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} §{self.number}"
