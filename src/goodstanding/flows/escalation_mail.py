"""Mail about each step of an escalation: to the seller's side by the level's name, to the people of the level by name.

It belongs to the conversation about the case. Guests get a level's answer as any other one (case_mail.py).
"""

from __future__ import annotations

from datetime import datetime

from goodstanding.base.mailroom.actions import Addressee, write
from goodstanding.base.mailroom.states import Nature
from goodstanding.base.mailroom.threads import Style
from goodstanding.base.people.models import User
from goodstanding.systems.cases import queries as cases
from goodstanding.systems.cases.models import Case
from goodstanding.systems.escalation import letters, queries
from goodstanding.systems.escalation.events import EscalationMoved, LevelClockNear
from goodstanding.systems.escalation.letters import Letter
from goodstanding.systems.escalation.models import Escalation, Step
from goodstanding.systems.stores import queries as stores
from goodstanding.ui.spoken import speaking

LEVEL_LIMIT = 20


def moved(fact: EscalationMoved, at: datetime) -> None:
    """Tell both sides what happened, each what concerns it."""
    escalation, step = queries.by_ref(fact.escalation), queries.step_by_id(fact.step)
    _to_seller(escalation, step, at)
    _to_level(escalation, step, at)


def near(fact: LevelClockNear, at: datetime) -> None:
    """That the level's clock runs out, to its people; nothing once it stands still, ended or is with another level."""
    escalation = queries.by_ref(fact.escalation)
    due_at = escalation.due_at
    if due_at is None or due_at.isoformat() != fact.due_at or escalation.level != fact.level:
        return
    book = queries.handbook_for(escalation.case.seller.store, at)
    for person in _owners(escalation, at):
        to = Addressee(person.pk, person.email, person.name, person.locale)
        with speaking(to.locale, stores.marketplace().language):
            letter = letters.near(escalation, book)
        key = f"escalation-near:{escalation.ref}:{fact.due_at}:{person.pk}"
        _write(escalation.case, letter, key, to, at, f"/console/escalation/{escalation.ref}/")


def _to_seller(escalation: Escalation, step: Step, at: datetime) -> None:
    case = escalation.case
    book = queries.handbook_for(case.seller.store, at)
    path = f"/s/{case.seller.ref}/cases/{case.ref}/escalation/"
    for user_id, address, name in cases.correspondents(case):
        to = Addressee(user_id, address, name, case.seller.store.language)
        with speaking(to.locale):
            letter = letters.to_seller(step, escalation, book)
        _write(case, letter, f"escalation:{step.pk}:seller:{user_id}", to, at, path, _nature(step))


def _to_level(escalation: Escalation, step: Step, at: datetime) -> None:
    book = queries.handbook_for(escalation.case.seller.store, at)
    path = f"/console/escalation/{escalation.ref}/"
    for person in _people(escalation, step, at):
        to = Addressee(person.pk, person.email, person.name, person.locale)
        with speaking(to.locale, stores.marketplace().language):
            letter = letters.to_level(step, escalation, book)
        _write(escalation.case, letter, f"escalation:{step.pk}:level:{person.pk}", to, at, path, _nature(step))


def _people(escalation: Escalation, step: Step, at: datetime) -> list[User]:
    """Those to whom a step is news: whoever took it herself knows it."""
    if step.actor_kind == "staff" and escalation.handler_id == step.actor_user_id:
        return []
    return _owners(escalation, at)


def _owners(escalation: Escalation, at: datetime) -> list[User]:
    """Whoever has it; while nobody does, everybody of the level who may decide anew."""
    if escalation.handler is not None:
        return [escalation.handler] if escalation.handler.is_active else []
    if not escalation.is_open:
        return []
    roles = queries.handbook_for(escalation.case.seller.store, at).roles(escalation.level, escalation.route)
    involved = queries.involved_in(escalation)
    return [person for person in cases.associates(roles) if person.pk not in involved][:LEVEL_LIMIT]


def _nature(step: Step) -> Nature:
    """Whether a step carries what somebody wrote in the case."""
    return Nature.PERSON if step.message is not None and step.actor_kind != "system" else Nature.AUTOMATIC


def _write(
    case: Case, letter: Letter | None, key: str, to: Addressee, at: datetime, path: str,
    nature: Nature = Nature.AUTOMATIC,
) -> None:  # fmt: skip
    if letter is None:
        return
    zone = case.seller.store.time_zone
    context = {"brand": stores.brand(), "case": case, "letter": letter, "zone": zone, "path": path}
    write(
        key=key, to=to, template="escalation", context=context, about=("case", case.ref), seller_id=case.seller_id, at=at,
        style=Style(nature, threaded=True),
    )  # fmt: skip
