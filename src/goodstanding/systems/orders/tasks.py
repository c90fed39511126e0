"""Background upkeep of orders."""

from __future__ import annotations

from datetime import timedelta

from django_tasks import task

from goodstanding.base.clock import reading
from goodstanding.kit.actors import SYSTEM
from goodstanding.systems.orders import actions


@task()
def forget_contacts() -> int:
    """Delete buyers' addresses whose time has ended everywhere on earth. Run every hour; returns how many."""
    return actions.forget_contacts(actor=SYSTEM, on=(reading.now() - timedelta(days=1)).date())
