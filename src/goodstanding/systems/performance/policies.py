"""Who may answer, issue and review."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from goodstanding.base.prepared import Prepared
from goodstanding.kit.actors import Actor, StaffRole
from goodstanding.systems.performance.errors import NotImpartial
from goodstanding.systems.performance.models import PerformanceNotification, PlanOfAction, PlanReview
from goodstanding.systems.performance.states import Decision
from goodstanding.systems.sellers import policies as sellers
from goodstanding.systems.sellers.models import Membership, Seller


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
    read = _readings.rows(plan=plan.pk)
    mine = {version for reviewer, version, _decision, _in_force in read if reviewer == actor.user_id}
    if plan.needs_second_reader and _latest(plan) in mine:
        return _("You proposed to reject this plan for good. A second reviewer has to read it.")
    if mine and any(decision == Decision.REJECT_FINALLY and in_force for _who, _version, decision, in_force in read):
        return _("This is an appeal against a decision you took part in. Somebody else has to review it.")
    return ""


def _read(*, plan: int) -> QuerySet[Any, tuple[Any, ...]]:  # Any: a values_list
    found = PlanReview.objects.filter(plan=plan)
    return found.values_list("reviewer_id", "version__number", "decision", "in_force")


def _roles_in(*, account: int, user: int) -> QuerySet[Membership]:
    return Membership.objects.filter(account_id=account, user_id=user)


_readings, _memberships = Prepared(_read, one_plan=True), Prepared(_roles_in, one_plan=True)


def belongs_to(actor: Actor, seller: Seller) -> bool:
    """Whether the person is in the seller's team, whatever she acts as now."""
    return actor.user_id is not None and _memberships.count(account=seller.account_id, user=actor.user_id) > 0


def require_impartial(actor: Actor, notification: PerformanceNotification, plan: PlanOfAction) -> None:
    """Raise NotImpartial unless the associate may decide here."""
    why = why_not_impartial(actor, notification, plan)
    if why:
        raise NotImpartial(why)


def _latest(plan: PlanOfAction) -> int:
    return plan.versions.order_by("-number").values_list("number", flat=True).first() or 0
