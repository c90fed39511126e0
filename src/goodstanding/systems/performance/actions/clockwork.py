"""What happens because time passed or a metric recovered."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _

from goodstanding.base.outbox import actions as outbox
from goodstanding.kit.actors import SYSTEM, Actor
from goodstanding.systems.performance import policies, queries, rules
from goodstanding.systems.performance.actions import steps
from goodstanding.systems.performance.actions.steps import By, Why
from goodstanding.systems.performance.events import DeadlineMissed, DeadlineNear, MetricBackInTarget
from goodstanding.systems.performance.models import PerformanceNotification, PlanOfAction
from goodstanding.systems.performance.states import (
    UNANSWERED,
    Automation,
    Do,
    NotificationKind,
    NotificationState,
    PlanState,
)
from goodstanding.systems.sellers import actions as sellers
from goodstanding.systems.sellers.models import Seller
from goodstanding.systems.sellers.states import Standing

CHUNK = 500


def remind_due(*, at: datetime) -> int:
    """Announce each deadline that is near and not announced yet. Returns how many. Safe to repeat."""
    stores = {n.seller.store for n in _running(at + timedelta(days=31), reminded=False)}
    announced = 0
    for store in stores:
        hours = queries.playbook_for(store, at).clocks.reminder_hours
        near = _running(at + timedelta(hours=hours), reminded=False).filter(seller__store=store, response_due_at__gt=at)
        for notification in near[:CHUNK]:
            announced += remind(ref=notification.ref, at=at)
    return announced


@transaction.atomic
def remind(*, ref: str, at: datetime) -> bool:
    """Announce one near deadline, once. False when it moved, passed, or was announced before."""
    notification = queries.notification_for(SYSTEM, ref, lock=True)
    due_at = notification.response_due_at
    if due_at is None or due_at <= at or notification.reminded_at is not None or not notification.permits(Do.EXPIRE):
        return False
    notification.reminded_at = at
    notification.save(update_fields=["reminded_at"])
    steps.note(By(SYSTEM, at), notification, "reminded")
    outbox.publish(DeadlineNear(notification_id=notification.pk, seller_id=notification.seller_id), at=at)
    return True


def expire_overdue(*, at: datetime) -> int:
    """Apply what follows from every deadline that passed without an answer. Returns how many. Safe to repeat."""
    return sum(expire(ref=notification.ref, at=at) for notification in _running(at)[:CHUNK])


@transaction.atomic
def expire(*, ref: str, at: datetime) -> bool:
    """Apply what follows from one missed deadline. False when an answer came or the deadline moved in the meantime."""
    notification = queries.notification_for(SYSTEM, ref, lock=True)
    if not notification.permits(Do.EXPIRE) or rules.in_time(notification.response_due_at, at):
        return False
    miss(By(SYSTEM, at), notification)
    return True


def miss(by: By, notification: PerformanceNotification) -> None:
    """The deadline has passed: the ladder's step, with its reasons. The caller holds the lock and has checked the clock."""
    rule = queries.playbook_for(notification.seller.store, by.at).kind(NotificationKind(notification.kind))
    clocks = queries.playbook_for(notification.seller.store, by.at).clocks
    with steps.in_words_of(notification), timezone.override(notification.seller.store.zone):
        due_at = notification.response_due_at or by.at
        words = _("No plan of action had arrived by %(due)s for notification %(ref)s.") % {
            "due": date_format(timezone.localtime(due_at), "D j M Y, H:i"),
            "ref": notification.ref,
        }
    if notification.answers_until is None:
        notification.answers_until = by.at + timedelta(days=clocks.late_answer_days)
        notification.save(update_fields=["answers_until"])
    steps.move(by, notification, NotificationState.OVERDUE)
    steps.note(by, notification, "deadline_missed", reason=words)
    plan = PlanOfAction.objects.select_for_update().filter(notification=notification).first()
    if plan is not None and plan.state in UNANSWERED and plan.state != PlanState.EXPIRED:
        steps.move_plan(plan, PlanState.EXPIRED)
    outbox.publish(DeadlineMissed(notification_id=notification.pk, seller_id=notification.seller_id), at=by.at)
    steps.impose(by, notification, rule.ladder.missed, Why(words, Automation.FULLY))


