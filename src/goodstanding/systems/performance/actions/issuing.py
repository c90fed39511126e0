"""Issuing notifications, by rule and by hand, and taking them back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _

from goodstanding.base.outbox import actions as outbox
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import Conflict, Invalid
from goodstanding.systems.orders import queries as orders
from goodstanding.systems.performance import policies, queries, rules
from goodstanding.systems.performance.actions import steps
from goodstanding.systems.performance.actions.steps import By, Why
from goodstanding.systems.performance.errors import NothingToAnswer, NotImpartial
from goodstanding.systems.performance.events import NotificationIssued
from goodstanding.systems.performance.models import NotificationOrder, PerformanceNotification
from goodstanding.systems.performance.playbook import KindRule, Playbook
from goodstanding.systems.performance.states import (
    LIVE_NOTIFICATIONS,
    Answer,
    Automation,
    Detection,
    Do,
    NotificationKind,
    NotificationState,
)
from goodstanding.systems.rulebook.queries import rules_for
from goodstanding.systems.rulebook.rules import Metric
from goodstanding.systems.sellers import queries as sellers
from goodstanding.systems.sellers.models import Seller
from goodstanding.systems.sellers.states import Standing

BATCH = 500
MOST_ORDERS_BY_HAND = 200


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """An order that counts, and why. `on` is the day that put it into the window.

    Where packages are counted it is one of them: `tracking_id` is its own, `part` tells it from the others of the order.
    """

    external_id: str
    on: date
    reason_code: str
    reason: str
    sku: str = ""
    carrier: str = ""
    ship_from: str = ""
    tracking_id: str = ""
    part: int = 0


@dataclass(frozen=True, slots=True)
class MetricGround:
    """The facts of a crossed target, as they were when it was crossed."""

    breach_id: int
    code: str
    window_days: int
    from_on: date
    to_on: date
    numerator: int
    denominator: int
    orders: Sequence[OrderFacts] = ()
    causes: Sequence[Mapping[str, object]] = ()


@dataclass(frozen=True, slots=True)
class ManualNotice:
    """What an associate writes. Empty texts are taken from the rulebook's words for the kind."""

    kind: NotificationKind
    subject: str
    facts: str
    required_action: str = ""
    consequence: str = ""
    affected: Sequence[str] = ()
    orders: Sequence[str] = field(default_factory=tuple)
    detection: Detection = Detection.OWN_INITIATIVE


@transaction.atomic
def issue(*, actor: Actor, seller_id: int, ground: MetricGround, at: datetime) -> PerformanceNotification:
    """Issue the notification of a breach: once, however often and by however many processes it is asked for.

    A new breach of a metric whose earlier notification is still open joins that one instead of making a second. Deadlines
    and words come from the rulebook in effect (domain 2.3). Raises Invalid for a metric the rules do not know.
    """
    policies.require_reviewer(actor)
    by = By(actor, at)
    seller = sellers.seller_for(actor, sellers.by_id(seller_id).ref, lock=True)
    known = _known(seller, ground)
    if known is not None:
        return _joined(by, known, ground)
    book = queries.playbook_for(seller.store, at)
    rule = book.kind(book.metric_kind)
    metric = rules_for(seller.store, at).metrics.get(ground.code)
    if metric is None:
        raise Invalid(_("There is no such metric in the rules of this store."), field="code")
    try:
        with transaction.atomic():
            notification = _from_metric(by, seller, ground, book, rule, metric)
    except IntegrityError:
        return PerformanceNotification.objects.get(breach_id=ground.breach_id)  # issued by another process just now
    _keep_orders(notification, ground.orders)
    _issued(by, notification, rule)
    return notification


