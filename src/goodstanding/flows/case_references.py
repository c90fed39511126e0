"""What a case may be about beyond what the case system knows: performance notifications."""

from __future__ import annotations

from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import NotFound
from goodstanding.systems.cases import references
from goodstanding.systems.cases.references import Reference
from goodstanding.systems.performance import queries as performance
from goodstanding.systems.sellers.models import Seller


def register() -> None:
    """Name the resolvers. Called once when the product starts."""
    references.add("notification", notification)


def notification(actor: Actor, seller: Seller, text: str) -> Reference:
    """A performance notification of this seller."""
    found = performance.notification_for(actor, text)
    if found.seller_id != seller.pk:
        raise NotFound("There is no such notification in this account.")
    return Reference("notification", found.ref, str(found.subject))
