"""People from outside who are let into one case for a while."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from goodstanding.systems.cases.models.case import Case


class CaseGuest(models.Model):
    """One person invited to one case, with a scope and an end. The link in the mail works once; only its hash is kept.

    Guests are no users of the marketplace: nothing that asks who somebody is finds any right in a guest. `user` is set when
    she accepted while signed in, so that her sign-in opens the case too.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="guests")
    ref = models.CharField(max_length=12, unique=True)
    email = models.EmailField()
    name = models.CharField(max_length=80)
    may_write = models.BooleanField(default=False)
    sees_files = models.BooleanField(default=False)
    token_hash = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField()
    sent_count = models.PositiveSmallIntegerField(default=1)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    invited_by_name = models.CharField(max_length=120)
    invited_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    link_used = models.BooleanField(default=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    last_seen_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "email"], name="case_guest_once", condition=Q(revoked_at__isnull=True)
            ),
            models.CheckConstraint(name="case_guest_ends_later", condition=Q(ends_at__gt=F("invited_at"))),
        ]
        indexes = [models.Index(fields=["user", "case"], name="case_guest_user", condition=Q(user__isnull=False))]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.ref}"

    def is_open(self, at: datetime) -> bool:
        """Whether this guest may come in at an instant."""
        return self.revoked_at is None and at < self.ends_at
