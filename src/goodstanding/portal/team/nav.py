"""What the team adds to every page of the portal."""

from __future__ import annotations

from django.urls import reverse

from goodstanding.systems.sellers.models import Seller


def link(seller: Seller, subject_id: str) -> str:
    """The team page."""
    return reverse("portal:team", kwargs={"seller_ref": seller.ref})
