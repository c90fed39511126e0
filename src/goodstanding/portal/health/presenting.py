"""From readings to rows of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from goodstanding.portal.health import words
from goodstanding.systems.health.queries import Outlook, Trend
from goodstanding.systems.health.rules import Cause, Reading
from goodstanding.systems.sellers.models import Seller
from goodstanding.systems.sellers.queries import permits
from goodstanding.systems.sellers.states import Permit
from goodstanding.ui import charts
from goodstanding.ui.charts import Condition

SPARK_EVERY = 6  # one point in six days is enough for 120 pixels


@dataclass(frozen=True, slots=True)
class MetricRow:
    """One line of the metrics table."""

    reading: Reading
    label: str
    url: str
    counts: str
    rate: str
    limit: str
    state: str
    word: str
    outlook: str
    bar: SafeString | str
    spark: SafeString | str
    part: bool


def row(below: str, reading: Reading, trend: Trend | None = None, as_of: date | None = None) -> MetricRow:
    """A reading as a line; with its trend when it is today's. `below` is the address of the health page."""
    outlook = trend.outlook if trend else Outlook(None, None)
    state, word = words.state(reading, trend.outlook if trend else None)
    return MetricRow(
        reading=reading,
        label=words.label(reading),
        url=metric_url(below, reading, as_of),
        counts=words.what_counts(reading),
        rate=words.rate(reading),
        limit=words.limit(reading.target) if reading.target else "",
        state=state,
        word=word,
        outlook=words.outlook_words(reading, outlook) if trend else "",
        bar=_bar(reading, state),
        spark=_spark(trend, state) if trend else "",
        part=bool(reading.part_of),
    )


_ORDER = {"over": 0, "close": 1, "good": 2, "none": 3}


def arranged(rows: Sequence[MetricRow]) -> list[MetricRow]:
    """What is missed first, then what is close; parts stay below their whole, and an empty metric is one line."""
    wholes: list[list[MetricRow]] = []
    for line in rows:
        if line.part and wholes:
            wholes[-1].append(line)
        elif line.reading.denominator or not any(w[0].reading.code == line.reading.code for w in wholes):
            wholes.append([line])
    wholes.sort(key=lambda lines: _ORDER[lines[0].state])
    return [line for lines in wholes for line in lines]


def health_url(seller: Seller) -> str:
    """The page of all metrics; each metric's page lies below it."""
    return reverse("portal:health", kwargs={"seller_ref": seller.ref})


def metric_url(below: str, reading: Reading, as_of: date | None = None) -> str:
    """The page with the orders behind a reading. `below` is the address of the health page."""
    query = f"{below}{reading.code}/?window={reading.window_days}"
    query += f"&channel={reading.channel}" if reading.channel == "afn" else ""
    return query + (f"&as_of={as_of.isoformat()}" if as_of else "")


def numbers_url(below: str, reading: Reading) -> str:
    """The metric's page with the table of its days, which is left out until somebody asks for it."""
    return metric_url(below, reading) + "&numbers=1"


def full_trend(trend: Trend, numbers_at: str = "") -> SafeString:
    """The course of a reading over the last 90 days, with the numbers behind it or a link to them."""
    return _full_trend(trend, numbers_at, get_language())


@lru_cache(maxsize=64)
def _full_trend(trend: Trend, numbers_at: str, language: str | None) -> SafeString:
    """Remembered as long as the counts are: see health.queries.Trend."""
    reading = trend.reading
    of = "" if numbers_at else _("%(n)s of %(d)s")  # shown beside the numbers only
    points = [
        charts.Point(day, Fraction(n, d) if d else None, of and of % {"n": n, "d": d})
        for day, (n, d) in zip(trend.days(), trend.points(), strict=True)
    ]
    target = Fraction(reading.target.bps, 10_000) if reading.target else None
    state = words.state(reading, trend.outlook)[0]
    return charts.trend(points, label=words.label(reading), target=target, state=state, numbers_url=numbers_at)


def causes_table(causes: Sequence[Cause]) -> SafeString:
    """What explains it: share of what went wrong beside share of the volume."""
    return _causes_table(tuple(causes), get_language())


@lru_cache(maxsize=64)
def _causes_table(causes: Sequence[Cause], language: str | None) -> SafeString:
    rows = [
        charts.Share(
            label=words.cause_label(c.dimension, c.value),
            share=Fraction(c.defects, c.all_defects),
            base=Fraction(c.orders, c.all_orders),
            note=_("%(n)s of %(all)s") % {"n": c.defects, "all": c.all_defects},
        )
        for c in causes
    ]
    return charts.share_bars(rows, cause=_("Cause"), share=_("Of what counts against you"), base=_("Of all orders"))


def _bar(reading: Reading, state: str) -> SafeString | str:
    if reading.target is None or reading.denominator == 0:
        return ""
    condition: Condition = "under" if reading.target.condition.wants_low else "over"
    return charts.bar_against_target(
        Fraction(reading.numerator, reading.denominator), Fraction(reading.target.bps, 10_000), condition, state
    )


def _spark(trend: Trend, state: str) -> SafeString | str:
    points = [Fraction(n, d) if d else None for n, d in trend.points(every=SPARK_EVERY)]
    target = Fraction(trend.reading.target.bps, 10_000) if trend.reading.target else None
    return charts.sparkline(points, target=target, state=state) if any(p is not None for p in points) else ""


@dataclass(frozen=True, slots=True)
class PermitLine:
    """One thing that depends on how the account stands."""

    label: str
    word: str
    tone: str


def permit_lines(seller: Seller) -> list[PermitLine]:
    """What the seller's standing permits now, in the seller's words."""
    asked = [
        (Permit.SELL_OWN_FULFILMENT, _("Offers you ship yourself"), _("shown"), _("paused")),
        (Permit.SELL, _("Offers the marketplace ships"), _("shown"), _("paused")),
        (Permit.PAY_OUT, _("Payouts"), _("as scheduled"), _("on hold")),
        (Permit.SHIP_OPEN_ORDERS, _("Open orders"), _("to be shipped"), _("closed")),
        (Permit.ANSWER, _("Cases, plans and appeals"), _("open to you"), _("closed")),
    ]
    lines = []
    for permit, label, yes, no in asked:
        allowed = permits(seller, permit)
        lines.append(PermitLine(label, yes if allowed else no, "good" if allowed else "bad"))
    return lines
