"""Addresses of integrators, and what was sent to them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from goodstanding.base.webhooks.states import DeliveryState


class Endpoint(models.Model):
    """An address that is told of events. `account_id` is the seller account whose events it gets; None: the marketplace's
    own, which gets everybody's. `events` are names or families ("case.*"); the secret is sealed.

    `switched_off_at` is set by hand, or when everything failed for days: `switched_off_why` says which.
    """

    ref = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=80)
    url = models.CharField(max_length=500)
    account_id = models.BigIntegerField(null=True)
    events = models.JSONField()
    sealed_secret = models.TextField()
    sealed_old_secret = models.TextField(blank=True)
    old_secret_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    created_by_name = models.CharField(max_length=120)
    failing_since = models.DateTimeField(null=True)
    last_delivered_at = models.DateTimeField(null=True)
    switched_off_at = models.DateTimeField(null=True)
    switched_off_why = models.CharField(max_length=12, blank=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["account_id", "id"], name="hook_of_account")]

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One event on its way to one endpoint. `body` is what is signed and sent, to the letter, at every try.

    `event_ref` is the same for every endpoint that gets the event and for every try: receivers know repeats by it.
    `leased_until` keeps two senders apart.
    """

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="deliveries")
    event_ref = models.CharField(max_length=32)
    event = models.CharField(max_length=64)
    body = models.TextField()
    at = models.DateTimeField()
    state = models.CharField(max_length=10, default=DeliveryState.WAITING.value)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    last_status = models.PositiveSmallIntegerField(null=True)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "event_ref"], name="hook_event_once"),
            models.CheckConstraint(
                name="hook_waiting_has_a_try",
                condition=Q(state="waiting", next_try_at__isnull=False)
                | ~Q(state="waiting") & Q(next_try_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["endpoint", "-id"], name="hook_newest"),
            models.Index(fields=["next_try_at", "id"], name="hook_due", condition=Q(next_try_at__isnull=False)),
            models.Index(fields=["at"], name="hook_age"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.event_ref}"


class Try(models.Model):
    """One attempt of a delivery: when, what the receiver said, how long it took in milliseconds."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="log")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=200, blank=True)
    said = models.CharField(max_length=500, blank=True)
    took_ms = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["delivery", "id"], name="hook_tries")]
        constraints = [
            models.CheckConstraint(name="hook_try_said_or_failed", condition=Q(status__isnull=False) | ~Q(error=""))
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id}: {self.status or self.error}"
