"""Reading endpoints and deliveries: fetch and authorise in one step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from goodstanding.base.keyset import Page, page_of
from goodstanding.base.webhooks import policies
from goodstanding.base.webhooks.models import Delivery, Endpoint, Try
from goodstanding.base.webhooks.states import DeliveryState
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import NotFound
from goodstanding.ui.paging import Cursor

MOST = 20
PAGE = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """An endpoint with how many deliveries wait and how many were given up within what is kept."""

    endpoint: Endpoint
    waiting: int
    given_up: int


def endpoints_of(actor: Actor, account_id: int | None) -> Sequence[Shown]:
    """The endpoints of a seller account, or of the marketplace, oldest first. Raises NotFound for strangers."""
    if not policies.can_see(actor, Endpoint(account_id=account_id)):
        raise NotFound(_("There is nothing here."))
    endpoints = list(_living().filter(account_id=account_id).order_by("pk"))
    counts = {
        row["endpoint"]: row
        for row in Delivery.objects.filter(endpoint__in=endpoints)
        .values("endpoint")
        .annotate(
            waiting=Count("pk", filter=Q(state=DeliveryState.WAITING)),
            given_up=Count("pk", filter=Q(state=DeliveryState.GIVEN_UP)),
        )
    }
    nothing = {"waiting": 0, "given_up": 0}
    return [
        Shown(one, counts.get(one.pk, nothing)["waiting"], counts.get(one.pk, nothing)["given_up"]) for one in endpoints
    ]


def endpoint_for(actor: Actor, ref: str, *, lock: bool = False) -> Endpoint:
    """The endpoint with this reference. Raises NotFound for strangers."""
    found = _living().filter(ref=ref)
    endpoint = (found.select_for_update() if lock else found).first()
    if endpoint is None or not policies.can_see(actor, endpoint):
        raise NotFound(_("There is no such webhook here."))
    return endpoint


def deliveries_of(
    actor: Actor, endpoint: Endpoint, *, state: str = "", cursor: Cursor | None = None, limit: int = PAGE
) -> Page[Delivery]:
    """A page of what was sent to an endpoint, newest first. Raises NotFound for strangers."""
    if not policies.can_see(actor, endpoint):
        raise NotFound(_("There is no such webhook here."))
    found = endpoint.deliveries.all()
    if state:
        found = found.filter(state=state)
    return page_of(found, order=("-id",), cursor=cursor, limit=limit)


def delivery_for(actor: Actor, endpoint: Endpoint, event_ref: str, *, lock: bool = False) -> Delivery:
    """One delivery to an endpoint. Raises NotFound for strangers."""
    if not policies.can_see(actor, endpoint):
        raise NotFound(_("There is no such webhook here."))
    found = Delivery.objects.filter(endpoint=endpoint, event_ref=event_ref)
    delivery = (found.select_for_update() if lock else found).first()
    if delivery is None:
        raise NotFound(_("There is no such delivery here."))
    return delivery


def tries_of(delivery: Delivery) -> Sequence[Try]:
    """Every try of a delivery, the newest first. Reading was authorised already."""
    return list(delivery.log.order_by("-pk")[:MOST])


def listening(account_id: int | None) -> QuerySet[Endpoint]:
    """The endpoints that may be told of an event of a seller account, or of the marketplace itself."""
    own = Q(account_id__isnull=True)
    if account_id is not None:
        own |= Q(account_id=account_id)
    return _living().filter(own, switched_off_at__isnull=True).order_by("pk")


def due(at: datetime, *, limit: int) -> Sequence[int]:
    """What is to be sent now: the longest due, one per endpoint, so that a slow receiver holds up nobody else."""
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=at)
    busy = Delivery.objects.filter(leased_until__gt=at).values("endpoint")
    found = Delivery.objects.filter(free, next_try_at__lte=at).exclude(endpoint__in=busy)
    chosen: dict[int, int] = {}
    for pk, endpoint in found.order_by("next_try_at", "pk").values_list("pk", "endpoint")[: limit * 25]:
        chosen.setdefault(endpoint, pk)
    return list(chosen.values())[:limit]


def _living() -> QuerySet[Endpoint]:
    return Endpoint.objects.filter(removed_at__isnull=True)
