"""The steps that the verbs share: a change of state with its record, imposing a standing with its reasons, letting go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.utils import translation
from django.utils.translation import gettext as _

from goodstanding.base.outbox import actions as outbox
from goodstanding.base.timeline.actions import record
from goodstanding.kit.actors import SYSTEM, Actor
from goodstanding.kit.refs import new_ref
from goodstanding.kit.states import require_move
from goodstanding.systems.performance import queries, rules
from goodstanding.systems.performance.errors import ReasonsIncomplete
from goodstanding.systems.performance.events import NotificationClosed, RestrictionStated
from goodstanding.systems.performance.models import PerformanceNotification, PlanOfAction, Statement
from goodstanding.systems.performance.playbook import Playbook
from goodstanding.systems.performance.states import (
    LIVE_NOTIFICATIONS,
    NOTIFICATION_MOVES,
    PLAN_MOVES,
    Automation,
    Detection,
    NotificationState,
    PlanState,
)
from goodstanding.systems.sellers import actions as sellers
from goodstanding.systems.sellers.models import Seller
from goodstanding.systems.sellers.states import Standing
from goodstanding.ui.spoken import speaking


@dataclass(frozen=True, slots=True)
class By:
    """Who does something, and when."""

    actor: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class Why:
    """Why a standing is imposed: the sentence for the seller beyond the notification's facts, and how far a machine decided."""

    words: str
    automation: Automation


def note(
    by: By, notification: PerformanceNotification, verb: str, *, reason: str = "", data: Mapping[str, object] | None = None,
    staff_only: bool = False,
) -> None:  # fmt: skip
    """A line in the record of a notification; everything about its plan stands there too."""
    record(
        actor=by.actor, verb=f"performance.{verb}", subject=("notification", notification.ref), at=by.at,
        seller_id=notification.seller_id, reason=reason, data=data, staff_only=staff_only,
    )  # fmt: skip


def move(by: By, notification: PerformanceNotification, after: NotificationState) -> None:
    """Change a notification's state through its table. One that ends is announced and asks nothing any more."""
    require_move(NOTIFICATION_MOVES, NotificationState(notification.state), after, what="This notification")
    notification.state = after.value
    fields = ["state"]
    if after not in LIVE_NOTIFICATIONS:
        notification.closed_at, notification.response_due_at, notification.clock_left_s = by.at, None, None
        fields += ["closed_at", "response_due_at", "clock_left_s"]
        outbox.publish(
            NotificationClosed(notification_id=notification.pk, seller_id=notification.seller_id, how=after.value),
            at=by.at,
        )
    notification.save(update_fields=fields)


def move_plan(plan: PlanOfAction, after: PlanState) -> None:
    """Change a plan's state through its table; the caller records it."""
    require_move(PLAN_MOVES, PlanState(plan.state), after, what="This plan")
    plan.state = after.value
    plan.save(update_fields=["state"])


def set_clock(notification: PerformanceNotification, *, due_at: datetime | None, left_s: int | None = None) -> None:
    """Start, or stop, the seller's clock."""
    notification.response_due_at, notification.clock_left_s, notification.reminded_at = due_at, left_s, None
    notification.save(update_fields=["response_due_at", "clock_left_s", "reminded_at"])


def impose(by: By, notification: PerformanceNotification, hold: Standing | None, why: Why) -> Statement | None:
    """Let a notification hold a standing. A restricting one is saved only together with a complete statement of reasons.

    What it holds never gets better here, and a worse standing of the seller stays. Raises ReasonsIncomplete.
    """
    if hold is None or (notification.held is not None and not rules.worse(hold, notification.held)):
        return None
    statement = _state(by, notification, hold, why) if rules.restricts(hold) else None
    notification.holds = hold.value
    notification.save(update_fields=["holds"])
    seller = Seller.objects.get(pk=notification.seller_id)
    to = rules.to_impose(Standing(seller.standing), hold)
    if to is not None:
        cause = ("statement", statement.ref) if statement else ("notification", notification.ref)
        _change(by, seller, to, why.words, cause)
    if statement is not None:
        outbox.publish(RestrictionStated(statement_id=statement.pk, seller_id=notification.seller_id), at=by.at)
    return statement


