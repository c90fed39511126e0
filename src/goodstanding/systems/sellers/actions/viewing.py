"""Associates who look at the portal through a seller's eyes."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from goodstanding.base.timeline.actions import record
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import Invalid
from goodstanding.systems.sellers import policies, queries
from goodstanding.systems.sellers.models import Viewing

LASTS = timedelta(minutes=60)
LONGEST_REASON = 500


@transaction.atomic
def start_viewing(*, actor: Actor, seller_ref: str, reason: str, at: datetime) -> Viewing:
    """Begin to see a seller's pages as the seller does, for 60 minutes at most. The seller sees who, when and why.

    Any associate may; nothing can be changed meanwhile. Raises Invalid without a reason.
    """
    associate_id = policies.require_associate(actor)
    seller = queries.seller_for(actor, seller_ref)
    reason = reason.strip()
    if not reason:
        raise Invalid(_("Say why you need to see what the seller sees. The seller can read it."), field="reason")
    if len(reason) > LONGEST_REASON:
        raise Invalid(_("Keep the reason within %(n)s characters.") % {"n": LONGEST_REASON}, field="reason")
    end_viewing(actor=actor, seller_ref=seller_ref, at=at)
    viewing = Viewing.objects.create(
        seller=seller, associate_id=associate_id, reason=reason, started_at=at, ends_at=at + LASTS
    )
    record(
        actor=actor, verb="seller.viewing_started", subject=("seller", seller.ref), at=at, seller_id=seller.pk,
        reason=reason, data={"minutes": int(LASTS.total_seconds() // 60)},
    )  # fmt: skip
    return viewing


@transaction.atomic
def end_viewing(*, actor: Actor, seller_ref: str, at: datetime) -> Viewing | None:
    """Stop seeing the seller's pages. None when no viewing was running, for instance because its hour was over."""
    policies.require_associate(actor)
    seller = queries.seller_for(actor, seller_ref)
    viewing = queries.viewing_by(actor, seller, at=at)
    if viewing is None:
        return None
    viewing.ended_at = at
    viewing.save(update_fields=["ended_at"])
    minutes = int((at - viewing.started_at).total_seconds() // 60)
    record(
        actor=actor, verb="seller.viewing_ended", subject=("seller", seller.ref), at=at, seller_id=seller.pk,
        data={"minutes": minutes},
    )  # fmt: skip
    return viewing
