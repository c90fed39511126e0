"""What the demo marketplace was made from and how far it has been played."""

from __future__ import annotations

from django.db import models

from goodstanding.connectors.demo.plan import Plan


class DemoRun(models.Model):
    """At most one row. `played_until` moves with every step, in the step's own transaction: a stopped load goes on there."""

    only = models.BooleanField(primary_key=True, default=True)
    seed = models.BigIntegerField()
    opened_at = models.DateTimeField()
    sellers = models.PositiveIntegerField()
    orders = models.PositiveIntegerField()
    days = models.PositiveIntegerField()
    played_until = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="demo_one_run", condition=models.Q(only=True))]

    def __str__(self) -> str:
        return f"demo {self.seed} until {self.played_until:%F}"

    @property
    def plan(self) -> Plan:
        """The plan again."""
        return Plan(self.seed, self.opened_at, sellers=self.sellers, orders=self.orders, days=self.days)

    @property
    def is_loaded(self) -> bool:
        """Whether the year has been played to its end."""
        return self.played_until >= self.opened_at
