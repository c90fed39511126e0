"""Who looks after endpoints: owners those of their account, administrators those of the marketplace."""

from __future__ import annotations

from django.utils.translation import gettext as _

from goodstanding.base.webhooks.models import Endpoint
from goodstanding.kit.actors import Actor, SellerRole, StaffRole
from goodstanding.kit.errors import NotAllowed


def can_see(actor: Actor, endpoint: Endpoint) -> bool:
    """Everybody of the same side and account may see that it is there and how it does; the secret is shown once only."""
    if endpoint.account_id is None:
        return actor.is_staff or actor.is_system
    return actor.role_in(endpoint.account_id) is not None


def may_manage(actor: Actor, account_id: int | None) -> bool:
    """Owners for their account, administrators for the marketplace."""
    if not actor.may_write:
        return False
    if account_id is None:
        return actor.is_system or actor.has_staff_role(StaffRole.ADMINISTRATOR)
    return actor.role_in(account_id) is SellerRole.OWNER


def require_manage(actor: Actor, account_id: int | None) -> None:
    """Raise NotAllowed for everybody else."""
    if not may_manage(actor, account_id):
        who = "administrators" if account_id is None else "owners of the account"
        raise NotAllowed(_("Webhooks are looked after by %(who)s.") % {"who": who})
