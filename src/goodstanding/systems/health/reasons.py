"""Why an order counts, or doesn't: from the reason codes of the order vocabulary to sentences for sellers."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodstanding.ui.moments import formatted

SENTENCES = {
    "is_order": gettext_lazy("Every order counts in the total."),
    "ships_itself": gettext_lazy("You ship it yourself."),
    "marketplace_ships": gettext_lazy("The marketplace ships it, so it is not yours to answer for."),
    "no_feedback": gettext_lazy("No feedback was left."),
    "feedback_not_negative": gettext_lazy("Feedback of %(stars)s stars is not negative."),
    "feedback_removed": gettext_lazy("Its negative feedback was withdrawn or removed on %(feedback_removed)s."),
    "negative_feedback": gettext_lazy("Feedback of %(stars)s stars, left on %(feedback)s."),
    "no_claim": gettext_lazy("No claim was filed."),
    "claim_pending": gettext_lazy("A claim filed on %(claim)s is still pending."),
    "claim_granted": gettext_lazy("A claim filed on %(claim)s was granted."),
    "claim_denied": gettext_lazy("Its claim was denied, so it does not count."),
    "claim_withdrawn": gettext_lazy("Its claim was withdrawn by the buyer, so it does not count."),
    "claim_refunded_by_seller": gettext_lazy("You refunded after a claim was filed on %(claim)s."),
    "claim_paid_by_platform": gettext_lazy("Its claim was paid by the marketplace, so it does not count."),
    "claim_cancelled": gettext_lazy("The order was cancelled after a claim was filed on %(claim)s."),
    "no_chargeback": gettext_lazy("There was no chargeback."),
    "chargeback_service": gettext_lazy("A service chargeback was filed on %(chargeback)s."),
    "chargeback_fraud": gettext_lazy("Its chargeback was for payment fraud, which is the marketplace's risk."),
    "chargeback_reversed": gettext_lazy("Its chargeback was reversed."),
    "no_ship_by": gettext_lazy("It has no ship-by date."),
    "shipped_late": gettext_lazy("Shipped on %(shipped)s, %(late_by)s after the ship-by of %(ship_by)s."),
    "shipped_in_time": gettext_lazy("Shipped on %(shipped)s, before the ship-by of %(ship_by)s."),
    "partly_shipped_late": gettext_lazy(
        "Its last package was shipped on %(last_shipped)s, %(late_by)s after the ship-by of %(ship_by)s."
    ),
    "not_shipped_yet": gettext_lazy("Not shipped yet; the ship-by of %(ship_by)s has passed."),
    "ship_by_ahead": gettext_lazy("Not shipped yet; the ship-by of %(ship_by)s is still ahead."),
    "cancelled_before_shipment": gettext_lazy("Cancelled before shipment, so it cannot be late."),
    "not_cancelled": gettext_lazy("It was not cancelled."),
    "cancelled_after_shipment": gettext_lazy("It was cancelled after shipment, which does not count here."),
    "auto_cancelled": gettext_lazy("Cancelled by the marketplace on %(cancelled)s because it was never confirmed."),
    "cancelled_on_request": gettext_lazy("You cancelled it because the buyer asked, so it does not count."),
    "cancelled_by_seller": gettext_lazy("You cancelled it on %(cancelled)s."),
    "cancelled_by_buyer": gettext_lazy("The buyer cancelled it, so it does not count."),
    "cancelled_by_marketplace": gettext_lazy("The marketplace cancelled it for its own reasons, so it does not count."),
    "several_packages": gettext_lazy("It was shipped in several packages, and each counts by itself."),
    "one_package": gettext_lazy("It was not shipped in several packages."),
    "package_shipped": gettext_lazy("Confirmed as shipped on %(shipped)s."),
    "package_not_shipped": gettext_lazy("It has not been confirmed as shipped."),
    "tracking_scanned": gettext_lazy("The carrier scanned the package on %(scanned)s."),
    "tracking_not_scanned": gettext_lazy("The carrier has never scanned tracking number %(tracking)s."),
    "no_tracking": gettext_lazy("It was shipped without a tracking number."),
    "package_tracked": gettext_lazy("The package can be tracked."),
    "no_deliver_by": gettext_lazy("It has no promised delivery date."),
    "not_delivered_yet": gettext_lazy("Not delivered by the promised day, %(deliver_by)s."),
    "delivered_in_time": gettext_lazy("Delivered on %(delivered)s, within the promise of %(deliver_by)s."),
    "delivered_late": gettext_lazy("Delivered on %(delivered)s, after the promised day, %(deliver_by)s."),
    "no_response_needed": gettext_lazy("Marked as needing no response."),
    "younger_than_a_day": gettext_lazy("It came less than 24 hours ago and can still be answered in time."),
    "needs_response": gettext_lazy("It needed a response."),
    "not_answered": gettext_lazy("Not answered; its 24 hours ended on %(due)s."),
    "answered_late": gettext_lazy("Answered on %(answered)s, after its 24 hours ended on %(due)s."),
    "answered_in_time": gettext_lazy("Answered on %(answered)s, within 24 hours."),
    "outside_window": gettext_lazy("Its day, %(anchor)s, lies outside the window."),
}


def sentence(code: str, thing: Any, zone: ZoneInfo, **more: str) -> str:  # Any: an order, a folded order or a message
    """The reason as a sentence, with the dates in the store's time zone."""
    return str(SENTENCES[code]) % _Told(thing, zone, more)


class _Told(dict[str, str]):
    """What a sentence may name of a thing, said only when it does: most sentences name two of fifteen."""

    def __init__(self, thing: Any, zone: ZoneInfo, more: dict[str, str]) -> None:  # Any: as `sentence`
        super().__init__(more)
        self._thing, self._zone = thing, zone

    def __missing__(self, name: str) -> str:
        if name == "stars":
            return str(getattr(self._thing, "feedback_stars", "") or "")
        if name == "tracking":
            return str(getattr(self._thing, "tracking_id", ""))
        if name == "late_by":
            return _late_by(self._thing)
        return _when(getattr(self._thing, _INSTANTS[name], None), self._zone)


_INSTANTS = {
    "feedback": "feedback_at", "feedback_removed": "feedback_removed_at", "claim": "claim_at", "chargeback": "chargeback_at",
    "shipped": "shipped_at", "last_shipped": "last_shipped_at", "ship_by": "ship_by_at", "cancelled": "cancelled_at",
    "scanned": "first_scan_at",
    "delivered": "delivered_at", "deliver_by": "deliver_by_at", "answered": "answered_at", "due": "due_at",
}  # fmt: skip


def _when(instant: datetime | None, zone: ZoneInfo) -> str:
    return formatted(instant.astimezone(zone), "D j M, H:i") if instant else "–"


def _late_by(thing: Any) -> str:  # Any: as `sentence`
    shipped, ship_by = getattr(thing, "shipped_at", None), getattr(thing, "ship_by_at", None)
    if shipped is not None and ship_by is not None and shipped <= ship_by:
        shipped = getattr(thing, "last_shipped_at", None)
    if shipped is None or ship_by is None or shipped <= ship_by:
        return ""
    minutes = int((shipped - ship_by).total_seconds()) // 60
    days, hours = minutes // 1440, minutes % 1440 // 60
    if days and not hours:
        return _("%(days)s d") % {"days": days}
    if days:
        return _("%(days)s d %(hours)s h") % {"days": days, "hours": hours}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes % 60}
