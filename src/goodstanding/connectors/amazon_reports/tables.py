"""Opening one of Amazon's tab-separated reports and knowing which one it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from goodstanding.connectors.imports.errors import BadValue, Unreadable
from goodstanding.connectors.imports.headers import Columns, match_header
from goodstanding.connectors.imports.inspection import Inspected, inspect
from goodstanding.connectors.imports.rows import tab_rows
from goodstanding.connectors.imports.shapes import Origin, Rejected

# Columns that give a report away, and the format to import it with ("" when there is none yet).
_MARKS = {
    "the all-orders report": ({"amazon-order-id", "purchase-date", "order-status"}, "amazon-orders"),
    "the returns report": ({"order id", "return request date", "amazon rma id"}, "amazon-returns"),
    "the report of returns to Amazon's warehouses": (
        {"return-date", "order-id", "detailed-disposition"},
        "amazon-returns",
    ),
    "the seller feedback report": ({"date", "rating", "comments", "rater email"}, "amazon-feedback"),
    "a settlement report": ({"settlement-id", "total-amount"}, "amazon-settlement"),
}


@dataclass(frozen=True, slots=True)
class Report:
    """One report file with its columns; each row comes as a mapping that has every column, empty where the row ended early."""

    file: Inspected
    columns: Columns

    def rows(self, rejected: list[Rejected]) -> Iterator[tuple[int, list[str]]]:
        """Rows after the header, with the number of their line; those that cannot be used go into `rejected` and come empty."""
        width = max(self.columns.values()) + 1
        rows = tab_rows(self.file, rejected)
        next(rows, None)
        for line, cells in rows:
            if any(cell.strip() for cell in cells[width:]):
                reason = f"The row has {len(cells)} cells, the first row has {width}: is there a tab inside a cell?"
                rejected.append(Rejected(Origin(self.file.name, line, cells), "", "too_many_cells", reason))
                cells = []
            yield line, cells

    def named(self, cells: Sequence[str]) -> Cells:
        """The cells of a row by column name."""
        return Cells(self.columns, cells)


class Cells:
    """A row's cells by column name. A column that the report lacks, and a cell after the row's early end, are empty."""

    __slots__ = ("_cells", "_columns")

    def __init__(self, columns: Columns, cells: Sequence[str]) -> None:
        self._columns = columns
        self._cells = cells

    def __getitem__(self, column: str) -> str:
        place = self._columns.get(column, -1)
        return self._cells[place].strip() if 0 <= place < len(self._cells) else ""

    def needed(self, column: str) -> str:
        """The cell of a column that must be filled. Raises BadValue."""
        text = self[column]
        if not text:
            raise BadValue(column, "missing", f"{column} is empty. Was the row cut off?")
        return text


def open_report(path: Path, *, encoding: str, title: str, required: Sequence[str]) -> Report:
    """Look at a report and match its columns. Columns that are not used may come and go, as they do in Amazon's files.

    Raises Unreadable; for a report of another kind it says which one it is and how to import that.
    """
    file = inspect(path, encoding=encoding)
    header = header_of(file)
    refuse_other_report(file.name, header, wanted=title)
    return Report(file, match_header(file.name, header, separator="\t", required=required, optional=None))


def header_of(file: Inspected) -> list[str]:
    """The first row that is not blank."""
    rejected: list[Rejected] = []
    _, header = next(tab_rows(file, rejected), (1, []))
    if rejected or not header:
        raise Unreadable(file.name, rejected[0].reason if rejected else "There is no row of column names.", line=1)
    return [cell.strip().strip("\ufeff") for cell in header]


def refuse_other_report(name: str, header: Sequence[str], *, wanted: str) -> None:
    """Raise Unreadable when the columns are those of a report other than the wanted one."""
    found = {cell.lower() for cell in header}
    for title, (marks, format_name) in _MARKS.items():
        if format_name == wanted:
            continue
        if marks <= found:
            remedy = (
                f"Import it with: goodstanding import {format_name} FILE." if format_name else "It has no orders in it."
            )
            raise Unreadable(name, f"This is {title}, not what {wanted} reads. {remedy}", line=1)
