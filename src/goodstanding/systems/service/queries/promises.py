"""Reading promises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from goodstanding.base.keyset import Page, page_of
from goodstanding.base.prepared import Prepared
from goodstanding.kit.actors import Actor
from goodstanding.systems.service import policies, rules
from goodstanding.systems.service.life import Life
from goodstanding.systems.service.models import Promise
from goodstanding.systems.service.queries.terms import place_of
from goodstanding.systems.service.states import Kind, Verdict
from goodstanding.systems.service.terms import ServiceTerms
from goodstanding.ui.paging import Cursor

PAGE = 50
AT_ONCE = 100
NEWEST_DECISION_FIRST = ("-decided_at", "-id")


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseFilter:
    """Which decided promises a report counts; empty values don't narrow. `since` belongs to it, `until` does not."""

    since: datetime | None = None
    until: datetime | None = None
    kind: str = ""
    verdict: str = ""
    store: str = ""
    queue: str = ""
    category: str = ""
    priority: str = ""
    assignee_id: int | None = None
    nobody: bool = False


def promises_of(subject: tuple[str, str], *, limit: int = AT_ONCE) -> Sequence[Promise]:
    """The newest promises about a matter, open ones first. Reading the matter was authorised already."""
    found = Promise.objects.filter(subject_kind=subject[0], subject_ref=subject[1]).order_by("-pk")[:limit]
    return sorted(found, key=lambda one: (one.ended_at is not None, one.due_at is None, one.due_at or one.started_at))


def promises_about(subject_kind: str, refs: Sequence[str]) -> Mapping[str, Sequence[Promise]]:
    """The open promises about several matters, by reference: one query. Reading them was authorised already."""
    found: dict[str, list[Promise]] = {}
    rows = Promise.objects.filter(subject_kind=subject_kind, subject_ref__in=list(refs), ended_at__isnull=True)
    for one in rows.order_by("pk"):
        found.setdefault(one.subject_ref, []).append(one)
    return found


def due_under(life: Life, promises: Sequence[Promise], terms: ServiceTerms, at: datetime) -> datetime | None:
    """When something would be due first on our side if other terms were in effect; nothing is changed."""
    place = place_of(life.store)
    found = []
    for row in promises:
        held = terms.terms_for(Kind(row.kind), life.group, place)
        if held is not None:
            stands = rules.reckon(life.turns, row.started_at, held, at, carried_seconds=row.carried_seconds)
            if stands.runs and stands.due_at is not None:
                found.append(stands.due_at)
    return min(found, default=None)


def decided(actor: Actor, wanted: PromiseFilter, cursor: Cursor | None, *, limit: int = PAGE) -> Page[Promise]:
    """A page of the promises behind a number of the report, newest decision first. Associates only."""
    found = narrowed(actor, wanted).select_related("assignee")
    return page_of(found, order=NEWEST_DECISION_FIRST, cursor=cursor, limit=limit)


def narrowed(actor: Actor, wanted: PromiseFilter) -> QuerySet[Promise]:
    """Decided promises that count (kept or missed), narrowed. Raises NotFound for everybody but associates."""
    policies.require_read(actor)
    verdicts = [wanted.verdict] if wanted.verdict else [Verdict.KEPT.value, Verdict.MISSED.value]
    found = Promise.objects.filter(verdict__in=verdicts)
    plain = {name: getattr(wanted, name) for name in ("kind", "store", "queue", "priority", "assignee_id")}
    found = found.filter(**{name: value for name, value in plain.items() if value})
    if wanted.nobody:
        found = found.filter(assignee__isnull=True)
    if wanted.category:
        found = found.filter(category=wanted.category)
    if wanted.since:
        found = found.filter(decided_at__gte=wanted.since)
    if wanted.until:
        found = found.filter(decided_at__lt=wanted.until)
    return found


def to_look_at(at: datetime) -> Sequence[int]:
    """The keys of promises that are near their end or broken by an instant and not announced yet; at most 500."""
    return [key for (key,) in _near.rows(at=at)]


_near = Prepared(lambda *, at: Promise.objects.filter(look_at__lte=at).order_by("look_at").values_list("pk")[:500])


def promise(promise_id: int) -> Promise | None:
    """A promise by its key, for reactions."""
    return Promise.objects.select_related("assignee").filter(pk=promise_id).first()
