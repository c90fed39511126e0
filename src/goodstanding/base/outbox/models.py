"""Facts committed with a change, handed on by the worker to whoever reacts."""

from django.db import models


class StoredFact(models.Model):
    """One announced fact. `handled_at` is set once every reaction has run; an unhandled one is tried again."""

    name = models.CharField(max_length=64)
    payload = models.JSONField()
    at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="outbox_unhandled", condition=models.Q(handled_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"
