"""API tokens, and the answers kept for requests that are sent twice."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q


class Token(models.Model):
    """A key to the API for a person or for a machine.

    A person's token (`user` set) acts with that person's rights at the time of use. A machine's token acts with `role`: in
    the seller account `account_id`, or for the marketplace where that is empty. A person's token with an `account_id` is
    good for that account only. Only the digest of the secret is stored.
    """

    ref = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="api_tokens")
    account_id = models.BigIntegerField(null=True)
    for_staff = models.BooleanField(default=False)
    role = models.CharField(max_length=16, blank=True)
    scopes = models.JSONField()
    created_at = models.DateTimeField()
    created_by_name = models.CharField(max_length=120)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="token_person_or_machine",
                condition=(Q(user__isnull=False) & Q(role="")) | (Q(user__isnull=True) & ~Q(role="")),
            ),
            models.CheckConstraint(name="token_side", condition=Q(for_staff=False) | Q(account_id__isnull=True)),
            models.CheckConstraint(
                name="token_seller_machine_has_account",
                condition=Q(for_staff=True) | Q(user__isnull=False) | Q(account_id__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["account_id", "-id"], name="token_account"),
            models.Index(fields=["user", "-id"], name="token_user"),
        ]

    def __str__(self) -> str:
        return f"{self.prefix} {self.name}"

    def is_live(self, at: datetime) -> bool:
        """Neither revoked nor expired."""
        return self.revoked_at is None and at < self.expires_at


class KeptAnswer(models.Model):
    """The answer to a request that carried an Idempotency-Key, kept so that a repeat gets the same one.

    `fingerprint` tells the same request from another one under the same key. A row whose `status` is empty belongs to a
    request still being answered: it is only ever visible to that request's own transaction.
    """

    token = models.ForeignKey(Token, on_delete=models.CASCADE, related_name="kept_answers")
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=b"")
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="kept_answer_once")]
        indexes = [models.Index(fields=["expires_at"], name="kept_answer_expiry")]

    def __str__(self) -> str:
        return f"{self.key}: {self.status}"
