"""Escalations as a whole: what became of each level's decisions, and where the steps outside lead in each store."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from django.http import HttpRequest
from ninja import Path, Router
from pydantic import Field

from goodstanding.api.auth import caller, needs
from goodstanding.api.repeats import repeatable
from goodstanding.api.v1.desk_cases import Days
from goodstanding.api.v1.shapes import Given, Shown
from goodstanding.base.tokens.scopes import Scope
from goodstanding.kit.actors import Actor
from goodstanding.systems.escalation import actions, queries
from goodstanding.systems.escalation.actions import Turn
from goodstanding.systems.escalation.handbook import OutsideRule
from goodstanding.systems.escalation.models import OutsideStep
from goodstanding.systems.escalation.words import language
from goodstanding.systems.stores import queries as stores
from goodstanding.systems.stores.models import Store

router = Router(tags=["Escalations"])

READ, WRITE = needs(Scope.CASES_READ), needs(Scope.SERVICE_WRITE)

StoreCode = Annotated[str, Path(description="The store's code.", examples=["us"])]
StepCode = Annotated[str, Path(description="The step, by its code in the rules.", examples=["mediator"])]


class LevelReportOut(Shown):
    """What became of one level's decisions."""

    level: int = Field(examples=[2])
    answered: int = Field(examples=[12])
    changed: int = Field(examples=[3])
    partly: int = Field(examples=[1])
    upheld: int = Field(examples=[8])
    missed: int = Field(description="How often its clock ran out.", examples=[0])
    handed_up: int = Field(examples=[2])
    contested: int = Field(examples=[1])


class EscalationReportOut(Shown):
    """What became of each level's decisions."""

    since: datetime
    data: list[LevelReportOut]


class TurnIn(Given):
    """Whom to turn to outside, and whether the step is open in this store."""

    enabled: bool = Field(examples=[True])
    name: str = Field("", max_length=200, examples=["Mediation Centre"])
    address: str = Field("", max_length=1_000, examples=["1 Long Street"])
    email: str = Field("", max_length=254, examples=["desk@mediation.example"])
    url: str = Field("", max_length=200, examples=["https://mediation.example/"])


class TurnOut(Shown):
    """A step outside as a store has it."""

    code: str = Field(examples=["mediator"])
    label: str = Field(examples=["Mediator"])
    enabled: bool = Field(examples=[True])
    name: str = Field(examples=["Mediation Centre"])
    address: str = Field(examples=["1 Long Street"])
    email: str = Field(examples=["desk@mediation.example"])
    url: str = Field(examples=["https://mediation.example/"])


class TurnsOut(Shown):
    """Every step outside that the rules know, in order."""

    data: list[TurnOut]


@router.get("/desk/escalation-report", response=EscalationReportOut, auth=READ, operation_id="getEscalationReport")
def get_escalation_report(request: HttpRequest, days: Days = 90) -> EscalationReportOut:
    """How many decisions of each level changed the earlier answer, were handed up, late or contested. For associates."""
    actor, at = caller(request)
    since = at - timedelta(days=days)
    names = tuple(LevelReportOut.model_fields)
    found = queries.report(actor, since=since, until=at)
    return EscalationReportOut(
        since=since, data=[LevelReportOut(**{name: getattr(one, name) for name in names}) for one in found]
    )


@router.get("/stores/{store}/outside-steps", response=TurnsOut, auth=READ, operation_id="listStoreOutsideSteps")
def list_store_outside_steps(request: HttpRequest, store: StoreCode) -> TurnsOut:
    """Where the steps outside lead in a store, and which of them are open there. For administrators."""
    actor, at = caller(request)
    return _turns(actor, stores.store_named(store), at)


@router.put("/stores/{store}/outside-steps/{step}", response=TurnsOut, auth=WRITE, operation_id="setOutsideStep")
@repeatable
def set_outside_step(request: HttpRequest, store: StoreCode, step: StepCode, payload: TurnIn) -> TurnsOut:
    """Open or close a step outside in a store and say whom to turn to. For administrators."""
    actor, at = caller(request)
    found = stores.store_named(store)
    actions.set_outside(actor=actor, store=found, code=step, turn=Turn(**payload.model_dump()), at=at)
    return _turns(actor, found, at)


def _turns(actor: Actor, store: Store, at: datetime) -> TurnsOut:
    return TurnsOut(data=[_turn_out(rule, said) for rule, said in queries.outside_settings(actor, store, at)])


def _turn_out(rule: OutsideRule, said: OutsideStep) -> TurnOut:
    plain = {name: getattr(said, name) for name in ("enabled", "name", "address", "email", "url")}
    return TurnOut(code=rule.code, label=rule.label.in_(language()), **plain)
