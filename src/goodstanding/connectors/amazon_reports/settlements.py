"""Settlement reports, flat file V2 and V1: one settlement with its lines becomes one payout, whole or not at all.

The first row of a settlement has its period, deposit date, total and currency; every further row amounts that add up to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from goodstanding.connectors.amazon_reports.settlement_kinds import ITEM_PRICE, OTHER, PROMOTION, kind_of
from goodstanding.connectors.amazon_reports.sources import BeginsStore
from goodstanding.connectors.amazon_reports.tables import Cells, Report, header_of, open_report
from goodstanding.connectors.imports.errors import BadValue
from goodstanding.connectors.imports.inspection import inspect
from goodstanding.connectors.imports.shapes import Batch, Origin, Rejected, Setting
from goodstanding.connectors.imports.spool import Spool
from goodstanding.connectors.imports.values import currency_code, day, in_utc, instant, signed_minor
from goodstanding.kit.periods import start_of_day
from goodstanding.systems.payouts.rules import LONGEST_DESCRIPTION, LineDraft, PayoutDraft
from goodstanding.systems.payouts.states import LineKind

ROWS_AT_ONCE = 5_000
REQUIRED = ("settlement-id", "settlement-start-date", "settlement-end-date", "deposit-date", "total-amount", "currency")
REQUIRED_V2 = ("transaction-type", "amount-type", "amount-description", "amount", "posted-date")
REQUIRED_V1 = ("transaction-type", "price-amount", "item-related-fee-amount", "other-amount", "posted-date")
_DAYS = ("%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y")
_POINTED = "%d.%m.%Y %H:%M:%S"  # as in Australia
# The columns of V1 that hold amounts, the one that says of what, and what V2 calls that.
_AMOUNTS = (
    ("shipment-fee-amount", "shipment-fee-type", "ShipmentFees"),
    ("order-fee-amount", "order-fee-type", "OrderFees"),
    ("price-amount", "price-type", ITEM_PRICE),
    ("item-related-fee-amount", "item-related-fee-type", "ItemFees"),
    ("misc-fee-amount", "", "MiscFees"),
    ("other-fee-amount", "other-fee-reason-description", "OtherFees"),
    ("promotion-amount", "promotion-type", PROMOTION),
    ("direct-payment-amount", "direct-payment-type", OTHER),
    ("other-amount", "transaction-type", OTHER),
)


class _Head(NamedTuple):
    """The first row of a settlement: where it stands and what it says."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class AmazonSettlements(BeginsStore):
    """Settlement reports of one seller."""

    format: str = "amazon-settlement"

    def batches(self, setting: Setting, *, start: int = 0) -> Iterator[Batch]:
        """One batch for each settlement, whose lines wait on disk until they are recorded."""
        done = 0
        for report in self.reports:
            with Spool() as spool:
                for batch in _batches(report, spool, setting):
                    done += 1
                    batch.position = done
                    if done > start:
                        yield batch


def open_amazon_settlements(paths: Sequence[Path], *, encoding: str = "") -> AmazonSettlements:
    """Look at the reports and check their columns. Raises Unreadable naming place and remedy."""
    return AmazonSettlements([_open(path, encoding) for path in paths])


def _open(path: Path, encoding: str) -> Report:
    header = {cell.lower() for cell in header_of(inspect(path, encoding=encoding))}
    required = REQUIRED_V2 if "amount-type" in header else REQUIRED_V1
    return open_report(path, encoding=encoding, title="amazon-settlement", required=(*REQUIRED, *required))


def _batches(report: Report, spool: Spool, setting: Setting) -> Iterator[Batch]:
    rejected: list[Rejected] = []
    heads: dict[str, list[_Head]] = {}
    counts: dict[str, int] = {}
    rows = report.rows(rejected)
    while chunk := list(islice(rows, ROWS_AT_ONCE)):
        kept: list[tuple[str, int, list[str]]] = []
        for line, cells in chunk:
            named = report.named(cells)
            settlement = named["settlement-id"]
            if not settlement:
                if cells:
                    rejected.append(_no_id(report, line, cells))
                continue
            counts[settlement] = counts.get(settlement, 0) + 1
            if named["total-amount"]:
                heads.setdefault(settlement, []).append(_Head(line, cells))
            else:
                kept.append((settlement, line, cells))
        spool.put("row", kept)
    if rejected:
        yield Batch(rejected=rejected, read=len(rejected))
    for settlement, count in counts.items():
        batch = _batch(report, spool, settlement, heads.get(settlement, []), setting)
        batch.read = count
        yield batch


def _no_id(report: Report, line: int, cells: list[str]) -> Rejected:
    reason = "settlement-id is empty, so the row belongs to no settlement. Was it cut off?"
    return Rejected(Origin(report.file.name, line, cells), "settlement-id", "missing", reason)


