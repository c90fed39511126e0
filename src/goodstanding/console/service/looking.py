"""The look at what other calendars or policies would do, before they are saved."""

from __future__ import annotations

from goodstanding.console.doors import StaffRequest
from goodstanding.systems.cases.queries import foreseeing
from goodstanding.systems.cases.queries.foreseeing import Foreseen
from goodstanding.systems.escalation import foreseeing as levels
from goodstanding.systems.service.terms import ServiceTerms


def look(request: StaffRequest, terms: ServiceTerms) -> Foreseen:
    """Every open case by whoever owes its next word: the levels by their clocks, else what was promised."""
    escalated = levels.foresee(request.actor, terms, request.now)
    return foreseeing.foresee(request.actor, terms, request.now, escalated)
