"""Decisions about notifications without a database or a clock: the ladder, the fair clock, lawful restrictions, wording."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from fractions import Fraction

from django.utils.translation import gettext as _

from goodstanding.kit.periods import add_months
from goodstanding.systems.performance.playbook import KindRule, Playbook
from goodstanding.systems.performance.states import Automation, Detection, Severity
from goodstanding.systems.rulebook.rules import Condition, Target
from goodstanding.systems.sellers.states import MOVES, Permit, Standing, permits
from goodstanding.ui import numbers

# From best to worst. Only the order matters: a hold imposes what is worse than the present, a release leads to what is better.
_ORDER = (Standing.NORMAL, Standing.REINSTATED, Standing.AT_RISK, Standing.RESTRICTED, Standing.SUSPENDED)


@dataclass(frozen=True, slots=True)
class Reasons:
    """What a statement of reasons must say before a restriction may be saved (P2B Art. 4(5), DSA Art. 17(3)).

    `ends_at` None means indefinite; `ends_when` then says what ends it. `automated_detection` is a fact, not a text.
    """

    facts: str
    clause_code: str
    clause_text: str
    rule_version: str
    scope: str
    territory: str
    starts_at: datetime
    ends_when: str
    detection: Detection
    automated_detection: bool
    automated_decision: Automation
    redress: tuple[Mapping[str, str], ...]
    ends_at: datetime | None = None
    complaint_until: datetime | None = None


_MAY_BE_ABSENT = {"ends_at", "complaint_until", "automated_detection"}


def missing_in(reasons: Reasons) -> list[str]:
    """The names of what a statement of reasons lacks; empty when it is complete."""
    lacking = []
    for one in fields(reasons):
        value = getattr(reasons, one.name)
        if one.name not in _MAY_BE_ABSENT and not (value.strip() if isinstance(value, str) else value):
            lacking.append(one.name)
    return lacking


def restricts(standing: Standing) -> bool:
    """Whether a standing takes anything from the seller: then it needs a statement of reasons."""
    return any(permits(Standing.NORMAL, permit) and not permits(standing, permit) for permit in Permit)


def worse(one: Standing, other: Standing) -> bool:
    """Whether the first standing is worse than the second."""
    return _ORDER.index(one) > _ORDER.index(other)


def to_impose(current: Standing, hold: Standing) -> Standing | None:
    """The standing to change to when a step holds `hold`, or None when the seller already stands there or worse."""
    return hold if worse(hold, current) else None


def to_release(current: Standing, outcome: Standing | None, others: Sequence[Standing]) -> list[Standing]:
    """The changes that follow when one notification lets go: never better than what the others hold.

    `outcome` is what the ladder makes of the hold (None: nothing). A way through the table of standings, possibly of two
    steps (restricted, reinstated, at risk), or nothing.
    """
    if outcome is None:
        return []
    wanted = max([outcome, *others], key=_ORDER.index)
    return way(current, wanted) if worse(current, wanted) else []


def way(before: Standing, after: Standing) -> list[Standing]:
    """The shortest way through the table of standings, without its start; empty when there is none or nothing to do."""
    ways: list[list[Standing]] = [[before]]
    seen = {before}
    while ways:
        steps = ways.pop(0)
        if steps[-1] is after:
            return steps[1:]
        for following in sorted(MOVES[steps[-1]], key=_ORDER.index):
            if following not in seen:
                seen.add(following)
                ways.append([*steps, following])
    return []


def refusal_hold(rule: KindRule, severity: Severity, earlier_refusals: int) -> Standing | None:
    """What a final rejection imposes: the severe step for a critical matter or a repetition, else the ordinary one."""
    severe = severity is Severity.CRITICAL or earlier_refusals > 0
    return rule.ladder.refused_severe if severe else rule.ladder.refused


def due_after(at: datetime, hours: int) -> datetime:
    """A deadline so many hours later; clocks run through weekends and holidays (domain 2.3)."""
    return at + timedelta(hours=hours)


def stopped(due_at: datetime | None, at: datetime) -> int | None:
    """What is left of a clock that stops now, in seconds: nothing when it had run out, None when none ran."""
    return None if due_at is None else max(0, int((due_at - at).total_seconds()))


def in_time(due_at: datetime | None, at: datetime) -> bool:
    """Whether an answer at this instant keeps the deadline. The instant of the deadline itself still does."""
    return due_at is None or at <= due_at


def complaint_until(book: Playbook, at: datetime) -> datetime | None:
    """Until when a complaint is free and answered: whole months from the day of information (DSA Art. 20(1)).

    None when the operator has switched that rule off.
    """
    months = max((r.months for r in book.redress), default=0)
    return add_months(at, months) if months else None


def redress_words(book: Playbook) -> tuple[Mapping[str, str], ...]:
    """The ways of redress in force, as they are kept in a statement."""
    return tuple({"id": r.id, "text": r.text, "source": r.source} for r in book.redress)


def target_words(target: Target) -> str:
    """A target as it stands in a sentence: 'under 4 %'."""
    value = numbers.percent_of(Fraction(target.bps, 10_000))
    words = {
        Condition.LESS_THAN: _("under %(value)s"),
        Condition.AT_MOST: _("at most %(value)s"),
        Condition.GREATER_THAN: _("over %(value)s"),
        Condition.AT_LEAST: _("at least %(value)s"),
    }
    return words[target.condition] % {"value": value}


def rate_words(numerator: int, denominator: int, target: Target | None) -> str:
    """A rate as it stands in a sentence, never rounded onto its target."""
    return numbers.percent(numerator, denominator, Fraction(target.bps, 10_000) if target else None)


_PLACE = re.compile(r"\{([a-z_]+)\}")


def fill(template: str, values: Mapping[str, str]) -> str:
    """The operator's words with the facts put in. Unknown names stay as they are; values are never read as templates."""
    return _PLACE.sub(lambda found: values.get(found.group(1), found.group(0)), template)


def evidence_range(rule: KindRule, from_on: date | None, issued_on: date) -> date:
    """The first day from which evidence counts: so many days before the notice (invoices: 365, domain 2.5), and never
    later than the first day of the metric's window."""
    earliest = issued_on - timedelta(days=rule.evidence_days_before)
    return min(earliest, from_on) if from_on else earliest
