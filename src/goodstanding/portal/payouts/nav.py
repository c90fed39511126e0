"""What payouts add to every page of the portal: search results and links."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from goodstanding.kit.actors import Actor
from goodstanding.portal.hooks import Hit
from goodstanding.systems.payouts import display, policies, queries
from goodstanding.systems.sellers.models import Seller


def find(actor: Actor, seller: Seller, text: str, limit: int) -> Sequence[Hit]:
    """The payout with this very reference or settlement id; nothing for a colleague who may not see payouts."""
    if not policies.can_read(actor, seller):
        return []
    return [
        Hit(
            kind=_("Payouts"),
            title=payout.ref,
            url=link(seller, payout.ref),
            note=display.title(payout),
            exact=True,
        )
        for payout in queries.payouts_named(actor, seller, text)[:limit]
    ]


def can_read(actor: Actor, seller: Seller) -> bool:
    """Whether this colleague reads of payouts in the account's record."""
    return policies.can_read(actor, seller)


def link(seller: Seller, subject_id: str) -> str:
    """The payout's page."""
    return reverse("portal:payouts-detail", kwargs={"seller_ref": seller.ref, "ref": subject_id})


def line_link(seller: Seller, subject_id: str) -> str:
    """The page of a line's payout, at the line."""
    ref, _dash, number = subject_id.rpartition("-")
    return f"{link(seller, ref)}?line={number}"
