"""The seller feedback report: one row per rating, columns by place because their names are in the marketplace's language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from functools import partial
from itertools import chain
from pathlib import Path

from goodstanding.connectors.amazon_reports.dates import form_of_dates
from goodstanding.connectors.amazon_reports.sources import NeedsOrders, known_order, of_known_orders
from goodstanding.connectors.amazon_reports.tables import Cells, Report, header_of, refuse_other_report
from goodstanding.connectors.imports.errors import Unreadable
from goodstanding.connectors.imports.inspection import inspect
from goodstanding.connectors.imports.shapes import Batch, KnownOrder, Setting
from goodstanding.connectors.imports.sources import by_rows
from goodstanding.connectors.imports.values import day, needed, whole
from goodstanding.kit.periods import start_of_day
from goodstanding.systems.orders.events import EventDraft, Kind

LONGEST_TEXT = 4_000
PLACES = ("date", "rating", "comments", "response", "order-id", "rater-email")
_ORDER_ID = re.compile(r"^[A-Z0-9]{3}-[0-9]{7}-[0-9]{7}$")

# What heads the column of ratings, by language; a report in another language is known by its first row of data.
_RATING_WORDS = frozenset(
    {"rating", "bewertung", "évaluation", "note", "valutazione", "punteggio", "valoración", "puntuación"}
)


@dataclass(frozen=True, slots=True)
class AmazonFeedback(NeedsOrders):
    """Feedback reports about one seller; the form of the dates is settled for each file."""

    forms: list[str]
    marketplace: str
    format: str = "amazon-feedback"

    @property
    def options(self) -> Sequence[str]:
        """How the dates of each file are read."""
        return self.forms

    def batches(self, setting: Setting, *, start: int = 0) -> Iterator[Batch]:
        """One feedback_left per row whose order is known."""
        told = (
            of_known_orders(report, "order-id", partial(_feedback, form), setting)
            for report, form in zip(self.reports, self.forms, strict=True)
        )
        return by_rows(chain.from_iterable(told), start=start)


def open_amazon_feedback(paths: Sequence[Path], *, encoding: str = "", marketplace: str = "") -> AmazonFeedback:
    """Look at the reports and settle how their dates are read. Raises Unreadable naming place and remedy."""
    found = [_open(path, encoding, marketplace) for path in paths]
    return AmazonFeedback([report for report, _ in found], [form for _, form in found], marketplace)


def _open(path: Path, encoding: str, marketplace: str) -> tuple[Report, str]:
    file = inspect(path, encoding=encoding)
    header = header_of(file)
    refuse_other_report(file.name, header, wanted="amazon-feedback")
    report = Report(file, {column: place for place, column in enumerate(PLACES)})
    first = next(report.rows([]), (1, []))[1]
    if len(header) not in {5, 6} or not (header[1].lower() in _RATING_WORDS or _looks_right(first)):
        raise Unreadable(
            file.name,
            "This is not the seller feedback report: it has six columns separated by tabs, in this order: "
            "date, rating, comments, your response, order id, rater's e-mail.",
            line=1,
        )
    days = (cells[0] for _, cells in report.rows([]) if cells)
    return report, form_of_dates(file.name, marketplace=marketplace, heading=header[0], days=days)


def _looks_right(cells: Sequence[str]) -> bool:
    return len(cells) >= 5 and cells[1].strip() in {"1", "2", "3", "4", "5"} and bool(_ORDER_ID.match(cells[4].strip()))


def _feedback(
    form: str, cells: Cells, line: int, known: Mapping[str, KnownOrder], setting: Setting
) -> list[EventDraft]:
    """The report has no time of day: the feedback is dated to the start of its day, but not before its order."""
    order_id = needed(cells["order-id"], "order-id")
    stars = whole(needed(cells["rating"], "rating"), "rating")
    left_on = day(needed(cells["date"], "date"), "date", (form,))
    order = known_order(order_id, known, setting.seller)
    at = max(start_of_day(left_on, setting.zone), order.placed_at.astimezone(UTC))
    data: dict[str, object] = {"stars": stars}
    if cells["comments"]:
        data["text"] = cells["comments"][:LONGEST_TEXT]
    return [EventDraft(setting.seller, order_id, Kind.FEEDBACK_LEFT, f"{order_id}/feedback", at, data, None, line)]
