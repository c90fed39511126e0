"""What notifications add to every page of the portal: a count, search results, links from the record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from goodstanding.kit.actors import Actor
from goodstanding.kit.refs import normal_ref
from goodstanding.portal.hooks import Count, Hit
from goodstanding.portal.notifications import words
from goodstanding.systems.performance import display, queries
from goodstanding.systems.sellers.models import Seller


def waiting(seller: Seller, now: datetime) -> Count:
    """How many notifications wait for the seller."""
    number = queries.count_waiting(seller)
    return Count(number, due=number > 0)


def find(actor: Actor, seller: Seller, text: str, limit: int) -> Sequence[Hit]:
    """Notifications by reference or words of the subject."""
    page = queries.notifications_of(actor, seller, queries.Asked(q=text, by="issued", descending=True, limit=limit))
    return [
        Hit(
            kind="notification",
            title=display.what_happened(notification),
            note=f"{notification.ref} · {words.whose_turn(notification)}",
            url=link(seller, notification.ref),
            exact=notification.ref == normal_ref(text),
        )
        for notification in page.rows
    ]


def link(seller: Seller, ref: str) -> str:
    """The address of a notification's page."""
    return reverse("portal:notifications-detail", kwargs={"seller_ref": seller.ref, "ref": ref})
