"""Accounts, entries and postings: double entry and nothing else. Rows are added, never changed and never taken away.

The ledger stands below the sellers and knows them by their keys only, as the timeline does.
"""

from __future__ import annotations

from django.db import models

from goodstanding.systems.ledger.states import AccountKind
from goodstanding.systems.stores.models import Store


class Account(models.Model):
    """Where a seller's money in one store is counted, in one currency."""

    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="+")
    seller_id = models.BigIntegerField()
    kind = models.CharField(max_length=16)
    currency = models.CharField(max_length=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seller_id", "kind", "currency"], name="ledger_account_once"),
            models.CheckConstraint(
                name="ledger_account_kind", condition=models.Q(kind__in=[kind.value for kind in AccountKind])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.seller_id} in {self.currency}"


class Entry(models.Model):
    """One thing that happened to a seller's money; its postings sum to zero.

    `key` names it once for the seller, `digest` tells whether a repeat says the same. `at` is the instant at which it counts,
    `recorded_at` when it was written. `corrects` names the entry that this one takes back.
    """

    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="+")
    seller_id = models.BigIntegerField()
    key = models.CharField(max_length=120)
    what = models.CharField(max_length=24)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    digest = models.CharField(max_length=16)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="corrected_by"
    )  # one correction each: a second one would take back what is gone

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seller_id", "key"], name="ledger_entry_once")]

    def __str__(self) -> str:
        return self.key


class Posting(models.Model):
    """One amount in minor units on one account: a plus to what the account holds, or a minus."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="postings")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="postings")
    amount_minor = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.amount_minor} on {self.account_id}"