@transaction.atomic
def issue_by_associate(*, actor: Actor, seller_ref: str, notice: ManualNotice, at: datetime) -> PerformanceNotification:
    """Issue a notification by hand. Raises Conflict when the same thing is already held against the seller.

    Refused to members of the seller's own team. Orders named must be the seller's.
    """
    policies.require_reviewer(actor)
    by = By(actor, at)
    seller = sellers.seller_for(actor, seller_ref, lock=True)
    if policies.belongs_to(actor, seller):
        raise NotImpartial(_("You belong to this seller's team. Somebody else has to issue the notification."))
    book = queries.playbook_for(seller.store, at)
    rule = book.kind(notice.kind)
    if not rule.by_hand:
        raise Invalid(_("Notifications of this kind are issued by rule only."), field="kind")
    _check_words(notice)
    same = PerformanceNotification.objects.filter(
        seller=seller, kind=notice.kind, subject__iexact=notice.subject.strip(), state__in=sorted(LIVE_NOTIFICATIONS)
    ).first()
    if same is not None:
        raise Conflict(
            _("%(ref)s already says this to the seller and is not settled.") % {"ref": same.ref}, code="issued_before"
        )
    named = _named_orders(seller, notice.orders)
    notification = _by_hand(by, seller, notice, book, rule)
    _keep_orders(notification, named)
    _issued(by, notification, rule)
    return notification


@transaction.atomic
def withdraw(*, actor: Actor, ref: str, reason: str, at: datetime) -> PerformanceNotification:
    """Take a notification back, apologise, and undo what followed from it. The reason is written for the seller."""
    policies.require_reviewer(actor)
    by = By(actor, at)
    notification = queries.notification_for(actor, ref, lock=True)
    if not reason.strip():
        raise Invalid(_("Tell the seller why this notification is taken back."), field="reason")
    if not notification.permits(Do.WITHDRAW):
        raise NothingToAnswer(_("This notification is closed already: nothing is left to take back."))
    held = notification.held
    with steps.in_words_of(notification):
        words = _("We took this notification back and apologise. %(reason)s") % {"reason": reason.strip()}
        thanks = _("The notification was taken back, so no plan is needed.")
    notification.closing_note = words
    notification.save(update_fields=["closing_note"])
    steps.move(by, notification, NotificationState.WITHDRAWN)
    steps.note(by, notification, "withdrawn", reason=reason.strip())
    steps.close_plan(by, notification, thanks)
    steps.let_go(by, notification, Standing.NORMAL if held else None, words)
    return notification


def _known(seller: Seller, ground: MetricGround) -> PerformanceNotification | None:
    own = PerformanceNotification.objects.select_for_update().filter(seller=seller)
    same_breach = own.filter(breach_id=ground.breach_id).first()
    return same_breach or own.filter(metric_code=ground.code, state__in=sorted(LIVE_NOTIFICATIONS)).first()


def _joined(by: By, known: PerformanceNotification, ground: MetricGround) -> PerformanceNotification:
    if known.breach_id == ground.breach_id:
        return known
    known.breach_id, known.recovered_at = ground.breach_id, None
    known.save(update_fields=["breach_id", "recovered_at"])
    steps.note(by, known, "breached_again", data={"numerator": ground.numerator, "denominator": ground.denominator})
    return known


def _from_metric(
    by: By, seller: Seller, ground: MetricGround, book: Playbook, rule: KindRule, metric: Metric
) -> PerformanceNotification:
    notification = _blank(by, seller, book, rule)
    notification.issued_by_rule = ground.code
    notification.metric_code, notification.metric_label = ground.code, metric.label
    notification.window_days, notification.from_on, notification.to_on = (
        ground.window_days,
        ground.from_on,
        ground.to_on,
    )
    notification.numerator, notification.denominator = ground.numerator, ground.denominator
    notification.target_bps = metric.target.bps if metric.target else None
    notification.condition = metric.target.condition.value if metric.target else ""
    notification.breach_id = ground.breach_id
    notification.order_count, notification.causes = len(ground.orders), [dict(c) for c in ground.causes]
    notification.detection, notification.automated_detection = Detection.OWN_INITIATIVE.value, True
    with steps.in_words_of(notification):
        values = {
            "metric": metric.label,
            "numerator": str(ground.numerator),
            "denominator": str(ground.denominator),
            "rate": rules.rate_words(ground.numerator, ground.denominator, metric.target),
            "target": rules.target_words(metric.target) if metric.target else "",
            "from_on": date_format(ground.from_on, "j F Y"),
            "to_on": date_format(ground.to_on, "j F Y"),
            "version": book.version,
        }
    notification.subject = rules.fill(rule.subject, values)[:240]
    notification.facts = rules.fill(rule.facts, values)
    notification.required_action = rules.fill(rule.required_action, values)
    notification.consequence = rules.fill(rule.consequence, values)
    notification.save(force_insert=True)
    return notification


