"""Who may escalate, read and decide."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from goodstanding.kit.actors import Actor, StaffRole
from goodstanding.kit.errors import NotAllowed
from goodstanding.systems.escalation import rules
from goodstanding.systems.escalation.errors import EscalationNotFound, NotImpartial
from goodstanding.systems.sellers import policies as sellers


def require_associate(actor: Actor) -> None:
    """Raise NotFound for everybody but associates and the system: the queue is no seller's business."""
    if not (actor.is_staff or actor.is_system) or actor.viewing_as_seller:
        raise EscalationNotFound


def works_at(actor: Actor, roles: Iterable[str]) -> bool:
    """Whether the actor holds a role of the level."""
    return actor.may_write and actor.has_staff_role(*(StaffRole(role) for role in roles))


def require_level(actor: Actor, roles: Iterable[str], involved: Collection[int]) -> None:
    """Raise NotAllowed without a role of the level, NotImpartial for whoever answered or decided in the case before."""
    if not actor.may_write:
        raise NotAllowed(_("You are looking at this account as its seller sees it. Nothing can be changed from here."))
    sellers.require_staff(actor, *(StaffRole(role) for role in roles))
    if not rules.is_impartial(actor.user_id, involved):
        raise NotImpartial


def may_take(actor: Actor, roles: Iterable[str], involved: Collection[int]) -> bool:
    """Whether `require_level` would let the actor through; for pages that leave out what would be refused."""
    return works_at(actor, roles) and rules.is_impartial(actor.user_id, involved)


def require_administrator(actor: Actor) -> None:
    """Raise NotAllowed for everybody but administrators, and NotFound for those who are no associates."""
    require_associate(actor)
    if not administers(actor):
        raise NotAllowed(_("This needs the role administrator. Ask one of them."))


def administers(actor: Actor) -> bool:
    """Whether `require_administrator` would let the actor through."""
    return actor.has_staff_role(StaffRole.ADMINISTRATOR)
