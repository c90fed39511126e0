"""How long mail that came in is kept, as the rulebook says (section `mail`)."""

from __future__ import annotations

from datetime import datetime, timedelta

from goodstanding.base.mailroom.inbound import forgetting
from goodstanding.systems.rulebook.queries import rules_for, shipped
from goodstanding.systems.stores.models import Store


def forget_mail_in(at: datetime) -> int:
    """Remove mail that came in once its time is over. Returns how many were touched. Safe to repeat."""
    kept = rules_for(Store(rule_pack="default"), at).section("mail") or shipped("default").section("mail")
    apart = forgetting.forget_apart(before=at - timedelta(days=kept["keep_apart_days"]))
    return apart + forgetting.forget_bytes(before=at - timedelta(days=kept["keep_bytes_days"]))
