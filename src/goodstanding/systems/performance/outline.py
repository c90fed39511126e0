"""The outline from which a plan of action is started: our numbers, dates and causes, and prompts to be replaced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.dateformat import format as date_format
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from goodstanding.systems.performance.states import Part
from goodstanding.ui import numbers

MOST_CAUSES = 3


@dataclass(frozen=True, slots=True)
class KnownCause:
    """What the facts show: so many of the defects, so many of all orders, share one value of one dimension."""

    dimension: str
    value: str
    label: str
    defects: int
    orders: int
    total_defects: int
    total_orders: int


@dataclass(frozen=True, slots=True)
class OutlineFacts:
    """What an outline is made from."""

    metric_label: str
    numerator: int
    denominator: int
    from_on: date | None
    to_on: date | None
    subject: str
    causes: Sequence[KnownCause] = ()


def outline(facts: OutlineFacts) -> Mapping[Part, str]:
    """A beginning for each written part. Square brackets are prompts; a line left as it is does not count as written."""
    return {
        Part.ROOT_CAUSE: "\n".join([_what(facts), *(_cause(c) for c in facts.causes[:MOST_CAUSES]), _why()]),
        Part.IMMEDIATE_ACTIONS: "\n".join(
            [
                _("[On which day did you do what? Past tense. Name orders, amounts, listings.]"),
                _("[Day]: [what was done], [for which orders or listings]."),
            ]
        ),
        Part.PREVENTIVE_MEASURES: "\n".join(
            [
                _("Control: [what happens differently now]."),
                _("Owner: [role or name]. How often: [daily, weekly, with each order]. Since: [day]."),
                _("Check: [how you see that it works, and what happens when it does not]."),
            ]
        ),
    }


def cause_words(cause: KnownCause) -> str:
    """A cause as a sentence with its numbers."""
    return _("%(label)s: %(defects)s of %(total)s counted orders (%(share)s), but only %(base)s of all orders.") % {
        "label": cause.label,
        "defects": cause.defects,
        "total": cause.total_defects,
        "share": numbers.percent(cause.defects, cause.total_defects),
        "base": numbers.percent(cause.orders, cause.total_orders),
    }


def cause_label(dimension: str, value: str) -> str:
    """What a value of a dimension is called in a sentence; dimensions are those of `health.queries.root_causes`."""
    words = {
        "listing": _("Listing %(value)s"),
        "carrier": _("Carrier %(value)s"),
        "weekday": _("Ordered on a %(value)s"),
        "ship_from": _("Dispatched from %(value)s"),
        "region": _("Buyers in %(value)s"),
        "cancel_reason": _("Cancelled for the reason '%(value)s'"),
        "claim_reason": _("Claims for the reason '%(value)s'"),
    }
    shown = str(WEEKDAYS[int(value) - 1]) if dimension == "weekday" and value in "1234567" else value.replace("_", " ")
    return words.get(dimension, "%(value)s") % {"value": value if dimension in {"listing", "carrier"} else shown}


def _what(facts: OutlineFacts) -> str:
    if not facts.denominator or facts.from_on is None or facts.to_on is None:
        return _("About: %(subject)s") % {"subject": facts.subject}
    return _("%(numerator)s of %(denominator)s orders between %(from_on)s and %(to_on)s count in the %(metric)s.") % {
        "numerator": facts.numerator,
        "denominator": facts.denominator,
        "from_on": _day(facts.from_on),
        "to_on": _day(facts.to_on),
        "metric": facts.metric_label.lower(),
    }


def _cause(cause: KnownCause) -> str:
    return f"{cause_words(cause)} " + _("[What happened there, and which step of ours let it happen?]")


def _why() -> str:
    return _("[Why did it happen in your process? The step, the day, the decision.]")


def _day(on: date) -> str:
    return date_format(on, "j F Y")
