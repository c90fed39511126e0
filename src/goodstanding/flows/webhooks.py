"""Which fact becomes which event for integrators. Bodies hold ids, states and instants: what was written is fetched through
the API by whoever may read it, so no note can leave this way."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from goodstanding.base.webhooks import actions, registry
from goodstanding.kit.refs import new_ref
from goodstanding.systems.cases import events as cases
from goodstanding.systems.cases import queries as case_queries
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.states import status_told
from goodstanding.systems.escalation import queries as escalation_queries
from goodstanding.systems.escalation.events import EscalationMoved
from goodstanding.systems.health.events import MetricBreached, MetricRecovered
from goodstanding.systems.performance import events as performance
from goodstanding.systems.performance import queries as notification_queries
from goodstanding.systems.sellers import queries as sellers
from goodstanding.systems.sellers.events import ClosingMoved, StandingChanged
from goodstanding.systems.service.events import PromiseBroken, PromiseNear

EVENTS = {
    "case.opened": _("A case was opened"),
    "case.replied": _("The seller wrote in a case"),
    "case.answered": _("The marketplace answered in a case"),
    "case.reminded": _("The seller was reminded that a case waits"),
    "case.closed": _("A case was closed without an answer"),
    "case.reopened": _("A case was reopened"),
    "case.rearranged": _("A case was merged or split, or that was taken back"),
    "escalation.moved": _("Something happened to an escalation"),
    "notification.issued": _("A performance notification was issued"),
    "notification.closed": _("A performance notification ended"),
    "plan.submitted": _("A plan of action was submitted"),
    "plan.decided": _("A plan of action was decided on"),
    "metric.breached": _("A metric went beyond its target"),
    "metric.recovered": _("A metric is within its target again"),
    "standing.changed": _("A seller's standing changed"),
    "account.closing": _("A seller account is about to close, stays open after all, or is closed"),
}
OURS = {
    "case.handled": _("Who has a case, its queue or its priority changed"),
    "service.near": _("A promise about a case is near its end and not kept yet"),
    "service.broken": _("A promise about a case was not kept in time"),
}


def register() -> None:
    """Name the events that endpoints may ask for."""
    registry.offer(EVENTS)
    registry.offer(OURS, ours=True)


def case_opened(fact: cases.CaseOpened, at: datetime) -> None:
    """case.opened"""
    _case("case.opened", fact.case_ref, fact.seller_id, at, {"message": 1, "by": fact.by})


def case_replied(fact: cases.SellerReplied, at: datetime) -> None:
    """case.replied"""
    _case("case.replied", fact.case_ref, fact.seller_id, at, {"message": fact.message})


def case_answered(fact: cases.CaseAnswered, at: datetime) -> None:
    """case.answered"""
    _case("case.answered", fact.case_ref, fact.seller_id, at, {"message": fact.message, "outcome": fact.outcome})


def case_reminded(fact: cases.SellerReminded, at: datetime) -> None:
    """case.reminded"""
    _case("case.reminded", fact.case_ref, fact.seller_id, at, {"nth": fact.nth})


def case_closed(fact: cases.CaseClosed, at: datetime) -> None:
    """case.closed"""
    _case("case.closed", fact.case_ref, fact.seller_id, at, {"how": fact.how})


def case_reopened(fact: cases.CaseReopened, at: datetime) -> None:
    """case.reopened"""
    _case("case.reopened", fact.case_ref, fact.seller_id, at, {"by": fact.by})


def case_rearranged(fact: cases.CaseRearranged, at: datetime) -> None:
    """case.rearranged"""
    more = {"other_case": fact.other_ref, "kind": fact.kind, "undone": fact.undone}
    _case("case.rearranged", fact.case_ref, fact.seller_id, at, more)


def escalation_moved(fact: EscalationMoved, at: datetime) -> None:
    """escalation.moved"""
    escalation, step = escalation_queries.by_ref(fact.escalation), escalation_queries.step_by_id(fact.step)
    more: dict[str, object] = {"escalation": escalation.ref, "step": fact.kind, "level": step.level}
    more |= {"state": escalation.state, "due_at": escalation.due_at.isoformat() if escalation.due_at else None}
    _case("escalation.moved", fact.case_ref, fact.seller_id, at, more)


def case_handled(fact: cases.CaseHandled, at: datetime) -> None:
    """case.handled: who works on a case is not the seller's business. As it stands when it is told; `change` says what began it."""
    case = case_queries.by_ref(fact.case_ref)
    change = fact.verb.partition(".")[2]
    _ours("case.handled", case, at, {"change": change, "assignee": case.assignee_id, "priority": case.priority})


