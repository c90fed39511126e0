"""What an associate is writing to a seller first and has not sent. It is hers alone (ADR 223)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, QuerySet

from goodstanding.kit.actors import Actor
from goodstanding.systems.cases import policies
from goodstanding.systems.cases.models import Case, NewCaseDraft
from goodstanding.systems.sellers.models import Seller

UNSENT_AT_ONCE = 20


def first_draft(actor: Actor, seller: Seller) -> NewCaseDraft | None:
    """What this associate is writing to a seller. Reading the seller was authorised already."""
    return _unsent(actor).filter(seller=seller).first()


def first_drafts(actor: Actor) -> Sequence[NewCaseDraft]:
    """What this associate is writing to sellers, the newest first, with each seller and store."""
    return list(_unsent(actor).select_related("seller__store").order_by("-saved_at")[:UNSENT_AT_ONCE])


def about_kept(draft: NewCaseDraft) -> list[tuple[str, str]]:
    """The objects that a draft is linked to: kinds and IDs, as they were typed."""
    lines = [line.partition(":") for line in str(draft.fields.get("about", "")).split("\n")]
    return [(kind, ref) for kind, _colon, ref in lines if ref]


def _unsent(actor: Actor) -> QuerySet[NewCaseDraft]:
    """Without one that was kept once more while it was being sent: its request has opened a case."""
    sent = Case.objects.filter(seller=OuterRef("seller"), request_key=OuterRef("request_key"))
    return NewCaseDraft.objects.filter(~Exists(sent), user_id=policies.writer(actor), category="")
