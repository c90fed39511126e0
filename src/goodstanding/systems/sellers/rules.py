"""Pure decisions about accounts: when a closing becomes final, and until when a complaint about it is answered."""

from __future__ import annotations

from datetime import datetime, timedelta

from goodstanding.kit.periods import add_months


def final_at(asked_at: datetime, *, days: int) -> datetime:
    """When a closing is final: whole days after it was asked for or told, to the second."""
    return asked_at + timedelta(days=days)


def complaint_until(told_at: datetime, *, months: int) -> datetime | None:
    """Until when a complaint is free and answered (DSA Art. 20(1)); None when the operator has switched the rule off."""
    return add_months(told_at, months) if months else None
