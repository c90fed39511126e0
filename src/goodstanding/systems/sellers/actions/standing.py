"""Changing how a seller stands."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from goodstanding.base.outbox import actions as outbox
from goodstanding.base.timeline.actions import record
from goodstanding.kit.actors import Actor, StaffRole
from goodstanding.kit.errors import Invalid
from goodstanding.kit.states import require_move
from goodstanding.systems.sellers import policies
from goodstanding.systems.sellers.events import StandingChanged
from goodstanding.systems.sellers.models import Seller, StandingChange
from goodstanding.systems.sellers.states import MOVES, RESTRICTING, STATEMENT, Standing


@transaction.atomic
def change_standing(
    *, actor: Actor, seller_id: int, to: Standing, reason: str, at: datetime, cause: tuple[str, str] = ("", "")
) -> StandingChange | None:
    """Change how a seller stands, with a reason written for the seller; `cause` names what led to it.

    The same standing again is a no-op (None). Raises Conflict for a change the table does not allow, Invalid without reason,
    or when something is taken away and the cause is not a statement of reasons (P2B Art. 4, DSA Art. 17).
    """
    policies.require_staff(actor, StaffRole.REVIEWER)
    seller = Seller.objects.select_for_update().get(pk=seller_id)
    before = Standing(seller.standing)
    if before is to:
        return None
    if not reason.strip():
        raise Invalid(_("A change of standing needs a reason that the seller can read."), field="reason")
    if to in RESTRICTING and (cause[0] != STATEMENT or not cause[1]):
        raise Invalid(_("Nothing is taken away from a seller without a statement of reasons."), field="cause")
    require_move(MOVES, before, to, what="Standing")

    seller.standing = to
    seller.standing_since = at
    seller.save(update_fields=["standing", "standing_since"])
    change = StandingChange.objects.create(
        seller=seller, before=before, after=to, at=at, reason=reason,
        cause_kind=cause[0], cause_ref=cause[1], actor_name=actor.name,
    )  # fmt: skip
    record(
        actor=actor, verb="seller.standing_changed", subject=("seller", seller.ref), at=at, seller_id=seller.pk,
        reason=reason, data={"from": before.value, "to": to.value, "cause": list(cause)},
    )  # fmt: skip
    outbox.publish(
        StandingChanged(seller_id=seller.pk, change_id=change.pk, before=before.value, after=to.value), at=at
    )
    return change
