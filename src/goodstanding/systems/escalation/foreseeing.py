"""What other working hours would do to the clocks of open escalations, before they are saved (ADR 173, 199)."""

from __future__ import annotations

from datetime import datetime

from goodstanding.kit.actors import Actor
from goodstanding.systems.cases.queries import foreseeing as cases
from goodstanding.systems.cases.queries.foreseeing import Foreseen, Moved
from goodstanding.systems.escalation import policies, queries, rules
from goodstanding.systems.escalation.models import Escalation
from goodstanding.systems.escalation.states import CLOCK_RUNS
from goodstanding.systems.service import queries as service
from goodstanding.systems.service.terms import ServiceTerms

LOOKED_AT = 200


def look(actor: Actor, terms: ServiceTerms, at: datetime) -> Foreseen:
    """What other calendars or policies would do to every open case, by whoever owes its next word: the levels by their
    clocks, else what was promised. Nothing is saved. Associates only."""
    return cases.foresee(actor, terms, at, foresee(actor, terms, at))


def foresee(actor: Actor, terms: ServiceTerms, at: datetime) -> list[Moved]:
    """Each escalated case whose level's clock runs, with when it is due now and when it would be; those due first.

    Nothing is saved; it is the reckoning of `clockwork.reckon_anew`. Associates only. Two queries, at most LOOKED_AT escalations.
    """
    policies.require_associate(actor)
    running = Escalation.objects.filter(state__in=sorted(CLOCK_RUNS), due_at__isnull=False)
    found = list(running.select_related("case__seller__store").order_by("due_at", "pk")[:LOOKED_AT])
    steps = queries.steps_of_many(found)
    moves = []
    for one in found:
        level = queries.handbook_for(one.case.seller.store, at).level(one.level)
        after = one.due_at
        if level.in_business:
            hours = service.calendar_under(terms, one.case.seller.store)
            after, _left = rules.replay(queries.runs_by(one, steps[one.pk]), level.seconds, hours)
        moves.append(Moved(one.case, one.due_at, after))
    return moves