@transaction.atomic
def settle_recovered(*, actor: Actor, breach_id: int, at: datetime) -> PerformanceNotification | None:
    """Close the notification of a breach because its metric is within its target again. Safe to repeat; None without one.

    A plan that is not needed any more is thanked for. Where the ladder lets only an accepted plan end what was imposed
    (suspension), the recovery is noted and the notification stays open. After an accepted plan, recovery ends the time as
    reinstated.
    """
    policies.require_reviewer(actor)
    by = By(actor, at)
    found = PerformanceNotification.objects.filter(breach_id=breach_id).first()
    if found is None:
        return None
    notification = queries.notification_for(actor, found.ref, lock=True)
    if notification.breach_id != breach_id or notification.recovered_at is not None:
        return notification
    notification.recovered_at = at
    notification.save(update_fields=["recovered_at"])
    with steps.in_words_of(notification):
        words = _("%(metric)s is within its target again.") % {"metric": notification.metric_label}
        thanks = _("Thank you for the work on the plan. The metric recovered, so the plan is not needed any more.")
    rule = queries.playbook_for(notification.seller.store, at).kind(NotificationKind(notification.kind))
    held = notification.held
    if not notification.permits(Do.SETTLE):
        _after_acceptance(by, notification, words)
    elif held is not None and held not in rule.ladder.recovered:
        steps.note(by, notification, "metric_recovered", reason=words)
        outbox.publish(MetricBackInTarget(notification_id=notification.pk, seller_id=notification.seller_id), at=at)
    else:
        notification.closing_note = words
        notification.save(update_fields=["closing_note"])
        steps.move(by, notification, NotificationState.RECOVERED)
        steps.note(by, notification, "recovered", reason=words)
        steps.close_plan(by, notification, thanks)
        steps.let_go(by, notification, rule.ladder.recovered[held] if held else None, words)
    return notification


def complete_reinstatements(*, at: datetime) -> int:
    """Bring reinstated sellers back to normal after the rulebook's days, where no metric still has to recover first."""
    done = 0
    reinstated = Seller.objects.filter(standing=Standing.REINSTATED).select_related("store").order_by("pk")
    for seller in reinstated[:CHUNK]:
        days = queries.playbook_for(seller.store, at).clocks.reinstated_days
        if seller.standing_since <= at - timedelta(days=days) and not _awaits_recovery(seller):
            done += _back_to_normal(seller.pk, days, at)
    return done


@transaction.atomic
def _back_to_normal(seller_id: int, days: int, at: datetime) -> int:
    seller = Seller.objects.select_for_update().get(pk=seller_id)
    if seller.standing != Standing.REINSTATED or seller.notifications.exclude(holds="").exists():
        return 0
    reason = _("%(days)s days have passed since your account was reinstated.") % {"days": days}
    changed = sellers.change_standing(actor=SYSTEM, seller_id=seller_id, to=Standing.NORMAL, reason=reason, at=at)
    return int(changed is not None)


def _after_acceptance(by: By, notification: PerformanceNotification, words: str) -> None:
    steps.note(by, notification, "metric_recovered", reason=words)
    seller = Seller.objects.get(pk=notification.seller_id)
    if seller.standing == Standing.REINSTATED and not _awaits_recovery(seller):
        steps.improve(by, notification, Standing.NORMAL, words)


def _awaits_recovery(seller: Seller) -> bool:
    accepted = seller.notifications.filter(state=NotificationState.RESOLVED, breach_id__isnull=False)
    return accepted.filter(recovered_at__isnull=True).exists()


def _running(before: datetime, *, reminded: bool | None = None):  # type: ignore[no-untyped-def]  # a queryset of notifications
    found = PerformanceNotification.objects.filter(state=NotificationState.OPEN, response_due_at__lt=before)
    if reminded is not None:
        found = found.filter(reminded_at__isnull=not reminded)
    return found.select_related("seller__store").order_by("response_due_at", "pk")
