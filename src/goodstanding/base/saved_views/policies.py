"""Who keeps views, and who looks after those that are shared."""

from __future__ import annotations

from django.utils.translation import gettext as _

from goodstanding.base.saved_views.models import SavedView
from goodstanding.kit.actors import Actor, SellerRole, StaffRole
from goodstanding.kit.errors import NotAllowed


def belongs(actor: Actor, account_id: int | None) -> bool:
    """Whether somebody is of the account's team, or an associate where there is none."""
    return actor.is_staff if account_id is None else actor.role_in(account_id) is not None


def may_keep(actor: Actor, account_id: int | None) -> bool:
    """Every person for herself, read-only colleagues too; nobody while viewing as a seller, and no machine."""
    return actor.may_write and actor.user_id is not None and belongs(actor, account_id)


def may_share(actor: Actor, account_id: int | None) -> bool:
    """Owners with the team of their account, administrators with all associates."""
    if not may_keep(actor, account_id):
        return False
    if account_id is None:
        return actor.has_staff_role(StaffRole.ADMINISTRATOR)
    return actor.role_in(account_id) is SellerRole.OWNER


def can_see(actor: Actor, view: SavedView) -> bool:
    """One's own, and the shared ones of one's side."""
    return belongs(actor, view.account_id) and (view.shared or view.owner_id == actor.user_id)


def may_change(actor: Actor, view: SavedView) -> bool:
    """Private views by their owner alone; shared ones by whoever may share."""
    if view.shared:
        return may_share(actor, view.account_id)
    return view.owner_id == actor.user_id and may_keep(actor, view.account_id)


def require_keep(actor: Actor, account_id: int | None) -> None:
    """Raise NotAllowed for everybody else."""
    if not may_keep(actor, account_id):
        raise NotAllowed(_("Views are kept by the people of this side, not while viewing as a seller."))


def require_share(actor: Actor, account_id: int | None) -> None:
    """Raise NotAllowed for everybody else."""
    if not may_share(actor, account_id):
        who = "administrators" if account_id is None else "owners of the account"
        raise NotAllowed(_("Shared views are looked after by %(who)s.") % {"who": who})


def require_change(actor: Actor, view: SavedView) -> None:
    """Raise NotAllowed for everybody else."""
    if not may_change(actor, view):
        (require_share if view.shared else require_keep)(actor, view.account_id)
