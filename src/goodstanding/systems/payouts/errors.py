"""Refusals of the payouts system."""

from __future__ import annotations

from django.utils.translation import gettext as _

from goodstanding.kit.errors import NotFound


class PayoutNotFound(NotFound):
    """No such payout, or it belongs to somebody else."""

    def __init__(self) -> None:
        super().__init__(_("There is no such payout in this account."))
