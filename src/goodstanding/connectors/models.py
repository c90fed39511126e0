"""Runs of imports: which file, how far, with what result."""

from __future__ import annotations

from django.db import models

from goodstanding.connectors.states import RunState
from goodstanding.systems.sellers.models import Seller
from goodstanding.systems.stores.models import Store


class ImportRun(models.Model):
    """One import of one file, folder or group of files.

    `digest` stands for the contents and for the options that change what they mean; the same command on the same contents
    goes on at `position` while the run is unfinished. `opens_sellers` was decided when the run began. `rejects_bytes` is how
    much of the rejects file belongs to what was recorded: the rest is cut off when the run goes on.
    """

    ref = models.CharField(max_length=12, unique=True)
    format = models.CharField(max_length=32)
    names = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="+")
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, null=True, related_name="+")
    opens_sellers = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default=RunState.RUNNING)
    position = models.BigIntegerField(default=0)
    read = models.BigIntegerField(default=0)
    accepted = models.BigIntegerField(default=0)
    repeated = models.BigIntegerField(default=0)
    waiting = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    rejected_by = models.JSONField(default=dict)
    sellers_opened = models.IntegerField(default=0)
    rejects_path = models.CharField(max_length=1_000, blank=True)
    rejects_bytes = models.BigIntegerField(default=0)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="import_run_state", condition=models.Q(state__in=[state.value for state in RunState])
            )
        ]
        indexes = [models.Index(fields=["digest", "store", "-id"], name="import_run_by_digest")]

    def __str__(self) -> str:
        return f"{self.format} {self.ref}"
