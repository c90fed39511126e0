"""The rows of the reviewers' pages, drawn without a template (ADR 80)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from goodstanding.kit.actors import Actor
from goodstanding.systems.performance import display
from goodstanding.systems.performance.models import NotificationOrder, PlanOfAction
from goodstanding.ui import numbers
from goodstanding.ui.addresses import addresses
from goodstanding.ui.markup import draw, draw_all, worded
from goodstanding.ui.moments import formatted
from goodstanding.ui.parts import said_due, said_when
from goodstanding.ui.templatetags.ui import tag

_NOTHING = SafeString("")
_MINE = SafeString(' class="here"')
_PLAN = (
    '\n<tr{}><td>{}</td><td data-label="{}">{}<small>{}</small></td><th scope="row"><a href="{}">{}</a><small>{}</small></th>'
    '<td class="num" data-label="{}">{}</td><td>{}</td></tr>'
)
_ORDER = (
    '<tr><th scope="row">{}{}</th><td data-label="{}">{}</td><td data-label="{}">{}</td><td data-label="{}">{}</td>'
    '<td data-label="{}">{}</td></tr>'
)


def plan_rows(plans: Iterable[PlanOfAction], actor: Actor, now: datetime) -> SafeString:
    """One table row per plan in the queue: by when, whose, what for, and who reads it."""
    seller, version = worded(_("Seller")), worded(_("Version"))
    nobody, second = tag("none", _("nobody yet")), tag("close", _("second reviewer"))
    address = addresses("console:performance-detail", "ref")

    def reader(plan: PlanOfAction) -> SafeString:
        if plan.reviewer_name:
            return draw("{}<small>{}</small>", plan.reviewer_name, said_when(plan.claimed_at, now, "far"))
        return second if plan.needs_second_reader else nobody

    return draw_all(
        _PLAN,
        [
            (
                _MINE if plan.reviewer_id == actor.user_id else _NOTHING, said_due(plan.review_due_at, now),
                seller, plan.seller.name, plan.seller.store.name,
                address(plan.notification.ref), display.what_happened(plan.notification), plan.notification.ref,
                version, plan.version_count, reader(plan),  # type: ignore[attr-defined]  # annotated by the queue
            )
            for plan in plans
        ],
    )  # fmt: skip


def order_rows(orders: Iterable[NotificationOrder]) -> SafeString:
    """One table row per order that counted when the notification was issued."""
    day, why, sku, carrier = map(worded, (_("Counted day"), _("Why it counts"), _("SKU"), _("Carrier")))
    return draw_all(
        _ORDER,
        [
            (
                order.external_id, draw("<small>{}</small>", order.tracking_id) if order.tracking_id else _NOTHING,
                day, formatted(order.on, "j M Y"), why, order.reason,
                sku, order.sku or numbers.NOTHING, carrier, order.carrier or numbers.NOTHING,
            )
            for order in orders
        ],
    )  # fmt: skip