def _batch(report: Report, spool: Spool, settlement: str, heads: Sequence[_Head], setting: Setting) -> Batch:
    """One settlement as a payout, or the one reject that says why it is none."""
    batch = Batch()
    first = next(spool.of("row", settlement), (0, []))
    place = heads[0] if heads else _Head(*first)
    origin = Origin(report.file.name, place.line, place.cells)
    try:
        if len(heads) != 1:
            said = "two rows with a total" if heads else "no row with its total: was the file cut at its beginning?"
            raise BadValue("total-amount", "no_total", f"Settlement {settlement[:64]} has {said}")
        batch.payouts.append(_payout(report, spool, settlement, heads[0], setting))
        batch.origins[place.line] = origin
    except BadValue as bad:
        batch.rejected.append(Rejected(origin, bad.field, bad.code, bad.reason))
    return batch


def _payout(report: Report, spool: Spool, settlement: str, head: _Head, setting: Setting) -> PayoutDraft:
    """The settlement with its lines, read and put aside. The deposit date alone says how it stands."""
    cells = report.named(head.cells)
    currency = currency_code(cells.needed("currency"), "currency")
    ends_at = _instant(cells.needed("settlement-end-date"), "settlement-end-date", setting.zone)
    reading = _Reading(report, currency, ends_at, setting.zone)
    lines = chain.from_iterable(reading.lines(n, row) for n, row in spool.of("row", settlement))
    while chunk := list(islice(lines, ROWS_AT_ONCE)):
        spool.put("line", ((settlement, line.place, _packed(line)) for line in chunk))
    deposit = cells["deposit-date"]
    return PayoutDraft(
        seller=setting.seller, settlement_id=settlement, currency=currency,
        total_minor=signed_minor(cells.needed("total-amount"), "total-amount", currency),
        starts_at=_instant(cells.needed("settlement-start-date"), "settlement-start-date", setting.zone), ends_at=ends_at,
        lines=_Lines(spool, settlement), pay_at=_instant(deposit, "deposit-date", setting.zone) if deposit else None,
        place=head.line, total_at="total-amount",
    )  # fmt: skip


class _Lines:
    """The lines of a settlement that were put aside, as often as they are asked for."""

    __slots__ = ("_settlement", "_spool")

    def __init__(self, spool: Spool, settlement: str) -> None:
        self._spool = spool
        self._settlement = settlement

    def __iter__(self) -> Iterator[LineDraft]:
        for place, (kind, minor, said, order, sku, at) in self._spool.of("line", self._settlement):
            yield LineDraft(LineKind(kind), int(minor), said, order, sku, datetime.fromisoformat(at), place)


def _packed(line: LineDraft) -> list[str]:
    return [line.kind.value, str(line.amount_minor), line.description, line.order, line.sku, line.posted_at.isoformat()]


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is needed to read the rows of one settlement."""

    report: Report
    currency: str
    ends_at: datetime
    zone: ZoneInfo

    def lines(self, number: int, row: list[str]) -> Iterator[LineDraft]:
        """The amounts of a row; a row may have none (it tells a quantity) or, in V1, several. Raises BadValue with the line."""
        cells = self.report.named(row)
        try:
            if cells["currency"] not in {"", self.currency}:
                reason = f"the row is in {cells['currency'][:8]}, its settlement in {self.currency}."
                raise BadValue("currency", "mixed_currencies", reason)
            for column, amount_type, said in _amounts(cells):
                minor = signed_minor(cells[column], column, self.currency)
                happened = cells["transaction-type"]
                yield LineDraft(
                    kind=kind_of(happened, amount_type, said, minor), amount_minor=minor,
                    description=_described(happened, said, amount_type), order=cells["order-id"], sku=cells["sku"],
                    posted_at=self._posted_at(cells), place=number,
                )  # fmt: skip
        except BadValue as bad:
            raise BadValue(
                bad.field, bad.code, f"Line {number}: {bad.reason} Nothing of its settlement was taken."
            ) from bad

    def _posted_at(self, cells: Cells) -> datetime:
        posted = cells["posted-date-time"] or cells["posted-date"]
        return _instant(posted, "posted-date", self.zone) if posted else self.ends_at


def _amounts(cells: Cells) -> Iterator[tuple[str, str, str]]:
    """The columns with amounts, what V2 calls their type, and what they are said to be."""
    if cells["amount"]:
        yield "amount", cells["amount-type"], cells["amount-description"]
    for column, named_in, amount_type in _AMOUNTS:
        if cells[column]:
            yield column, amount_type, cells[named_in] if named_in else ""


def _described(happened: str, said: str, amount_type: str) -> str:
    """The report's own words: "Order · Commission", "Subscription Fee"."""
    parts = dict.fromkeys(part for part in (happened, said or amount_type) if part and part != OTHER)
    return " · ".join(parts)[:LONGEST_DESCRIPTION]


def _instant(text: str, field: str, zone: ZoneInfo) -> datetime:
    """An instant in any of the forms of Amazon's countries; a day alone begins where the store is."""
    plain = text.strip()
    try:
        return in_utc(datetime.strptime(f"{plain.removesuffix(' UTC')} +0000", f"{_POINTED} %z"), field)
    except ValueError:
        pass
    if len(plain) == 10:
        return start_of_day(day(plain, field, _DAYS), zone)
    return instant(plain, field)
