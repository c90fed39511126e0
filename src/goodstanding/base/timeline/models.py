"""The append-only record of who did what to which thing, when and why. It is the audit log."""

from django.conf import settings
from django.db import models


class Entry(models.Model):
    """One change. Written in the same transaction as the change; never edited, never deleted by the product. Only the name and
    the words of an erased person leave it (`erasing.py`).

    `subject_kind` and `subject_id` name the thing ("case", "4K7-2QX"); `seller_id` scopes the entry to a seller in a store;
    `staff_only` entries never reach the seller's side.
    """

    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=8)
    actor_user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    actor_name = models.CharField(max_length=120)
    subject_kind = models.CharField(max_length=32)
    subject_id = models.CharField(max_length=64)
    seller_id = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=48)
    reason = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    staff_only = models.BooleanField(default=False)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["at", "id"], name="timeline_at"),
            models.Index(fields=["subject_kind", "subject_id", "at", "id"], name="timeline_subject"),
            models.Index(fields=["seller_id", "at", "id"], name="timeline_seller"),
            models.Index(fields=["actor_user", "at", "id"], name="timeline_actor"),
            models.Index(fields=["verb", "at", "id"], name="timeline_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.actor_name} {self.verb} {self.subject_kind} {self.subject_id}"
