"""What account health adds to the console: a seller's numbers of today, on its page and beside each of its cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from goodstanding.console.hooks import Panel
from goodstanding.kit.actors import Actor
from goodstanding.systems.health import queries
from goodstanding.systems.health.rules import Reading
from goodstanding.systems.rulebook.rules import Condition, Status, Target
from goodstanding.systems.sellers.models import Seller
from goodstanding.ui import numbers

_LIMITS: dict[Condition, Promise] = {
    Condition.LESS_THAN: gettext_lazy("under %(limit)s"),
    Condition.AT_MOST: gettext_lazy("at most %(limit)s"),
    Condition.GREATER_THAN: gettext_lazy("over %(limit)s"),
    Condition.AT_LEAST: gettext_lazy("at least %(limit)s"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One metric: its rate, what it is held against, and what it is made of."""

    label: str
    rate: str
    limit: str
    mark: str
    word: str
    made_of: str


def panel(actor: Actor, seller: Seller, now: datetime) -> Panel | None:
    """The metrics that decide about the account, those that miss their target first. One query."""
    readings = _telling(queries.health_of(seller, at=now).readings)
    if not readings:
        return None
    lines = [_line(reading) for reading in sorted(readings, key=lambda one: one.status is not Status.BAD)]
    return Panel(title=_("Account health today"), template="console/health/_panel.html", context={"lines": lines})


def _telling(readings: Sequence[Reading]) -> Sequence[Reading]:
    """One reading for each metric that is acted on: the one that misses its target, else that of the longest window."""
    found: dict[tuple[str, str], Reading] = {}
    for reading in readings:
        if not reading.enforced or not reading.denominator:
            continue
        before = found.get((reading.code, reading.channel))
        if before is None or reading.status is Status.BAD or before.status is not Status.BAD:
            found[reading.code, reading.channel] = reading
    return list(found.values())


def _line(reading: Reading) -> Line:
    target = reading.target
    held_to = Fraction(target.bps, 10_000) if target else None
    mark, word = _state(reading)
    return Line(
        label=reading.label if reading.channel != "afn" else _("%(name)s, shipped by us") % {"name": reading.label},
        rate=numbers.percent(reading.numerator, reading.denominator, held_to),
        limit=_limit(target) if target else "",
        mark=mark,
        word=word,
        made_of=ngettext(
            "%(n)s of %(d)s in the last day", "%(n)s of %(d)s in %(days)s days", reading.window_days
        ) % {"n": reading.numerator, "d": reading.denominator, "days": reading.window_days},
    )  # fmt: skip


def _limit(target: Target) -> str:
    return str(_LIMITS[target.condition]) % {"limit": numbers.percent_of(Fraction(target.bps, 10_000))}


def _state(reading: Reading) -> tuple[str, str]:
    if reading.status is Status.BAD:
        return ("over", _("Missed")) if reading.enough else ("none", _("Too few to judge"))
    return ("good", _("Good")) if reading.status is Status.GOOD else ("none", _("Not judged"))
