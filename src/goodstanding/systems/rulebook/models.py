"""The operator's rules as versioned data."""

from __future__ import annotations

from django.db import models


class RulePackVersion(models.Model):
    """One version of a pack: metrics, targets, ladders, case categories, checks. Immutable once in effect."""

    pack = models.CharField(max_length=64)
    version = models.CharField(max_length=32)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    effective_from = models.DateTimeField()
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "version"], name="rule_pack_version_once")]
        indexes = [models.Index(fields=["pack", "-effective_from"], name="rule_pack_in_effect")]

    def __str__(self) -> str:
        return f"{self.pack} {self.version}"
