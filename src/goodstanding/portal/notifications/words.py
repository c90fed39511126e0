"""What the notification pages say: what happened, what to do, by when, and whose clock runs."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from goodstanding.systems.performance import display
from goodstanding.systems.performance.models import PerformanceNotification, PlanOfAction
from goodstanding.systems.performance.states import Answer, NotificationState, PlanState
from goodstanding.ui import moments


def headline(notification: PerformanceNotification, plan: PlanOfAction | None, now: datetime) -> str:
    """What happened and what to do by when, or how it ended."""
    return _("%(what)s: %(then)s") % {
        "what": display.what_happened(notification),
        "then": what_to_do(notification, plan, now),
    }


def what_to_do(notification: PerformanceNotification, plan: PlanOfAction | None, now: datetime) -> str:
    """The next step in a few words, with its deadline."""
    state = NotificationState(notification.state)
    if state is NotificationState.OPEN:
        return _open(notification, plan, now)
    return {
        NotificationState.WITH_US: _("your plan is with us"),
        NotificationState.OVERDUE: _("the deadline has passed, a late plan is still read"),
        NotificationState.REFUSED: _("your plan was rejected for good, an appeal is still read"),
        NotificationState.RESOLVED: _("settled"),
        NotificationState.RECOVERED: _("recovered, nothing is asked of you"),
        NotificationState.WITHDRAWN: _("we took it back"),
    }[state]


def _open(notification: PerformanceNotification, plan: PlanOfAction | None, now: datetime) -> str:
    if notification.answer == Answer.ACKNOWLEDGE:
        return _("confirm that you have read it")
    by = moments.absolute(notification.response_due_at, now) if notification.response_due_at else "–"
    if plan is not None and plan.state == PlanState.MORE_INFO:
        return _("send what is missing by %(by)s") % {"by": by}
    if plan is not None and plan.state == PlanState.REJECTED:
        return _("send a better plan by %(by)s") % {"by": by}
    return _("send a plan of action by %(by)s") % {"by": by}


def lead(notification: PerformanceNotification) -> str:
    """One or two sentences below the headline: what is asked, or what ended it."""
    if notification.closing_note:
        return notification.closing_note
    state = NotificationState(notification.state)
    if state is NotificationState.WITH_US:
        return _("Your clock stands still while we read it. You can change the plan when we have answered.")
    if state is NotificationState.RESOLVED:
        return _("Nothing more is asked of you. What was said and decided stays here.")
    return notification.required_action


def main_action(notification: PerformanceNotification, plan: PlanOfAction | None) -> str:
    """The words on the one button, or nothing."""
    if plan is None:
        return _("Start the plan from these facts")
    return {
        PlanState.DRAFT: _("Continue the plan"),
        PlanState.MORE_INFO: _("Add what is missing"),
        PlanState.REJECTED: _("Send a better plan"),
        PlanState.EXPIRED: _("Send a late plan"),
    }.get(PlanState(plan.state), "")


def whose_turn(notification: PerformanceNotification) -> str:
    """Whom a list says it waits for."""
    return {
        NotificationState.OPEN: _("Waits for you"),
        NotificationState.WITH_US: _("With us"),
        NotificationState.OVERDUE: _("Deadline missed"),
        NotificationState.REFUSED: _("Rejected for good"),
        NotificationState.RESOLVED: _("Settled"),
        NotificationState.RECOVERED: _("Recovered"),
        NotificationState.WITHDRAWN: _("Taken back"),
    }[NotificationState(notification.state)]
