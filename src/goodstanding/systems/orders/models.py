"""Order events, which only grow, and the order rows folded from them."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from goodstanding.systems.sellers.models import Seller


class Order(models.Model):
    """The fold of an order's events. Never edited by hand: `rebuild` makes it again, identical.

    `marks` holds one bit per order fact that is true now (see vocabulary.py); `wakes_at` is the next instant at which a fact
    changes without an event (a ship-by that passes). The `_on` days are in the store's time zone and decide into which
    window the order falls.

    An order in one package is that package. One in several has them as `packages`, and only then `last_shipped_at`, the
    confirmation of the last: `shipped_at` is that of the first, `delivered_at` when all had arrived.
    """

    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="orders")
    external_id = models.CharField(max_length=64)
    channel = models.CharField(max_length=3, default="mfn")
    currency = models.CharField(max_length=3)
    total_minor = models.BigIntegerField(default=0)
    buyer_alias = models.CharField(max_length=64, blank=True)
    buyer_region = models.CharField(max_length=64, blank=True)
    ship_from = models.CharField(max_length=64, blank=True)
    lead_sku = models.CharField(max_length=64, blank=True)
    lead_title = models.CharField(max_length=200, blank=True)
    lines = models.JSONField(default=list)

    placed_at = models.DateTimeField()
    ship_by_at = models.DateTimeField(null=True)
    deliver_by_at = models.DateTimeField(null=True)
    shipped_at = models.DateTimeField(null=True)
    last_shipped_at = models.DateTimeField(null=True)
    carrier = models.CharField(max_length=64, blank=True)
    tracking_id = models.CharField(max_length=64, blank=True)
    first_scan_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.CharField(max_length=12, blank=True)
    cancel_reason = models.CharField(max_length=32, blank=True)
    feedback_stars = models.PositiveSmallIntegerField(null=True)
    feedback_text = models.TextField(blank=True)
    feedback_at = models.DateTimeField(null=True)
    feedback_removed_at = models.DateTimeField(null=True)
    claim_state = models.CharField(max_length=24, blank=True)
    claim_reason = models.CharField(max_length=32, blank=True)
    claim_at = models.DateTimeField(null=True)
    chargeback_kind = models.CharField(max_length=12, blank=True)
    chargeback_at = models.DateTimeField(null=True)
    return_reason = models.CharField(max_length=64, blank=True)
    return_at = models.DateTimeField(null=True)
    refunded_minor = models.BigIntegerField(default=0)
    refunded_at = models.DateTimeField(null=True)

    ordered_on = models.DateField()
    ship_by_on = models.DateField(null=True)
    deliver_by_on = models.DateField(null=True)
    marks = models.BigIntegerField(default=0)
    wakes_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seller", "external_id"], name="order_once")]
        indexes = [
            models.Index(fields=["seller", "ordered_on", "marks"], name="order_by_ordered"),
            models.Index(fields=["seller", "ship_by_on", "marks"], name="order_by_ship_by"),
            models.Index(fields=["seller", "deliver_by_on", "marks"], name="order_by_deliver_by"),
            models.Index(fields=["seller", "-placed_at", "-id"], name="order_newest"),
            models.Index(fields=["external_id"], name="order_external"),
            models.Index(fields=["wakes_at"], name="order_wakes", condition=models.Q(wakes_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.external_id


class Package(models.Model):
    """One of the several packages of an order. An order in one package has none here: its own row says it all (ADR 8).

    `external_id` is the shop's name of the package, empty for the one it did not name; `number` counts by confirmation.
    The `_on` days are the order's, `marks` are the facts of this package.
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="packages")
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    external_id = models.CharField(max_length=64, blank=True)
    number = models.PositiveSmallIntegerField()
    carrier = models.CharField(max_length=64, blank=True)
    tracking_id = models.CharField(max_length=64, blank=True)
    ship_from = models.CharField(max_length=64, blank=True)
    items = models.JSONField(default=list)
    shipped_at = models.DateTimeField()
    first_scan_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)

    ordered_on = models.DateField()
    ship_by_on = models.DateField(null=True)
    deliver_by_on = models.DateField(null=True)
    marks = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "external_id"], name="package_once")]
        indexes = [
            models.Index(fields=["seller", "ordered_on", "marks"], name="package_by_ordered"),
            models.Index(fields=["seller", "ship_by_on", "marks"], name="package_by_ship_by"),
            models.Index(fields=["seller", "deliver_by_on", "marks"], name="package_by_deliver_by"),
        ]

    def __str__(self) -> str:
        return self.tracking_id or self.external_id or str(self.number)

    @property
    def name(self) -> str:
        """The shop's name of the package."""
        return self.external_id

    @property
    def channel(self) -> str:
        """Who ships the order."""
        return self.order.channel

    @property
    def deliver_by_at(self) -> datetime | None:
        """The order's promise."""
        return self.order.deliver_by_at


class OrderEvent(models.Model):
    """Something that happened to an order. Append-only.

    `source` and `external_id` identify it: the same pair again is a no-op, and `digest` tells whether a repeat says the same.
    `occurred_at` is when it happened, `recorded_at` when the marketplace learned of it.
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=28)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    source = models.CharField(max_length=32)
    external_id = models.CharField(max_length=160)
    digest = models.CharField(max_length=16)
    data = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="order_event_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.external_id}"


class BuyerMessage(models.Model):
    """A buyer's message about an order and whether it was answered in time; folded like the order itself."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="buyer_messages")
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    external_id = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    no_response_needed_at = models.DateTimeField(null=True)
    received_on = models.DateField()
    marks = models.BigIntegerField(default=0)
    wakes_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "external_id"], name="buyer_message_once")]
        indexes = [
            models.Index(fields=["seller", "received_on", "marks"], name="buyer_message_by_received"),
            models.Index(fields=["wakes_at"], name="buyer_message_wakes", condition=models.Q(wakes_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.external_id


class BuyerContact(models.Model):
    """How a buyer can be reached about one order. Encrypted, apart from the order, and gone after `keep_until`.

    No page, export or API shows it; it is kept for writing to the buyer about this order and for nothing else.
    """

    order = models.OneToOneField(Order, on_delete=models.CASCADE, related_name="buyer_contact")
    email_sealed = models.TextField()
    keep_until = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["keep_until"], name="buyer_contact_keep_until")]

    def __str__(self) -> str:
        return f"contact of order {self.order_id}"
