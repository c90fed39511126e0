"""What a standing is called, how it is marked, and what follows from it, in words for the seller."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from goodstanding.systems.sellers.models import Seller, SellerAccount
from goodstanding.systems.sellers.states import Permit, Standing, permits
from goodstanding.ui import moments

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


# What may be open when an account closes, in the order it is shown: what it is called, and what becomes of it.
OPEN_WORDS: dict[str, tuple[Promise, Promise]] = {
    "to_ship": (_("Orders still to be shipped"), _("Ship them as promised. They count as before.")),
    "claimable": (
        _("Orders a buyer may still claim for"),
        _("Claims are decided as before, and what they cost is settled with your payouts."),
    ),
    "payouts": (_("Payouts under way"), _("They are paid as scheduled, after the account is closed too.")),
    "plans": (_("Notifications that wait for your answer"), _("Their deadlines go on. An answer is read as before.")),
    "cases": (
        _("Cases that are not settled"),
        _("They stay open and are answered. As long as you have access you can write in them, and open new ones."),
    ),
}


def open_rows(found: Mapping[str, int], urls: Mapping[str, str]) -> list[tuple[str, int, str, str]]:
    """What stood open by name, as rows to show: what, how many, what becomes of it, and the page of `urls` by the same name.
    What there is none of is left out."""
    return [
        (str(what), found[name], str(then), urls.get(name, ""))
        for name, (what, then) in OPEN_WORDS.items()
        if found.get(name)
    ]


def closing(account: SellerAccount, now: datetime) -> str:
    """One or two sentences about the closing of an account, with its days in the zone that is active; empty when there is none."""
    if account.closes_at is None or account.access_until is None:
        return ""
    if account.closed_at is None:
        return str(_("This account closes on %(day)s. Until then everything works as before.")) % {
            "day": moments.absolute(account.closes_at, now)
        }
    if account.access_until <= now:
        return str(_("This account is closed, and its team has no access any more."))
    said = _(
        "This account is closed. Until %(day)s its team can read and download everything, ship open orders and write in cases."
    )
    return str(said) % {"day": moments.absolute(account.access_until, now)}


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
