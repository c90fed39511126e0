"""What happens in a case sets the desk's rules going. They run here, in the worker, after the change is committed."""

from __future__ import annotations

from datetime import datetime

from goodstanding.systems.cases import events as cases
from goodstanding.systems.desk import actions
from goodstanding.systems.desk.states import Event
from goodstanding.systems.service import events as service


def opened(fact: cases.CaseOpened, at: datetime) -> None:
    """When a case is opened."""
    actions.run_rules(event=Event.OPENED, case_ref=fact.case_ref, at=at)


def replied(fact: cases.SellerReplied, at: datetime) -> None:
    """When the seller writes."""
    actions.run_rules(event=Event.REPLIED, case_ref=fact.case_ref, at=at)


def answered(fact: cases.CaseAnswered, at: datetime) -> None:
    """When the marketplace answers."""
    actions.run_rules(event=Event.ANSWERED, case_ref=fact.case_ref, at=at)


def reopened(fact: cases.CaseReopened, at: datetime) -> None:
    """When a case is reopened."""
    actions.run_rules(event=Event.REOPENED, case_ref=fact.case_ref, at=at)


def closed(fact: cases.CaseClosed, at: datetime) -> None:
    """When a case is closed by another way than an answer."""
    actions.run_rules(event=Event.CLOSED, case_ref=fact.case_ref, at=at)


def near(fact: service.PromiseNear, at: datetime) -> None:
    """When a service level of a case is nearly missed."""
    if fact.subject_kind == "case":
        actions.run_rules(event=Event.NEAR, case_ref=fact.subject_ref, at=at)


def broken(fact: service.PromiseBroken, at: datetime) -> None:
    """When a service level of a case is missed."""
    if fact.subject_kind == "case":
        actions.run_rules(event=Event.BROKEN, case_ref=fact.subject_ref, at=at)
