"""One payout on a page, the same for both sides: a sum by kind that adds up to the cent, and every line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.http import QueryDict
from django.utils.translation import gettext as _

from goodstanding.systems.payouts import display, queries, words
from goodstanding.systems.payouts.models import Payout, PayoutLine
from goodstanding.systems.payouts.queries import LinesAsked
from goodstanding.systems.payouts.states import LineKind, PayoutStatus
from goodstanding.ui.tables import Choice, Column, Filter, Sort, Table


def shown(
    payout: Payout, address: QueryDict, now: datetime, *, more: Sequence[Column] = ()
) -> tuple[dict[str, object], list[PayoutLine]]:
    """What `payouts/_whole.html` and `_figures.html` show, and the lines of the page, which the door draws as `lines`.

    Filters and the place among the lines stand in the address; `line` is a line to begin at. `more` columns are the door's own.
    """
    sums = queries.sums_of(payout)
    view = _table([one.kind for one in sums], more).read(address)
    asked = LinesAsked(kind=view.values.get("kind", ""), order=view.values.get("order", ""))
    page = queries.lines_of(payout, asked, cursor=view.cursor or queries.place_of(address.get("line", "")))
    status = PayoutStatus(payout.status)
    return {
        "payout": payout,
        "headline": display.headline(payout, now),
        "mark": words.STATUS_MARKS[status],
        "word": str(words.STATUS_WORDS[status]),
        "period": display.period(payout),
        "total": display.total(payout),
        "pay_day": display.pay_day(payout),
        "sums": [(words.KIND_WORDS[one.kind], one) for one in sums],
        "table": view,
        "older_url": view.older_url(page.older),
        "newer_url": view.newer_url(page.newer),
    }, list(page.rows)


def _table(kinds: Sequence[LineKind], more: Sequence[Column]) -> Table:
    choices = [Choice(value=kind.value, label=str(words.KIND_WORDS[kind])) for kind in kinds]
    return Table(
        columns=[
            Column(label=_("What")), Column(label=_("Kind")), Column(label=_("Order")), Column(label=_("Posted")),
            Column(label=_("Amount"), num=True), *more,
        ],
        default_sort=Sort("number"),
        filters=[
            Filter(param="kind", label=_("Kind"), choices=choices),
            Filter(param="order", label=_("Order number")),
        ],
    )  # fmt: skip
