"""Colleagues called by name in an internal note."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from goodstanding.systems.cases.models.talk import InternalNote


class Mention(models.Model):
    """An associate was mentioned in an internal note, and has read it or not. Sellers are never mentioned."""

    note = models.ForeignKey(InternalNote, on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "user"], name="case_mention_once")]
        indexes = [models.Index(fields=["user", "-id"], name="case_mentions_new", condition=Q(read_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.note_id}: {self.user_id}"
