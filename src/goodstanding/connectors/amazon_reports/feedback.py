"""The seller feedback report: one row per rating, columns by place because their names are in the marketplace's language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from itertools import islice
from pathlib import Path

from goodstanding.connectors.amazon_reports.attached import NeedsOrders, known_order
from goodstanding.connectors.amazon_reports.dates import form_of_dates
from goodstanding.connectors.amazon_reports.tables import Report, fingerprint, header_of, refuse_other_report
from goodstanding.connectors.imports.errors import BadValue, Unreadable
from goodstanding.connectors.imports.inspection import inspect
from goodstanding.connectors.imports.shapes import Batch, KnownOrder, Origin, Rejected, Setting
from goodstanding.connectors.imports.values import day, needed, whole
from goodstanding.kit.periods import start_of_day
from goodstanding.systems.orders.events import EventDraft, Kind

ROWS_AT_ONCE = 1_000
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

    reports: list[tuple[Report, str]]
    marketplace: str
    format: str = "amazon-feedback"

    @property
    def names(self) -> list[str]:
        """The files' names."""
        return [report.file.name for report, _ in self.reports]

    @property
    def rows(self) -> int:
        """About how many rows there are."""
        return sum(report.file.lines for report, _ in self.reports)

    @property
    def digest(self) -> str:
        """A fingerprint of all contents and of how the dates are read."""
        return fingerprint([report.file for report, _ in self.reports], *(form for _, form in self.reports))

    def batches(self, setting: Setting, *, start: int = 0) -> Iterator[Batch]:
        """One feedback_left per row whose order is known."""
        done = 0
        for report, form in self.reports:
            rejected: list[Rejected] = []
            rows = report.rows(rejected)
            while chunk := list(islice(rows, ROWS_AT_ONCE)):
                batch = _batch(report, form, [row for row in chunk if row[1]], setting)
                batch.rejected += rejected
                rejected.clear()
                batch.read = len(chunk)
                done += batch.read
                batch.position = done
                if done > start:
                    yield batch


def open_amazon_feedback(paths: Sequence[Path], *, encoding: str = "", marketplace: str = "") -> AmazonFeedback:
    """Look at the reports and settle how their dates are read. Raises Unreadable naming place and remedy."""
    return AmazonFeedback([_open(path, encoding, marketplace) for path in paths], marketplace)


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


def _batch(report: Report, form: str, chunk: list[tuple[int, list[str]]], setting: Setting) -> Batch:
    batch = Batch()
    known = setting.known_orders([report.named(cells)["order-id"] for _, cells in chunk])
    for line, cells in chunk:
        origin = Origin(report.file.name, line, cells)
        try:
            batch.drafts.append(_feedback(report, form, origin, known, setting))
            batch.origins[line] = origin
        except BadValue as bad:
            batch.rejected.append(Rejected(origin, bad.field, bad.code, bad.reason))
    return batch


def _feedback(
    report: Report, form: str, origin: Origin, known: Mapping[str, KnownOrder], setting: Setting
) -> EventDraft:
    """The report has no time of day: the feedback is dated to the start of its day, but not before its order."""
    cells = report.named(origin.row)
    order_id = needed(cells["order-id"], "order-id")
    stars = whole(needed(cells["rating"], "rating"), "rating")
    left_on = day(needed(cells["date"], "date"), "date", (form,))
    order = known_order(order_id, known, setting.seller)
    at = max(start_of_day(left_on, setting.zone), order.placed_at.astimezone(UTC))
    data: dict[str, object] = {"stars": stars}
    if cells["comments"]:
        data["text"] = cells["comments"][:LONGEST_TEXT]
    return EventDraft(setting.seller, order_id, Kind.FEEDBACK_LEFT, f"{order_id}/feedback", at, data, None, origin.line)