def promise_near(fact: PromiseNear, at: datetime) -> None:
    """service.near: while somebody can still keep it."""
    _promise("service.near", fact, at)


def promise_broken(fact: PromiseBroken, at: datetime) -> None:
    """service.broken"""
    _promise("service.broken", fact, at)


def notification_issued(fact: performance.NotificationIssued, at: datetime) -> None:
    """notification.issued"""
    _notification("notification.issued", fact.notification_id, fact.seller_id, at, {})


def notification_closed(fact: performance.NotificationClosed, at: datetime) -> None:
    """notification.closed"""
    _notification("notification.closed", fact.notification_id, fact.seller_id, at, {"how": fact.how})


def plan_submitted(fact: performance.PlanSubmitted, at: datetime) -> None:
    """plan.submitted"""
    plan = notification_queries.plan_by_id(fact.plan_id)
    _notification("plan.submitted", plan.notification_id, fact.seller_id, at, {})


def plan_decided(fact: performance.PlanDecided, at: datetime) -> None:
    """plan.decided"""
    plan = notification_queries.plan_by_id(fact.plan_id)
    _notification("plan.decided", plan.notification_id, fact.seller_id, at, {"decision": fact.decision})


def metric_breached(fact: MetricBreached, at: datetime) -> None:
    """metric.breached"""
    _tell("metric.breached", fact.seller_id, at, {"metric": fact.code})


def metric_recovered(fact: MetricRecovered, at: datetime) -> None:
    """metric.recovered"""
    _tell("metric.recovered", fact.seller_id, at, {"metric": fact.code})


def standing_changed(fact: StandingChanged, at: datetime) -> None:
    """standing.changed"""
    _tell("standing.changed", fact.seller_id, at, {"before": fact.before, "after": fact.after})


def account_closing(fact: ClosingMoved, at: datetime) -> None:
    """account.closing: once for each store the account sells in."""
    closure = sellers.closure_by_id(fact.closure_id)
    told = {"state": fact.state, "final_at": closure.final_at.isoformat(), "by_marketplace": closure.by_marketplace}
    for seller in sellers.sellers_of(closure.account):
        _tell("account.closing", seller.pk, at, {**told, "access_until": closure.access_until.isoformat()})


def _case(event: str, ref: str, seller_id: int, at: datetime, more: dict[str, object]) -> None:
    case = case_queries.by_ref(ref)
    told = {"case": case.ref, "category": case.category, "status": status_told(case.state).value, "label": case.label}
    _tell(event, seller_id, at, {**told, **more})


def _promise(event: str, fact: PromiseNear | PromiseBroken, at: datetime) -> None:
    if fact.subject_kind == "case" and fact.seller_id is not None:
        case = case_queries.by_ref(fact.subject_ref)
        _ours(event, case, at, {"promise": fact.kind, "due_at": fact.due_at})


def _ours(event: str, case: Case, at: datetime, data: dict[str, object]) -> None:
    """What happens within the house: the marketplace's own endpoints are told, sellers' are not."""
    told = {"seller": case.seller.external_id, "store": case.seller.store.code, "case": case.ref, "queue": case.queue}
    actions.announce(event, event_ref=_event_ref(), account_id=None, data={**told, **data}, at=at)


def _notification(event: str, notification_id: int, seller_id: int, at: datetime, more: dict[str, object]) -> None:
    notification = notification_queries.by_id(notification_id)
    told = {"notification": notification.ref, "kind": notification.kind, "state": notification.state}
    _tell(event, seller_id, at, {**told, **more})


def _tell(event: str, seller_id: int, at: datetime, data: dict[str, object]) -> None:
    """A fact is handled once, in the transaction that marks it handled: so is the event made, once."""
    seller = sellers.by_id(seller_id)
    told = {"seller": seller.external_id, "store": seller.store.code, **data}
    actions.announce(event, event_ref=_event_ref(), account_id=seller.account_id, data=told, at=at)


def _event_ref() -> str:
    return f"evt_{new_ref(20).replace('-', '')}"
