"""What a standing is called, how it is marked, and what follows from it, in words for the seller."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from goodstanding.systems.sellers.models import Seller
from goodstanding.systems.sellers.states import Permit, Standing, permits

STANDING_WORDS: dict[Standing, Promise] = {
    Standing.NORMAL: _("In good standing"),
    Standing.AT_RISK: _("At risk"),
    Standing.RESTRICTED: _("Restricted"),
    Standing.SUSPENDED: _("Suspended"),
    Standing.REINSTATED: _("Reinstated"),
}

# The mark (shape and colour) of each standing, as the UI kit names them.
STANDING_MARKS: dict[Standing, str] = {
    Standing.NORMAL: "good",
    Standing.AT_RISK: "close",
    Standing.RESTRICTED: "over",
    Standing.SUSPENDED: "over",
    Standing.REINSTATED: "good",
}


def consequence(seller: Seller) -> str:
    """One or two sentences about what the standing takes away and what stays open; empty when it takes nothing away."""
    standing = Standing(seller.standing)
    if not permits(standing, Permit.SELL):
        return str(
            _("This account is suspended: your offers are not shown and payouts are held. Ship your open orders; "
              "you can still answer notifications, plans of action and cases.")
        )  # fmt: skip
    if not permits(standing, Permit.SELL_OWN_FULFILMENT):
        return str(
            _(
                "This account is restricted: offers that you ship yourself are paused. Open orders must still be shipped."
            )
        )
    return ""
