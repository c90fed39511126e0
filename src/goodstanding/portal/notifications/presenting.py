"""From notifications, plans and findings to what the pages show."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from goodstanding.portal.notifications import words
from goodstanding.systems.performance import display
from goodstanding.systems.performance.models import PerformanceNotification, PlanOfAction
from goodstanding.systems.performance.states import Do, NotificationState, PlanState
from goodstanding.systems.performance.words import STATE_MARKS


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    notification: PerformanceNotification
    title: str
    url: str
    state: str
    word: str
    waits: bool


def row(notification: PerformanceNotification) -> Row:
    """A notification as a line of the list."""
    return Row(
        notification=notification,
        title=display.what_happened(notification),
        url=url_of(notification),
        state=STATE_MARKS[NotificationState(notification.state)],
        word=words.whose_turn(notification),
        waits=notification.permits(Do.ANSWER),
    )


def url_of(notification: PerformanceNotification) -> str:
    """The notification's page."""
    return reverse(
        "portal:notifications-detail", kwargs={"seller_ref": notification.seller.ref, "ref": notification.ref}
    )


def steps_done(
    notification: PerformanceNotification, plan: PlanOfAction | None, review_hours: int
) -> list[tuple[str, bool]]:
    """The way back, with the steps already done."""
    state = PlanState(plan.state) if plan else None
    sent = plan is not None and plan.submitted_at is not None
    return [
        (_("Read the notification"), notification.read_at is not None),
        (_("Write the plan of action"), sent),
        (_("Send it"), sent and state not in {PlanState.MORE_INFO, PlanState.REJECTED, PlanState.EXPIRED}),
        (_("We decide, within %(hours)s hours") % {"hours": review_hours}, state is PlanState.ACCEPTED),
    ]
