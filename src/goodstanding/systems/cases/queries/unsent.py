"""What an associate is writing to a seller first and has not sent. It is hers alone (ADR 223); that she is, is not (ADR 229)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from goodstanding.base.prepared import Prepared
from goodstanding.kit.actors import Actor
from goodstanding.systems.cases import policies
from goodstanding.systems.cases.models import Case, NewCaseDraft
from goodstanding.systems.cases.queries.desk import TYPING
from goodstanding.systems.sellers.models import Seller

UNSENT_AT_ONCE = 20
WRITERS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class FirstWriter:
    """A colleague who has written something to a seller first and has not sent it. `typing` fades within half a minute."""

    name: str
    started_at: datetime
    saved_at: datetime
    typing: bool


def first_draft(actor: Actor, seller: Seller) -> NewCaseDraft | None:
    """What this associate is writing to a seller. Reading the seller was authorised already."""
    return _unsent(actor).filter(seller=seller).first()


def first_drafts(actor: Actor) -> Sequence[NewCaseDraft]:
    """What this associate is writing to sellers, the newest first, with each seller and store."""
    return list(_unsent(actor).select_related("seller__store").order_by("-saved_at")[:UNSENT_AT_ONCE])


def writing_first(actor: Actor, seller: Seller, at: datetime) -> Sequence[FirstWriter]:
    """Who else writes to a seller first just now, whoever began earliest first: one query. For anybody but associates nobody."""
    if not policies.can_see_internal(actor):
        return []
    found = _others_writing.rows(seller=seller.pk, me=policies.writer(actor))
    return [FirstWriter(name, begun, saved, saved > at - TYPING) for name, begun, saved in found if begun]


def about_kept(draft: NewCaseDraft) -> list[tuple[str, str]]:
    """The objects that a draft is linked to: kinds and IDs, as they were typed."""
    lines = [line.partition(":") for line in str(draft.fields.get("about", "")).split("\n")]
    return [(kind, ref) for kind, _colon, ref in lines if ref]


def _unsent(actor: Actor) -> QuerySet[NewCaseDraft]:
    return _first_words().filter(user_id=policies.writer(actor))


def _first_words() -> QuerySet[NewCaseDraft]:
    """Without one that was kept once more while it was being sent: its request has opened a case."""
    sent = Case.objects.filter(seller=OuterRef("seller"), request_key=OuterRef("request_key"))
    return NewCaseDraft.objects.filter(~Exists(sent), category="")


def _others(*, seller: int, me: int) -> QuerySet[NewCaseDraft, tuple[str, datetime | None, datetime]]:
    begun = _first_words().filter(seller_id=seller, started_at__isnull=False, user__is_active=True).exclude(user_id=me)
    return begun.order_by("started_at").values_list("user__name", "started_at", "saved_at")[:WRITERS_SHOWN]


_others_writing = Prepared(_others, one_plan=True)
