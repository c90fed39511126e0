"""What a case is about."""

from __future__ import annotations

from django.db import models

from goodstanding.systems.cases.models.case import Case
from goodstanding.systems.sellers.models import Seller


class CaseLink(models.Model):
    """A case is about something: an order, a notification, an earlier case. Readable from both ends.

    `seller` is repeated so that 'the cases about this order of mine' is one index; `title` is what it was called when linked.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="links")
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16)
    ref = models.CharField(max_length=64)
    title = models.CharField(max_length=160, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "kind", "ref"], name="case_link_once")]
        indexes = [
            models.Index(fields=["seller", "kind", "ref"], name="case_link_back"),
            models.Index(fields=["ref", "kind"], name="case_link_ref"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.kind} {self.ref}"
