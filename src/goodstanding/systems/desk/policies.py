"""Who may use and look after the desk's tools."""

from __future__ import annotations

from django.utils.translation import gettext as _

from goodstanding.kit.actors import Actor, StaffRole
from goodstanding.kit.errors import NotAllowed
from goodstanding.systems.cases.policies import WORKING_ROLES
from goodstanding.systems.desk.models import BulkChange, Macro
from goodstanding.systems.sellers import policies as sellers


def require_desk(actor: Actor) -> None:
    """Raise NotAllowed unless the actor works on cases."""
    sellers.require_staff(actor, *WORKING_ROLES)


def is_at_desk(actor: Actor) -> bool:
    """Whether the actor is an associate, who may read what the desk's tools do."""
    return actor.is_staff or actor.is_system


def may_share(actor: Actor) -> bool:
    """Macros for everybody and rules are looked after by administrators."""
    return actor.is_system or actor.has_staff_role(StaffRole.ADMINISTRATOR)


def require_share(actor: Actor) -> None:
    """Raise NotAllowed, naming the role."""
    sellers.require_staff(actor, StaffRole.ADMINISTRATOR)


def may_change(actor: Actor, macro: Macro) -> bool:
    """One's own macros; shared ones are the administrators'."""
    return macro.owner_id == actor.user_id if macro.owner_id is not None else may_share(actor)


def can_see_macro(actor: Actor, macro: Macro) -> bool:
    """Shared ones, and one's own."""
    return is_at_desk(actor) and (macro.owner_id is None or macro.owner_id == actor.user_id)


def can_see_bulk(actor: Actor, change: BulkChange) -> bool:
    """Associates see each other's bulk changes, as they see what these did to the cases."""
    return is_at_desk(actor)


def may_take_back(actor: Actor, change: BulkChange) -> bool:
    """One's own bulk changes; administrators everybody's."""
    return may_share(actor) or (actor.user_id is not None and actor.user_id == change.user_id)


def require_take_back(actor: Actor, change: BulkChange) -> None:
    """Raise NotAllowed, naming who may."""
    if not may_take_back(actor, change):
        raise NotAllowed(
            _("%(by_name)s began this. Only %(by_name)s and administrators take it back.") % {"by_name": change.by_name}
        )
