"""How far the marketplace's clock runs ahead of the wall clock. Only the demo marketplace ever moves it."""

from django.db import models


class ClockOffset(models.Model):
    """At most one row. Zero, or no row, means that the marketplace lives in real time."""

    only = models.BooleanField(primary_key=True, default=True)
    seconds = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(name="clock_one_row", condition=models.Q(only=True))]
