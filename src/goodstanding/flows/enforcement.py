"""From a crossed target to a notification, and from a recovered metric to its end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from goodstanding.kit.actors import SYSTEM
from goodstanding.kit.periods import day_of
from goodstanding.systems.health import queries as health
from goodstanding.systems.health.events import MetricBreached, MetricRecovered
from goodstanding.systems.health.queries import Asked, CountedPage, OpenBreach
from goodstanding.systems.performance import actions
from goodstanding.systems.performance.actions import MetricGround, OrderFacts
from goodstanding.systems.performance.outline import cause_label
from goodstanding.systems.sellers.models import Seller

BATCH = 500


def notify(fact: MetricBreached, at: datetime) -> None:
    """Issue the breach's notification with exactly the orders that count. Late or twice: a closed breach is left alone."""
    breach = health.open_breach(fact.breach_id)
    if breach is not None:
        actions.issue(actor=SYSTEM, seller_id=breach.seller.pk, ground=_ground(breach.seller, breach, at), at=at)


def settle(fact: MetricRecovered, at: datetime) -> None:
    """Close the breach's notification, or note the recovery where only an accepted plan ends what was imposed."""
    actions.settle_recovered(actor=SYSTEM, breach_id=fact.breach_id, at=at)


def _ground(seller: Seller, breach: OpenBreach, at: datetime) -> MetricGround:
    """The facts as of the day on which the target was crossed; numbers and orders come from one count."""
    asked, first = _asked(seller, breach, at)
    counted = {(row.external_id, row.part): row for row in _orders(seller, asked, first, at)}
    causes = [
        {
            "dimension": c.dimension, "value": c.value, "label": cause_label(c.dimension, c.value), "defects": c.defects,
            "orders": c.orders, "total_defects": c.all_defects, "total_orders": c.all_orders,
        }
        for c in health.root_causes(seller, asked, at=at)
    ]  # fmt: skip
    return MetricGround(
        breach_id=breach.breach_id,
        code=breach.code,
        window_days=breach.window_days,
        from_on=first.reading.from_on,
        to_on=first.reading.to_on,
        numerator=first.reading.numerator,
        denominator=first.reading.denominator,
        orders=list(counted.values()),
        causes=causes,
    )


def _asked(seller: Seller, breach: OpenBreach, at: datetime) -> tuple[Asked, CountedPage]:
    """The channel that was crossed: the one whose numbers are the breach's, else the seller's own shipping."""
    as_of = day_of(breach.opened_at, seller.store.zone)
    own = Asked(breach.code, breach.window_days, as_of=as_of)
    first = health.counted_orders(seller, own, at=at, limit=BATCH)
    if (first.reading.numerator, first.reading.denominator) == (
        breach.numerator,
        breach.denominator,
    ) or not first.reading.channel:
        return own, first
    afn = Asked(breach.code, breach.window_days, channel="afn", as_of=as_of)
    other = health.counted_orders(seller, afn, at=at, limit=BATCH)
    same = (other.reading.numerator, other.reading.denominator) == (breach.numerator, breach.denominator)
    return (afn, other) if same else (own, first)


def _orders(seller: Seller, asked: Asked, first: CountedPage, at: datetime) -> Iterator[OrderFacts]:
    page = first
    while True:
        for row in page.rows:
            yield OrderFacts(
                external_id=row.order, on=row.anchored_on, reason_code=row.reason, reason=row.sentence, sku=row.item,
                carrier=row.carrier, ship_from=row.ship_from, tracking_id=row.tracking_id, part=row.part,
            )  # fmt: skip
        if page.next_after is None:
            return
        page = health.counted_orders(seller, asked, at=at, after=page.next_after, limit=BATCH)
