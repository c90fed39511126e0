"""How a seller's living cases stand, as the head of her log says it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q, QuerySet

from goodstanding.base.prepared import Prepared
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.states import Label, Status
from goodstanding.systems.sellers.models import Seller


@dataclass(frozen=True, slots=True)
class Glance:
    """How many cases wait for the seller and until when the first of them does; in how many we are late; how many are silent."""

    waiting: int = 0
    first_by: datetime | None = None
    late: int = 0
    silent: int = 0


def glance(seller: Seller, at: datetime, *, silent_days: int) -> Glance:
    """One query over the seller's living cases. Reading was authorised already."""
    row = _living.first(seller=seller.pk, at=at, since=at - timedelta(days=silent_days))
    return Glance(*row[1:]) if row else Glance()


def _of(*, seller: int, at: datetime, since: datetime) -> QuerySet[Case, tuple[int, int, datetime | None, int, int]]:
    living = Case.objects.filter(seller_id=seller, label__in=[Label.OPEN, Label.PENDING])
    return (
        living.order_by()
        .values_list("seller_id")
        .annotate(
            waiting=Count("pk", filter=Q(status=Status.PENDING_SELLER)),
            first_by=Min("seller_due_at"),
            late=Count("pk", filter=Q(due_at__lte=at)),
            silent=Count("pk", filter=Q(updated_at__lte=since)),
        )
    )


_living = Prepared(_of, one_plan=True)


def living_of(seller_ids: Collection[int]) -> int:
    """How many cases of these sellers are neither closed nor resolved. Reading was authorised already. One query."""
    return Case.objects.filter(seller_id__in=list(seller_ids), label__in=[Label.OPEN, Label.PENDING]).count()
