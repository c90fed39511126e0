"""The rows of the health pages' tables, drawn without a template: a third of the pages' time otherwise (ADR 80)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from goodstanding.portal.health import presenting
from goodstanding.portal.health.presenting import MetricRow
from goodstanding.systems.health.counted import CountedAs, CountedOrder
from goodstanding.systems.health.queries import Trend
from goodstanding.ui.addresses import addresses
from goodstanding.ui.markup import draw_all, worded
from goodstanding.ui.moments import formatted
from goodstanding.ui.templatetags.ui import tag

_METRIC = (
    '<tr><th scope="row"><a href="{}">{}{}</a><small>{}</small></th>'
    '<td class="num" data-label="{}"><b>{}</b><small>{}</small></td><td data-label="{}">{}</td>'
    '<td data-label="{}">{}</td><td>{}<small>{}</small></td></tr>\n'
)
_BRANCH = SafeString('<span aria-hidden="true">└ </span>')
_ORDER = (
    '<tr><th scope="row"><a href="{}">{}</a><small>{}</small></th><td data-label="{}">{}</td><td data-label="{}">{}</td>'
    '<td data-label="{}">{}</td><td data-label="{}">{}</td></tr>\n'
)


def metrics_of_today(below: str, trends: Sequence[Trend]) -> SafeString:
    """One table row per reading with its course, what is missed first. `below` is the address of the health page."""
    return _metrics_of_today(below, tuple(trends), get_language())


@lru_cache(maxsize=64)
def _metrics_of_today(below: str, trends: Sequence[Trend], language: str | None) -> SafeString:
    """Remembered as long as the counts are: see health.queries.Trend."""
    return metric_rows(presenting.arranged([presenting.row(below, t.reading, t) for t in trends]))


def metric_rows(rows: Iterable[MetricRow]) -> SafeString:
    """One table row per reading."""
    value, against, course = worded(_("Value and target")), worded(_("Against the target")), worded(_("90 days"))
    return draw_all(
        _METRIC,
        [
            (
                row.url, _BRANCH if row.part else "", row.label, row.counts, value, row.rate, row.limit, against, row.bar,
                course, row.spark, tag(row.state, row.word), row.outlook,
            )
            for row in rows
        ],
    )  # fmt: skip


def counted_rows(orders: Iterable[CountedOrder], seller_ref: str) -> SafeString:
    """One table row per order behind a number, with how and why it counts."""
    day, counts_as, why, leaves = map(worded, (_("Counted day"), _("Counts as"), _("Why"), _("Leaves the window")))
    against, not_counted, counted = (
        tag("over", _("Against you")),
        tag("none", _("Not counted")),
        tag("good", _("In the total")),
    )

    address = addresses("portal:orders-detail", "order_id", seller_ref=seller_ref)

    def mark(order: CountedOrder) -> SafeString:
        if order.against:
            return against
        return not_counted if order.counted_as is CountedAs.NOT_COUNTED else counted

    return draw_all(
        _ORDER,
        [
            (
                address(order.order), *_named(order), day, formatted(order.anchored_on, "D j M Y"),
                counts_as, mark(order), why, order.sentence, leaves, formatted(order.leaves_on, "j M Y"),
            )
            for order in orders
        ],
    )  # fmt: skip


def _named(row: CountedOrder) -> tuple[str, str]:
    """What is counted, and what it belongs to: a package of an order, or the order with what is in it."""
    if not row.is_package:
        return row.order, row.item
    of = _("Order %(order)s") % {"order": row.order}
    return row.tracking_id or row.package or _("No tracking number"), f"{of} · {row.item}" if row.item else of
