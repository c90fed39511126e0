"""Who may see and change service levels."""

from __future__ import annotations

from django.utils.translation import gettext as _

from goodstanding.base.people.policies import require_administrator
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import NotFound


def require_read(actor: Actor) -> None:
    """Raise NotFound for everybody but associates and the system: what is promised to others is no seller's business."""
    if not (actor.is_staff or actor.is_system) or actor.viewing_as_seller:
        raise NotFound(_("There is nothing at this address."))


def require_edit(actor: Actor) -> None:
    """Raise NotAllowed unless an administrator or the system acts."""
    require_read(actor)
    require_administrator(actor)
