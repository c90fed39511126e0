"""What the health pages say: headlines, targets and outlooks in the seller's words."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from goodstanding.systems.health.queries import Outlook, Trend
from goodstanding.systems.health.rules import Reading
from goodstanding.systems.rulebook.rules import Condition, Status, Target
from goodstanding.systems.sellers.models import Seller
from goodstanding.systems.sellers.states import Standing
from goodstanding.systems.sellers.words import STANDING_WORDS
from goodstanding.ui import numbers
from goodstanding.ui.moments import formatted

TROUBLE = {
    "ORDER_DEFECT_RATE": gettext_lazy("too many orders went wrong for the buyer"),
    "LATE_SHIPMENT_RATE": gettext_lazy("too many orders left late"),
    "PRE_FULFILMENT_CANCEL_RATE": gettext_lazy("too many orders were cancelled before shipment"),
    "VALID_TRACKING_RATE": gettext_lazy("too many packages went without valid tracking"),
    "ON_TIME_DELIVERY_RATE": gettext_lazy("too many packages arrived late"),
    "LATE_RESPONSE_RATE": gettext_lazy("too many buyers waited over a day for an answer"),
}
LABELS = {
    "ORDER_DEFECT_RATE": gettext_lazy("Order defect rate"),
    "NEGATIVE_FEEDBACK_RATE": gettext_lazy("Negative feedback"),
    "CLAIM_RATE": gettext_lazy("Claims"),
    "CHARGEBACK_RATE": gettext_lazy("Service chargebacks"),
    "LATE_SHIPMENT_RATE": gettext_lazy("Late shipment rate"),
    "PRE_FULFILMENT_CANCEL_RATE": gettext_lazy("Pre-fulfilment cancel rate"),
    "VALID_TRACKING_RATE": gettext_lazy("Valid tracking rate"),
    "ON_TIME_DELIVERY_RATE": gettext_lazy("On-time delivery rate"),
    "LATE_RESPONSE_RATE": gettext_lazy("Late response rate"),
}
_CONDITIONS = {
    Condition.LESS_THAN: gettext_lazy("under %(limit)s"),
    Condition.AT_MOST: gettext_lazy("at most %(limit)s"),
    Condition.GREATER_THAN: gettext_lazy("over %(limit)s"),
    Condition.AT_LEAST: gettext_lazy("at least %(limit)s"),
}
DIMENSIONS = {
    "listing": gettext_lazy("Listing %(value)s"),
    "carrier": gettext_lazy("Carrier %(value)s"),
    "weekday": gettext_lazy("Ordered on %(value)s"),
    "ship_from": gettext_lazy("Shipped from %(value)s"),
    "region": gettext_lazy("Buyers in %(value)s"),
    "cancel_reason": gettext_lazy("Reason of cancellation: %(value)s"),
    "claim_reason": gettext_lazy("Reason of the claim: %(value)s"),
}
WEEKDAYS = [
    gettext_lazy("Mondays"), gettext_lazy("Tuesdays"), gettext_lazy("Wednesdays"), gettext_lazy("Thursdays"),
    gettext_lazy("Fridays"), gettext_lazy("Saturdays"), gettext_lazy("Sundays"),
]  # fmt: skip


def label(reading: Reading) -> str:
    """The metric's name in the reader's language, with its channel when it is the marketplace's shipping."""
    name = str(LABELS.get(reading.code, reading.label))
    return _("%(name)s, shipped by the marketplace") % {"name": name} if reading.channel == "afn" else name


def limit(target: Target) -> str:
    """ "under 4 %" """
    return str(_CONDITIONS[target.condition]) % {"limit": numbers.percent_of(Fraction(target.bps, 10_000))}


def what_counts(reading: Reading) -> str:
    """ "41 of 804 orders, last 30 days" """
    of = _("%(n)s of %(d)s") % {"n": reading.numerator, "d": reading.denominator}
    things = _things(reading)
    days = ngettext("last day", "last %(days)s days", reading.window_days) % {"days": reading.window_days}
    if reading.lag_days == 0:
        return f"{of} {things}, {days}"
    until = formatted(reading.to_on, "j M")
    return _("%(of)s %(things)s, %(days)s days to %(until)s") % {
        "of": of, "things": things, "days": reading.window_days, "until": until,
    }  # fmt: skip


def _things(reading: Reading) -> str:
    if reading.code == "LATE_RESPONSE_RATE":
        return _("messages")
    return _("packages") if reading.code in {"VALID_TRACKING_RATE", "ON_TIME_DELIVERY_RATE"} else _("orders")


