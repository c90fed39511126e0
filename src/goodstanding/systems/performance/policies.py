"""Who may answer, issue and review."""

from __future__ import annotations

from django.utils.translation import gettext as _

from goodstanding.kit.actors import Actor, StaffRole
from goodstanding.systems.performance.errors import NotImpartial
from goodstanding.systems.performance.models import PerformanceNotification, PlanOfAction
from goodstanding.systems.performance.states import Decision
from goodstanding.systems.sellers import policies as sellers
from goodstanding.systems.sellers.models import Seller


def require_answer(actor: Actor, seller: Seller) -> None:
    """Raise NotAllowed unless the actor may write for this seller: everybody in the team but read-only colleagues."""
    sellers.require_write(actor, seller)


def require_reviewer(actor: Actor) -> None:
    """Raise NotAllowed unless the actor is the system or holds the role reviewer."""
    sellers.require_staff(actor, StaffRole.REVIEWER)


def why_not_impartial(actor: Actor, notification: PerformanceNotification, plan: PlanOfAction) -> str:
    """Why this associate may not decide about this plan, in words for her; empty when she may.

    The issuer doesn't judge the answer; nobody judges her own account; the second reader of a final rejection is not the
    first; an appeal against a final rejection goes to somebody who has not decided on this plan before.
    """
    if notification.issued_by_id is not None and notification.issued_by_id == actor.user_id:
        return _("You issued this notification. Somebody else has to review the answer.")
    if belongs_to(actor, notification.seller):
        return _("You belong to this seller's team. Somebody else has to review the plan.")
    mine = plan.reviews.filter(reviewer_id=actor.user_id)
    if plan.needs_second_reader and mine.filter(version__number=_latest(plan)).exists():
        return _("You proposed to reject this plan for good. A second reviewer has to read it.")
    if plan.reviews.filter(decision=Decision.REJECT_FINALLY, in_force=True).exists() and mine.exists():
        return _("This is an appeal against a decision you took part in. Somebody else has to review it.")
    return ""


def belongs_to(actor: Actor, seller: Seller) -> bool:
    """Whether the person is in the seller's team, whatever she acts as now."""
    return actor.user_id is not None and seller.account.memberships.filter(user_id=actor.user_id).exists()


def require_impartial(actor: Actor, notification: PerformanceNotification, plan: PlanOfAction) -> None:
    """Raise NotImpartial unless the associate may decide here."""
    why = why_not_impartial(actor, notification, plan)
    if why:
        raise NotImpartial(why)


def _latest(plan: PlanOfAction) -> int:
    return plan.versions.order_by("-number").values_list("number", flat=True).first() or 0
