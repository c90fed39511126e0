"""Which orders a number is made of, and why each counts or doesn't. Private to this system; `queries` is the door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from goodstanding.systems.health.counting import Series
from goodstanding.systems.health.reasons import sentence
from goodstanding.systems.orders.models import BuyerMessage
from goodstanding.systems.orders.vocabulary import ANSWER_WITHIN, MESSAGE_FACTS, ORDER_FACTS, PACKAGE_FACTS, Verdict
from goodstanding.systems.rulebook.rules import MetricWindow

_FACTS: dict[str, Any] = {
    "order": ORDER_FACTS,
    "package": PACKAGE_FACTS,
    "message": MESSAGE_FACTS,
}  # Any: tests of each
_QUIET = frozenset({"no_feedback", "no_claim", "no_chargeback", "not_cancelled"})


class CountedAs(StrEnum):
    """How an order counts in a rate."""

    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    NOT_COUNTED = "not_counted"


@dataclass(frozen=True, slots=True)
class CountedOrder:
    """One order behind a number. `against` tells whether it pulls the rate the wrong way.

    `leaves_on` is the day on which it is no longer in the window. Where packages are counted, `is_package` is set and it is
    one package of the order, with its own carrier and `tracking_id`; `package` is the shop's name for it, empty when it is
    the order's only one or has none. `part` tells packages, and messages, of one order apart.
    """

    order: str
    order_id: int
    item: str
    title: str
    carrier: str
    anchored_on: date
    counted_as: CountedAs
    against: bool
    reason: str
    sentence: str
    leaves_on: date
    is_package: bool = False
    tracking_id: str = ""
    package: str = ""
    part: int = 0
    ship_from: str = ""


def judge(series: Series, thing: Any, at: datetime) -> tuple[CountedAs, str]:  # Any: order, package, message, or folded
    """How a thing counts in a series at an instant, and the code of the reason."""
    facts = _FACTS[series.metric.entity]
    wanted = [series.metric.denominator]
    if series.channel:
        wanted.append("seller_fulfilled" if series.channel == "mfn" else "marketplace_fulfilled")
    for name in wanted:
        verdict: Verdict = facts[name][1](thing, at)
        if not verdict.holds:
            return CountedAs.NOT_COUNTED, verdict.reason
    verdicts = [facts[name][1](thing, at) for name in series.metric.numerator]
    for verdict in verdicts:
        if verdict.holds:
            return CountedAs.NUMERATOR, verdict.reason
    telling = [v.reason for v in verdicts if v.reason not in _QUIET]
    return CountedAs.DENOMINATOR, (telling or [verdicts[0].reason])[0]


def describe(
    series: Series, window: MetricWindow, thing: Any, order: Any, anchored_on: date, at: datetime, zone: ZoneInfo
) -> CountedOrder:  # Any: as `judge`; `order` is the order of a package or message, or the thing itself
    """One row of the list behind a number."""
    counted_as, reason = judge(series, thing, at)
    wants_low = series.metric.target is None or series.metric.target.condition.wants_low
    against = counted_as is (CountedAs.NUMERATOR if wants_low else CountedAs.DENOMINATOR)
    is_package = series.metric.entity == "package"
    more = {}
    if series.metric.entity == "message":
        due = (thing.received_at + ANSWER_WITHIN).astimezone(zone)
        more = {"due": due.strftime("%d %b, %H:%M")}
    return CountedOrder(
        order=order.external_id,
        order_id=order.pk,
        item=order.lead_sku,
        title=order.lead_title,
        carrier=thing.carrier if is_package else order.carrier,
        anchored_on=anchored_on,
        counted_as=counted_as,
        against=against,
        reason=reason,
        sentence=sentence(reason, thing, zone, **more),
        leaves_on=anchored_on + timedelta(days=window.lag_days + window.days),
        is_package=is_package,
        tracking_id=thing.tracking_id if is_package else "",
        package=getattr(thing, "name", ""),
        part=_part(thing),
        ship_from=thing.ship_from if is_package else order.ship_from,
    )


def _part(thing: Any) -> int:  # Any: as `judge`
    """Tells packages by their number and messages by their key; an order is one."""
    return thing.pk if isinstance(thing, BuyerMessage) else getattr(thing, "number", 0)