def state(reading: Reading, outlook: Outlook | None = None) -> tuple[str, str]:
    """The mark of a reading (over, close, good, none) and its word."""
    if reading.status is Status.NONE:
        return ("none", _("Nothing to count")) if reading.denominator == 0 else ("none", _("Part of the above"))
    if reading.status is Status.BAD:
        if reading.enforced and not reading.enough:
            return "none", _("Too few to judge")
        return "over", _("Missed")
    if outlook is not None and outlook.defects_left is not None and reading.against and _is_close(reading, outlook):
        return "close", _("Close")
    return "good", _("Good")


def _is_close(reading: Reading, outlook: Outlook) -> bool:
    return (outlook.defects_left or 0) <= max(1, reading.against // 4)


def outlook_words(reading: Reading, outlook: Outlook) -> str:
    """Where it is heading, in one short sentence."""
    left = outlook.defects_left
    if left is None or reading.target is None:
        return ""
    if left >= 0:
        if not reading.against and left > reading.denominator // 20:
            return ""
        return ngettext("%(n)s more would miss it", "%(n)s more would miss it", left + 1) % {"n": left + 1}
    if not reading.enough and reading.enforced:
        return _("not acted on below the minimum volume")
    if outlook.recovers_on is None:
        return _("no recovery in sight at this volume")
    return _("met again about %(day)s if nothing is added") % {"day": formatted(outlook.recovers_on, "j M")}


def headline(seller: Seller, trends: Sequence[Trend]) -> tuple[str, str]:
    """The first line of the page and the sentences below it: where the account stands, and what would change it."""
    standing = str(STANDING_WORDS[Standing(seller.standing)])
    missed = [t for t in trends if t.reading.breaching]
    worst = worst_of(trends)
    if worst is not None:
        trouble = str(TROUBLE.get(worst.reading.code, worst.reading.label))
        return f"{standing}: {trouble}", _worst_words(worst, len({t.reading.code for t in missed}))
    if all(t.reading.denominator == 0 for t in trends):
        return standing, _(
            "No orders have come in yet, so there is nothing to measure. Rates appear with the first order."
        )
    if Standing(seller.standing) in {Standing.NORMAL, Standing.REINSTATED}:
        return standing, _good_words(trends)
    return standing, _("Every target is met again. What still stands open is named on your home page.")


def worst_of(trends: Sequence[Trend]) -> Trend | None:
    """The missed target that the page is about: the longest window, then the most orders. None when nothing is missed."""
    missed = [t for t in trends if t.reading.breaching]
    return max(missed, key=lambda t: (t.reading.window_days, t.reading.against), default=None)


def _worst_words(worst: Trend, metrics: int) -> str:
    reading, outlook = worst.reading, worst.outlook
    assert reading.target is not None  # only metrics with a target are enforced
    words = _("%(what)s: %(rate)s where %(limit)s is asked.") % {
        "what": what_counts(reading),
        "rate": rate(reading),
        "limit": limit(reading.target),
    }
    if outlook.recovers_on is not None:
        words += " " + _("If nothing more is added at your usual volume, it is met again about %(day)s.") % {
            "day": formatted(outlook.recovers_on, "j F")
        }
    if metrics > 1:
        words += " " + _("%(n)s targets are missed in all.") % {"n": metrics}
    return words


def _good_words(trends: Sequence[Trend]) -> str:
    with_limit = [
        t for t in trends if t.reading.enforced and t.reading.denominator and t.outlook.defects_left is not None
    ]
    nearest = min(with_limit, key=lambda t: Fraction(t.outlook.defects_left or 0, t.reading.denominator), default=None)
    if nearest is None:
        return _("Every target that can be measured is met.")
    return _("Every target is met. The nearest is the %(metric)s: %(what)s, and %(n)s more would miss it.") % {
        "metric": label(nearest.reading).lower(),
        "what": what_counts(nearest.reading),
        "n": (nearest.outlook.defects_left or 0) + 1,
    }


def rate(reading: Reading) -> str:
    """The rate in per cent, never rounded onto its target."""
    target = Fraction(reading.target.bps, 10_000) if reading.target else None
    return numbers.percent(reading.numerator, reading.denominator, target)


def cause_label(dimension: str, value: str) -> str:
    """ "Carrier Northpost" """
    shown = str(WEEKDAYS[int(value) - 1]) if dimension == "weekday" else value.replace("_", " ")
    return str(DIMENSIONS[dimension]) % {"value": shown}
