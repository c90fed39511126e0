"""Payouts that the marketplace's payment engine told of, and the lines they are made of."""

from __future__ import annotations

from django.db import models

from goodstanding.systems.ledger.models import Entry
from goodstanding.systems.payouts.states import LineKind, PayoutStatus
from goodstanding.systems.sellers.models import Seller


class Payout(models.Model):
    """One settlement of a seller and what became of its total.

    `ref` is ours, `settlement_id` its source's. The period is `starts_at <= t < ends_at`. `pay_at` is when the source says that
    the money is to be sent, was sent or arrived, by the status; `reason` why it is on hold or failed, in the source's words.
    `digest` stands for everything but the status, which alone may change. `closing_key` is the ledger entry that took the
    total from the seller's balance, empty while it is still there.
    """

    ref = models.CharField(max_length=12, unique=True)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="payouts")
    source = models.CharField(max_length=32)
    settlement_id = models.CharField(max_length=64)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    currency = models.CharField(max_length=3)
    total_minor = models.BigIntegerField()
    line_count = models.IntegerField()
    status = models.CharField(max_length=12)
    status_since = models.DateTimeField()
    pay_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    digest = models.CharField(max_length=32)
    closing_key = models.CharField(max_length=120, blank=True)
    closings = models.PositiveSmallIntegerField(default=0)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seller", "settlement_id"], name="payout_settlement_once"),
            models.CheckConstraint(
                name="payout_status", condition=models.Q(status__in=[s.value for s in PayoutStatus])
            ),
            models.CheckConstraint(name="payout_period", condition=models.Q(starts_at__lt=models.F("ends_at"))),
        ]
        indexes = [
            models.Index(fields=["seller", "-ends_at", "-id"], name="payout_newest"),
            models.Index(
                fields=["seller", "-id"], name="payout_failed", condition=models.Q(status=PayoutStatus.FAILED.value)
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class PayoutLine(models.Model):
    """One amount of a payout, with its sign, and the ledger entry it led to. Never edited.

    `number` counts from 1 in the order of the source; `order_id` and `sku` are the source's, empty where it names none, and the
    order need not be known here.
    """

    payout = models.ForeignKey(Payout, on_delete=models.PROTECT, related_name="lines", db_index=False)
    number = models.IntegerField()
    kind = models.CharField(max_length=16)
    amount_minor = models.BigIntegerField()
    description = models.CharField(max_length=200, blank=True)
    order_id = models.CharField(max_length=64, blank=True)
    sku = models.CharField(max_length=64, blank=True)
    posted_at = models.DateTimeField()
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payout", "number"], name="payout_line_once"),
            models.CheckConstraint(name="payout_line_kind", condition=models.Q(kind__in=[k.value for k in LineKind])),
        ]
        indexes = [
            models.Index(fields=["payout", "kind", "number"], name="payout_line_by_kind"),
            models.Index(
                fields=["payout", "order_id", "number"], name="payout_line_by_order", condition=~models.Q(order_id="")
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def ref(self) -> str:
        """What the line goes by: its payout's reference and its number, `4K7-2QX-17`."""
        return f"{self.payout.ref}-{self.number}"
