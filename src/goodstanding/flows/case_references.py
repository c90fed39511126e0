"""What a case may be about beyond what the case system knows: performance notifications, plans and metrics."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils.translation import gettext as _

from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import NotFound
from goodstanding.systems.cases import references
from goodstanding.systems.cases.references import Reference
from goodstanding.systems.performance import queries as performance
from goodstanding.systems.rulebook.queries import rules_for
from goodstanding.systems.sellers.models import Seller

_NEWEST = datetime(9000, 1, 1, tzinfo=UTC)  # a metric that is counted from next month on may be asked about today


def register() -> None:
    """Name the resolvers. Called once when the product starts."""
    references.add("notification", notification)
    references.add("plan", plan)
    references.add("metric", metric)


def notification(actor: Actor, seller: Seller, text: str) -> Reference:
    """A performance notification of this seller."""
    found = performance.notification_for(actor, text)
    if found.seller_id != seller.pk:
        raise NotFound(_("There is no such notification in this account."))
    return Reference("notification", found.ref, str(found.subject))


def plan(actor: Actor, seller: Seller, text: str) -> Reference:
    """A plan of action of this seller, by its own reference or its notification's, also before it is begun: help may be needed
    with the first line. The two are one matter: the link names the notification."""
    try:
        found = performance.plan_for(actor, text).notification
    except NotFound:
        found = performance.notification_for(actor, text)
    if found.seller_id != seller.pk:
        raise NotFound(_("There is no such plan in this account."))
    return Reference("notification", found.ref, str(found.subject))


def metric(actor: Actor, seller: Seller, text: str) -> Reference:
    """A metric that is counted in the seller's store, by its code or its name."""
    wanted = "_".join(text.upper().split())
    for found in rules_for(seller.store, _NEWEST).metrics.values():
        if wanted in {found.code, "_".join(str(found.label).upper().split())}:
            return Reference("metric", found.code, str(found.label))
    raise NotFound(_("There is no such metric in this store."))
