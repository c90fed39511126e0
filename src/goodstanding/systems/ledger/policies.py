"""Who may write into the ledger."""

from __future__ import annotations

from django.utils.translation import gettext as _

from goodstanding.kit.actors import Actor, StaffRole
from goodstanding.kit.errors import NotAllowed


def require_booking(actor: Actor) -> None:
    """Raise NotAllowed unless the marketplace itself writes: its programs, or an associate in finance."""
    if not actor.is_system and not actor.has_staff_role(StaffRole.FINANCE):
        raise NotAllowed(_("Only the marketplace's finance team writes into the ledger."))
