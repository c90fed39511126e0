"""What a seller has to choose from where a question names a thing of hers: newest first, to pick instead of copying an ID."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from goodstanding.kit.actors import Actor
from goodstanding.systems.cases.catalogue import Category, Kind
from goodstanding.systems.orders import queries as orders
from goodstanding.systems.payouts import display
from goodstanding.systems.payouts import policies as payout_policies
from goodstanding.systems.payouts import queries as payouts
from goodstanding.systems.performance import queries as performance
from goodstanding.systems.performance.queries import Asked
from goodstanding.systems.rulebook.queries import rules_for
from goodstanding.systems.sellers.models import Seller

FEW = 20
PAYOUT = "payout"
Offered = Sequence[tuple[str, str]]  # what goes into the field, and the words beside it


def of(actor: Actor, seller: Seller, category: Category, at: datetime) -> dict[str, Offered]:
    """By kind of question, what the seller may mean. A kind that this category does not ask for costs no query."""
    kinds = {question.kind for question in category.questions}
    offered: dict[str, Offered] = {}
    if Kind.SKU in kinds:
        offered[Kind.SKU.value] = [(sku, "") for sku in orders.newest_skus(seller)]
    if Kind.ORDER in kinds:
        newest = orders.newest_orders(seller, limit=FEW).orders
        offered[Kind.ORDER.value] = [(order.external_id, order.lead_title) for order in newest]
    if kinds & {Kind.NOTIFICATION, Kind.PLAN}:
        offered |= dict.fromkeys((Kind.NOTIFICATION.value, Kind.PLAN.value), _notifications(actor, seller))
    if any(question.names == PAYOUT for question in category.questions) and payout_policies.can_read(actor, seller):
        offered[PAYOUT] = [(one.ref, display.title(one)) for one in payouts.latest_of(actor, seller, limit=FEW)]
    if Kind.METRIC in kinds:
        labels = [str(metric.label) for metric in rules_for(seller.store, at).metrics.values()]
        offered[Kind.METRIC.value] = [(label, "") for label in labels]
    return {kind: known for kind, known in offered.items() if known}


def _notifications(actor: Actor, seller: Seller) -> Offered:
    newest = performance.notifications_of(actor, seller, Asked(by="issued", descending=True, limit=FEW)).rows
    return [(found.ref, str(found.subject)) for found in newest]
