"""What another calendar or policy would do to the cases that are open, before it is saved."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge

from django.utils.translation import gettext as _

from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import Invalid, NotFound
from goodstanding.systems.cases import policies, promised
from goodstanding.systems.cases.errors import CaseNotFound
from goodstanding.systems.cases.models import Case, Turn
from goodstanding.systems.cases.queries.desk import house_catalogue
from goodstanding.systems.cases.queries.reading import cases_visible
from goodstanding.systems.cases.states import Label, Priority
from goodstanding.systems.sellers.states import Standing
from goodstanding.systems.service import queries as service
from goodstanding.systems.service.terms import PolicyTerms, ServiceTerms
from goodstanding.systems.stores import queries as stores

LOOKED_AT = 1_000
SHOWN = 10
_LIVING = [Label.OPEN, Label.PENDING]


@dataclass(frozen=True, slots=True)
class Moved:
    """A case whose due time would move; None: nothing would be due."""

    case: Case
    before: datetime | None
    after: datetime | None


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a change would do to the cases looked at (those due first): how many move, and which would be late by it."""

    looked_at: int
    earlier: int
    later: int
    become_late: Sequence[Moved]
    no_longer_late: int
    rows: Sequence[Moved]
    more: bool

    @property
    def moved(self) -> int:
        """How many due times move."""
        return self.earlier + self.later


def foresee(actor: Actor, terms: ServiceTerms, at: datetime, escalated: Sequence[Moved] = ()) -> Foreseen:
    """Reckon the open cases under other terms, nothing saved. Associates only. Four queries, at most LOOKED_AT cases.

    `escalated` are the cases in which a level owes the next word, each reckoned by its level's clock.
    """
    if not policies.can_see_internal(actor):
        raise CaseNotFound
    ours = cases_visible(actor).filter(due_at__isnull=False, level_due_at__isnull=True).order_by("due_at", "pk")
    owed, snoozed = (ours.filter(snoozed_until__isnull=awake)[: LOOKED_AT + 1] for awake in (True, False))
    cases = list(merge(owed, snoozed, key=lambda case: (case.due_at, case.pk)))  # an index for each of the two
    more, cases = len(cases) > LOOKED_AT, cases[:LOOKED_AT]
    moves = [move for move in [*escalated, *_reckoned(cases, terms, at)] if move.before != move.after]
    late = [move for move in moves if _late(move.after, at) and not _late(move.before, at)]
    saved = sum(_late(move.before, at) and not _late(move.after, at) for move in moves)
    earlier = sum(_sooner(move) for move in moves)
    return Foreseen(
        looked_at=len(cases) + len(escalated),
        earlier=earlier,
        later=len(moves) - earlier,
        become_late=late,
        no_longer_late=saved,
        rows=(late + [move for move in moves if move not in late])[:SHOWN],
        more=more,
    )


def require_known(draft: PolicyTerms, at: datetime) -> None:
    """Raise Invalid, naming the filter, for a store, queue, category, standing or calendar of a policy that there is not."""
    catalogue = house_catalogue(at)
    known: Mapping[str, Collection[str]] = {
        "stores": {store.code for store in stores.stores()},
        "queues": catalogue.queues.keys(),
        "categories": {area.code for area in catalogue.areas} | {leaf.code for leaf in catalogue.leaves()},
        "priorities": {priority.value for priority in Priority},
        "standings": {standing.value for standing in Standing},
    }
    for name, codes in known.items():
        strange = sorted(getattr(draft, name) - codes)
        if strange:
            raise Invalid(_("There is no %(code)s here.") % {"code": strange[0][:65]}, field=name)
    if draft.calendar and draft.calendar not in service.terms_now(at).calendars:
        raise Invalid(_("There is no such calendar."), field="calendar")


def require_queue(queue: str, at: datetime) -> None:
    """Raise NotFound for a queue that there is not."""
    if queue not in house_catalogue(at).queues:
        raise NotFound(_("There is no such queue."))


def living_after(case_id: int, *, limit: int) -> list[int]:
    """The keys of living cases beyond a key, in order, for going through all of them in steps."""
    found = Case.objects.filter(pk__gt=case_id, label__in=_LIVING).order_by("pk")
    return list(found.values_list("pk", flat=True)[:limit])


def _reckoned(cases: Sequence[Case], terms: ServiceTerms, at: datetime) -> list[Moved]:
    promises = service.promises_about("case", [case.ref for case in cases])
    turns: dict[int, list[tuple[str, datetime, datetime | None]]] = {}
    rows = Turn.objects.filter(case__in=[case.pk for case in cases]).order_by("pk")
    for case_id, side, started_at, ended_at in rows.values_list("case_id", "side", "started_at", "ended_at"):
        turns.setdefault(case_id, []).append((side, started_at, ended_at))
    found = []
    for case in cases:
        life = promised.life_of(case, promised.stretches(case, turns.get(case.pk, [])))
        found.append(Moved(case, case.due_at, service.due_under(life, promises.get(case.ref, []), terms, at)))
    return found


def _late(due_at: datetime | None, at: datetime) -> bool:
    return due_at is not None and due_at <= at


def _sooner(move: Moved) -> bool:
    return move.after is not None and (move.before is None or move.after < move.before)
