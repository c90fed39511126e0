"""Who reacts to what: one line per reaction. Read from top to bottom it is the list of everything that happens by itself."""

from __future__ import annotations

from goodstanding.base.mailroom.inbound.events import MailArrived
from goodstanding.base.outbox.registry import react
from goodstanding.flows import (
    case_desk_mail,
    case_later,
    case_mail,
    case_mail_in,
    case_problems,
    case_references,
    case_rules,
    closing_mail,
    enforcement,
    escalation_mail,
    escalations,
    judging,
    payout_references,
    performance_mail,
    service_levels,
    webhooks,
)
from goodstanding.systems.cases import events as cases
from goodstanding.systems.escalation.events import EscalationMoved, LevelClockNear
from goodstanding.systems.health.events import MetricBreached, MetricRecovered
from goodstanding.systems.orders.events import OrdersChanged
from goodstanding.systems.performance import events as performance
from goodstanding.systems.sellers.events import ClosingMoved, StandingChanged
from goodstanding.systems.service import events as service


def register() -> None:
    """Name every reaction. Called once, before the first of them is looked up (`kit/later.py`)."""
    react(OrdersChanged, judging.judge_sellers)
    react(MetricBreached, enforcement.notify)
    react(MetricRecovered, enforcement.settle)
    react(performance.NotificationIssued, performance_mail.issued)
    react(performance.DeadlineNear, performance_mail.reminded)
    react(performance.DeadlineMissed, performance_mail.missed)
    react(performance.RestrictionStated, performance_mail.restricted)
    react(performance.PlanDecided, performance_mail.decided)
    react(performance.NotificationClosed, performance_mail.closed)
    react(performance.MetricBackInTarget, performance_mail.recovered_but_open)
    react(StandingChanged, performance_mail.standing_changed)
    react(ClosingMoved, closing_mail.moved)
    react(cases.CaseOpened, case_mail.opened)
    react(cases.CaseAnswered, case_mail.answered)
    react(cases.SellerReplied, case_mail.replied)
    react(cases.SellerReminded, case_mail.reminded)
    react(cases.CaseClosed, case_mail.closed)
    react(cases.CaseReopened, case_mail.reopened)
    react(cases.CaseRearranged, case_mail.rearranged)
    react(cases.LaterAnswerSent, case_later.sent)
    react(cases.AnswerHeld, case_desk_mail.held)
    react(cases.ColleagueMentioned, case_desk_mail.mentioned)
    react(cases.ProblemAnswered, case_problems.answered)
    react(cases.SellerReplied, escalations.seller_replied)
    react(cases.CaseClosed, escalations.case_closed)
    react(EscalationMoved, escalation_mail.moved)
    react(LevelClockNear, escalation_mail.near)
    react(MailArrived, case_mail_in.arrived)
    react(service.PromiseNear, service_levels.near)
    react(service.PromiseBroken, service_levels.broken)
    react(service.TermsChanged, service_levels.terms_changed)
    case_references.register()
    payout_references.register()
    _set_rules_going()
    _tell_integrators()


def _set_rules_going() -> None:
    react(cases.CaseOpened, case_rules.opened)
    react(cases.SellerReplied, case_rules.replied)
    react(cases.CaseAnswered, case_rules.answered)
    react(cases.CaseReopened, case_rules.reopened)
    react(cases.CaseClosed, case_rules.closed)
    react(service.PromiseNear, case_rules.near)
    react(service.PromiseBroken, case_rules.broken)


def _tell_integrators() -> None:
    webhooks.register()
    react(cases.CaseOpened, webhooks.case_opened)
    react(cases.SellerReplied, webhooks.case_replied)
    react(cases.CaseAnswered, webhooks.case_answered)
    react(cases.SellerReminded, webhooks.case_reminded)
    react(cases.CaseClosed, webhooks.case_closed)
    react(cases.CaseReopened, webhooks.case_reopened)
    react(cases.CaseRearranged, webhooks.case_rearranged)
    react(EscalationMoved, webhooks.escalation_moved)
    react(cases.CaseHandled, webhooks.case_handled)
    react(service.PromiseNear, webhooks.promise_near)
    react(service.PromiseBroken, webhooks.promise_broken)
    react(performance.NotificationIssued, webhooks.notification_issued)
    react(performance.NotificationClosed, webhooks.notification_closed)
    react(performance.PlanSubmitted, webhooks.plan_submitted)
    react(performance.PlanDecided, webhooks.plan_decided)
    react(MetricBreached, webhooks.metric_breached)
    react(MetricRecovered, webhooks.metric_recovered)
    react(StandingChanged, webhooks.standing_changed)
    react(ClosingMoved, webhooks.account_closing)
