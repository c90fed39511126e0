"""Who may do what with people on the marketplace's side."""

from __future__ import annotations

from django.utils.translation import gettext as _

from goodstanding.kit.actors import Actor, StaffRole
from goodstanding.kit.errors import NotAllowed


def require_administrator(actor: Actor) -> None:
    """Raise NotAllowed unless the system or an administrator acts."""
    if not actor.is_system and not actor.has_staff_role(StaffRole.ADMINISTRATOR):
        raise NotAllowed(_("This needs the role administrator. Ask an administrator."))