def _by_hand(by: By, seller: Seller, notice: ManualNotice, book: Playbook, rule: KindRule) -> PerformanceNotification:
    notification = _blank(by, seller, book, rule)
    notification.issued_by_id = by.actor.user_id
    notification.subject, notification.facts = notice.subject.strip(), notice.facts.strip()
    notification.required_action = notice.required_action.strip() or rule.required_action
    notification.consequence = notice.consequence.strip() or rule.consequence
    notification.affected = [item.strip()[:200] for item in notice.affected if item.strip()]
    notification.order_count = len(set(notice.orders))
    notification.detection, notification.automated_detection = notice.detection.value, False
    notification.save(force_insert=True)
    return notification


def _blank(by: By, seller: Seller, book: Playbook, rule: KindRule) -> PerformanceNotification:
    due_at = rules.due_after(by.at, book.clocks.plan_hours) if rule.answer is Answer.PLAN else None
    return PerformanceNotification(
        ref=steps.fresh_ref(), seller=seller, kind=rule.kind.value, severity=rule.severity.value, answer=rule.answer.value,
        rule_version=book.version, clause_code=rule.clause.code, clause_text=f"{rule.clause.title}. {rule.clause.text}",
        issued_at=by.at, issued_by_name=by.actor.name, response_due_at=due_at,
    )  # fmt: skip


def _keep_orders(notification: PerformanceNotification, counted: Sequence[OrderFacts]) -> None:
    rows = [
        NotificationOrder(
            notification=notification, external_id=o.external_id, on=o.on, reason_code=o.reason_code, reason=o.reason[:300],
            sku=o.sku, carrier=o.carrier, ship_from=o.ship_from, tracking_id=o.tracking_id, part=o.part,
        )
        for o in counted
    ]  # fmt: skip
    NotificationOrder.objects.bulk_create(rows, batch_size=BATCH)


def _issued(by: By, notification: PerformanceNotification, rule: KindRule) -> None:
    data = {"kind": notification.kind, "metric": notification.metric_code, "rules": notification.rule_version}
    steps.note(by, notification, "issued", data=data)
    outbox.publish(NotificationIssued(notification_id=notification.pk, seller_id=notification.seller_id), at=by.at)
    automation = Automation.FULLY if by.actor.is_system else Automation.NOT_AUTOMATED
    with steps.in_words_of(notification):
        words = _("Performance notification %(ref)s: %(subject)s.") % {
            "ref": notification.ref,
            "subject": notification.subject,
        }
    steps.impose(by, notification, rule.ladder.issued, Why(words, automation))


def _check_words(notice: ManualNotice) -> None:
    if not notice.subject.strip() or len(notice.subject.strip()) > 200:
        raise Invalid(_("Say in one line, of at most 200 signs, what happened."), field="subject")
    if len(notice.facts.strip()) < 20:
        raise Invalid(
            _("Name the facts: dates, orders, listings, what was found. The law asks for them."), field="facts"
        )
    if len(notice.orders) > MOST_ORDERS_BY_HAND:
        raise Invalid(_("Name at most %(most)s orders.") % {"most": MOST_ORDERS_BY_HAND}, field="orders")


def _named_orders(seller: Seller, ids: Sequence[str]) -> list[OrderFacts]:
    wanted = dict.fromkeys(one.strip() for one in ids if one.strip())
    found = {order.external_id: order for order in orders.orders_of(seller).filter(external_id__in=list(wanted))}
    unknown = [one for one in wanted if one not in found]
    if unknown:
        raise Invalid(
            _("These are no orders of this seller: %(ids)s.") % {"ids": ", ".join(unknown[:5])}, field="orders"
        )
    return [
        OrderFacts(
            external_id=one, on=found[one].ordered_on, reason_code="named_by_associate",
            reason=_("Named in this notification."), sku=found[one].lead_sku, carrier=found[one].carrier,
            ship_from=found[one].ship_from,
        )
        for one in wanted
    ]  # fmt: skip
