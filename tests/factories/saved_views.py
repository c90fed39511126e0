"""Saved views, kept through the action that the doors call."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from goodstanding.base.saved_views import actions
from goodstanding.base.saved_views.actions import Wanted
from goodstanding.base.saved_views.models import SavedView
from goodstanding.systems.sellers.models import Seller
from tests.world import Person


def saved(who: Person, seller: Seller | None, name: str, *, at: datetime, **more: Any) -> SavedView:
    """A view of the case log of a seller, or of the associates' queue of cases."""
    place = "portal:cases-list" if seller else "console:cases-queue"
    account = seller.account_id if seller else None
    query = more.pop("query", f"q={name}")
    wanted = Wanted(
        place=place, account_id=account, name=name, query=query, seller_id=seller.pk if seller else None, **more
    )
    return actions.save(actor=who.actor, wanted=wanted, at=at)
