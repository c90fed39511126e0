"""What sellers add to every page of the console: search results and links."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from goodstanding.console.hooks import Hit
from goodstanding.kit.actors import Actor
from goodstanding.systems.sellers import queries
from goodstanding.systems.sellers.queries import SellerFilter


def find(actor: Actor, text: str, limit: int) -> Sequence[Hit]:
    """Sellers by name, id outside or reference."""
    page = queries.directory(actor, where=SellerFilter(text=text), sort="name", cursor=None, limit=limit)
    return [
        Hit(
            kind=_("Sellers"),
            title=seller.name,
            url=link(seller.ref),
            note=f"{seller.external_id} · {seller.store.name}",
            exact=text.upper() in (seller.ref, seller.external_id.upper()),
        )
        for seller in page.rows
    ]


def link(subject_id: str) -> str:
    """The seller's page in the console."""
    return reverse("console:sellers-detail", kwargs={"ref": subject_id})