def let_go(by: By, notification: PerformanceNotification, outcome: Standing | None, reason: str) -> None:
    """End what a notification holds. The seller's standing improves as far as her other notifications let it."""
    if outcome is None:
        return
    notification.statements.filter(lifted_at__isnull=True).update(lifted_at=by.at, lifted_reason=reason)
    notification.holds = ""
    notification.save(update_fields=["holds"])
    improve(by, notification, outcome, reason)


def improve(by: By, notification: PerformanceNotification, outcome: Standing, reason: str) -> None:
    """Bring the seller's standing to `outcome`, or to what her other notifications hold if that is worse."""
    seller = Seller.objects.get(pk=notification.seller_id)
    for to in rules.to_release(Standing(seller.standing), outcome, queries.held_by_others(notification)):
        _change(by, seller, to, reason, _cause_of(notification, to))


def close_plan(by: By, notification: PerformanceNotification, words: str) -> None:
    """Take an open plan off the seller's and the reviewers' tables because it is not needed any more."""
    plan = PlanOfAction.objects.select_for_update().filter(notification=notification).first()
    if plan is not None and PLAN_MOVES[PlanState(plan.state)]:
        move_plan(plan, PlanState.WITHDRAWN)
        note(by, notification, "plan_not_needed", reason=words, data={"plan": plan.ref})


def in_words_of(notification: PerformanceNotification) -> translation.override:
    """Texts that are kept with a notification are written in the language of its store."""
    return speaking(notification.seller.store.language)


def fresh_ref() -> str:
    """A reference for a notification, plan or statement."""
    return new_ref(8)


def fresh_window() -> str:
    """A name for one open editor, so that two of them can be told apart."""
    return uuid4().hex


def _cause_of(notification: PerformanceNotification, to: Standing) -> tuple[str, str]:
    """What a change on the way back rests on: a restriction that stays is another notification's, with its own statement."""
    if rules.restricts(to):
        in_force = Statement.objects.filter(seller_id=notification.seller_id, standing=to.value, lifted_at__isnull=True)
        return "statement", in_force.order_by("-pk").values_list("ref", flat=True)[0]
    return "notification", notification.ref


def _change(by: By, seller: Seller, to: Standing, reason: str, cause: tuple[str, str]) -> None:
    actor = by.actor if by.actor.is_staff else SYSTEM
    sellers.change_standing(actor=actor, seller_id=seller.pk, to=to, reason=reason, at=by.at, cause=cause)


def _state(by: By, notification: PerformanceNotification, hold: Standing, why: Why) -> Statement:
    book = queries.playbook_for(notification.seller.store, by.at)
    reasons = _reasons(by, notification, hold, why, book)
    missing = rules.missing_in(reasons)
    if missing:
        raise ReasonsIncomplete(missing)
    statement = Statement.objects.create(
        ref=fresh_ref(), seller_id=notification.seller_id, notification=notification, standing=hold.value,
        facts=reasons.facts, clause_code=reasons.clause_code, clause_text=reasons.clause_text,
        rule_version=reasons.rule_version, scope=reasons.scope, territory=reasons.territory,
        starts_at=reasons.starts_at, ends_at=reasons.ends_at, ends_when=reasons.ends_when,
        detection=reasons.detection.value, automated_detection=reasons.automated_detection,
        automated_decision=reasons.automated_decision.value, redress=[dict(way) for way in reasons.redress],
        complaint_until=reasons.complaint_until, issued_at=by.at, issued_by_name=by.actor.name,
    )  # fmt: skip
    note(by, notification, "restricted", reason=why.words, data={"statement": statement.ref, "standing": hold.value})
    return statement


def _reasons(by: By, notification: PerformanceNotification, hold: Standing, why: Why, book: Playbook) -> rules.Reasons:
    worded = book.restrictions.get(hold)
    store = notification.seller.store
    return rules.Reasons(
        facts="\n".join(part for part in (notification.facts, why.words) if part.strip()),
        clause_code=notification.clause_code,
        clause_text=notification.clause_text,
        rule_version=notification.rule_version,
        scope=worded.scope if worded else "",
        territory=_("%(store)s (%(country)s)") % {"store": store.name, "country": store.country}
        if store.country
        else store.name,
        starts_at=by.at,
        ends_when=worded.ends_when if worded else "",
        detection=Detection(notification.detection),
        automated_detection=notification.automated_detection,
        automated_decision=why.automation,
        redress=rules.redress_words(book),
        complaint_until=rules.complaint_until(book, by.at),
    )
