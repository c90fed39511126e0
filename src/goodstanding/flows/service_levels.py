"""What follows from promises: a warning to whoever has the case, a breach to the queue's leads too, other terms to what is open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from goodstanding.base.mailroom.actions import Addressee, write
from goodstanding.base.people.models import User
from goodstanding.flows.tasks import reckon_cases, reckon_escalations
from goodstanding.kit.actors import SYSTEM
from goodstanding.kit.errors import NotFound
from goodstanding.systems.cases import actions as cases
from goodstanding.systems.cases import queries
from goodstanding.systems.cases.actions.reckoning import raised
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.queries.foreseeing import living_after
from goodstanding.systems.escalation.queries import open_after
from goodstanding.systems.service import queries as service
from goodstanding.systems.service.events import PromiseBroken, PromiseNear, TermsChanged
from goodstanding.systems.service.models import Promise
from goodstanding.systems.service.words import KIND_WORDS
from goodstanding.systems.stores import queries as stores

CASE = "case"


def near(fact: PromiseNear, at: datetime) -> None:
    """That a promise is near its end: to whoever has the case, else to the leads of its queue. Nothing once it was met."""
    promise, case = _open(fact.promise_id, fact.subject_kind)
    if promise is None or case is None or promise.broken_at is not None:
        return
    have = [case.assignee] if case.assignee is not None and case.assignee.is_active else service.leads_of(case.queue)
    _tell(case, promise, have, "near", fact.due_at, at)


def broken(fact: PromiseBroken, at: datetime) -> None:
    """That a promise was broken: to whoever has the case and to the leads. Where its policy says so, the priority is raised."""
    promise, case = _open(fact.promise_id, fact.subject_kind)
    if promise is None or case is None:
        return
    people = [*([case.assignee] if case.assignee is not None and case.assignee.is_active else [])]
    _tell(case, promise, [*people, *service.leads_of(case.queue)], "broken", fact.due_at, at)
    higher = raised(case.priority)
    if fact.bump and higher is not None:
        cases.prioritise(actor=SYSTEM, ref=case.ref, priority=higher, at=at)


def terms_changed(fact: TermsChanged, at: datetime) -> None:
    """Everything that is open is held to the new terms; the time used so far stays used."""
    if living_after(0, limit=1):
        reckon_cases.enqueue(0)
    if open_after(0, limit=1):
        reckon_escalations.enqueue(0)


def _open(promise_id: int, kind: str) -> tuple[Promise | None, Case | None]:
    promise = service.promise(promise_id)
    if kind != CASE or promise is None or promise.ended_at is not None:
        return None, None
    try:
        return promise, queries.by_ref(promise.subject_ref)
    except NotFound:
        return promise, None


def _tell(case: Case, promise: Promise, people: Iterable[User], what: str, due_at: str, at: datetime) -> None:
    context = {
        "brand": stores.brand(),
        "case": case,
        "kind": KIND_WORDS[promise.kind],
        "broken": what == "broken",
        "due_at": datetime.fromisoformat(due_at),
        "zone": case.seller.store.time_zone,
        "path": f"/console/cases/{case.ref}/",
    }
    for person in {one.pk: one for one in people}.values():
        write(
            key=f"promise-{what}:{promise.pk}:{due_at}:{person.pk}",
            to=Addressee(person.pk, person.email, person.name, person.locale),
            template="promise", context=context, about=(CASE, case.ref), seller_id=case.seller_id, at=at,
        )  # fmt: skip
