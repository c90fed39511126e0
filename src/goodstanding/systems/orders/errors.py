"""Refusals of the orders system."""

from __future__ import annotations

from django.utils.translation import gettext as _

from goodstanding.kit.errors import NotFound


class OrderNotFound(NotFound):
    """No such order, or it belongs to somebody else."""

    def __init__(self) -> None:
        super().__init__(_("There is no such order in this account."))
