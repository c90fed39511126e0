"""What the readers of Amazon's reports share: orders and settlements begin a store, feedback and returns need one with orders."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from goodstanding.connectors.amazon_reports.tables import Cells, Report
from goodstanding.connectors.imports.errors import BadValue, NotChosen, Unreadable
from goodstanding.connectors.imports.inspection import Inspected
from goodstanding.connectors.imports.shapes import Batch, KnownOrder, NewStore, Origin, Rejected, Setting
from goodstanding.connectors.imports.sources import OfFiles
from goodstanding.systems.orders.events import EventDraft

ROWS_AT_ONCE = 1_000

Told = Callable[[Cells, int, Mapping[str, KnownOrder], Setting], list[EventDraft]]


@dataclass(frozen=True, slots=True)
class OfReports(OfFiles):
    """Reports about one seller, who is known before."""

    reports: list[Report]

    @property
    def inspected(self) -> Sequence[Inspected]:
        """The reports' files."""
        return [report.file for report in self.reports]

    @property
    def one_seller(self) -> bool:
        """All rows are about one seller."""
        return True


@dataclass(frozen=True, slots=True)
class BeginsStore(OfReports):
    """Reports that an empty marketplace can begin with."""

    def new_store(self) -> NewStore:
        """A store in the currency of the first row that names one."""
        for report in self.reports:
            for _, cells in report.rows([]):
                currency = report.named(cells)["currency"]
                if len(currency) == 3 and currency.isalpha() and currency.isupper():
                    return NewStore(code="main", name="Main store", currency=currency)
        raise Unreadable(self.names[0], "There is no store yet, and no row with a currency to make one from.")

    def seller_name(self, external_id: str) -> str:
        """The report does not name its seller."""
        return "Amazon seller" if external_id == "amazon" else external_id


@dataclass(frozen=True, slots=True)
class NeedsOrders(OfReports):
    """Reports that speak of orders which another file must have brought."""

    def new_store(self) -> NewStore:
        """Raises NotChosen: an empty marketplace has no orders that this report could speak of."""
        raise NotChosen("There are no orders yet that this report could belong to. Import amazon-orders first.")

    def seller_name(self, external_id: str) -> str:
        """The report does not name its seller."""
        return external_id


def of_known_orders(report: Report, column: str, told: Told, setting: Setting) -> Iterator[Batch]:
    """What each row tells about the order named in `column`, some rows at a time."""
    rejected: list[Rejected] = []
    rows = report.rows(rejected)
    while chunk := list(islice(rows, ROWS_AT_ONCE)):
        batch = Batch(read=len(chunk))
        good = [row for row in chunk if row[1]]
        known = setting.known_orders([report.named(cells)[column] for _, cells in good])
        for line, cells in good:
            origin = Origin(report.file.name, line, cells)
            try:
                batch.drafts += told(report.named(cells), line, known, setting)
                batch.origins[line] = origin
            except BadValue as bad:
                batch.rejected.append(Rejected(origin, bad.field, bad.code, bad.reason))
        batch.rejected += rejected
        rejected.clear()
        yield batch


def known_order(order_id: str, known: Mapping[str, KnownOrder], seller: str) -> KnownOrder:
    """The order a row speaks of. Raises BadValue when it was never imported."""
    order = known.get(order_id)
    if order is None:
        raise BadValue(
            "order-id",
            "unknown_order",
            f"Seller {seller} has no order {order_id[:64]} here. Import the amazon-orders report that holds it first.",
        )
    return order
