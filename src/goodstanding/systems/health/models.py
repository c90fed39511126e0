"""Breaches: the memory of having crossed a target. Rates themselves are never stored, they are counted."""

from __future__ import annotations

from django.db import models

from goodstanding.systems.sellers.models import Seller


class Breach(models.Model):
    """A metric beyond its target, from crossing to recovery. At most one open per seller and metric."""

    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="breaches")
    code = models.CharField(max_length=40)
    window_days = models.PositiveSmallIntegerField()
    rule_version = models.CharField(max_length=80)
    numerator = models.PositiveIntegerField()
    denominator = models.PositiveIntegerField()
    from_on = models.DateField()
    to_on = models.DateField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closing_note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seller", "code"], name="breach_one_open", condition=models.Q(closed_at__isnull=True)
            )
        ]
        indexes = [models.Index(fields=["seller", "-id"], name="breach_seller")]

    def __str__(self) -> str:
        return f"{self.code} of {self.seller_id}"
