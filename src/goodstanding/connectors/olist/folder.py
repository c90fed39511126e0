"""The files of an Olist folder: which must be there, their columns, and their rows put aside by order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from goodstanding.connectors.imports.errors import Unreadable
from goodstanding.connectors.imports.headers import Columns, match_header
from goodstanding.connectors.imports.inspection import Inspected, inspect
from goodstanding.connectors.imports.rows import csv_rows
from goodstanding.connectors.imports.shapes import Origin, Rejected
from goodstanding.connectors.imports.spool import Spool

ORDERS, ITEMS, REVIEWS = "orders", "order_items", "order_reviews"
PRODUCTS, CUSTOMERS, SELLERS = "products", "customers", "sellers"
NEEDED = (ORDERS, ITEMS)
ROWS_AT_ONCE = 4_000

COLUMNS: dict[str, tuple[str, ...]] = {
    ORDERS: (
        "order_id", "customer_id", "order_status", "order_purchase_timestamp", "order_approved_at",
        "order_delivered_carrier_date", "order_delivered_customer_date", "order_estimated_delivery_date",
    ),
    ITEMS: ("order_id", "order_item_id", "product_id", "seller_id", "shipping_limit_date", "price", "freight_value"),
    REVIEWS: (
        "review_id", "order_id", "review_score", "review_comment_title", "review_comment_message", "review_creation_date",
        "review_answer_timestamp",
    ),
    PRODUCTS: ("product_id", "product_category_name"),
    CUSTOMERS: ("customer_id", "customer_state"),
    SELLERS: ("seller_id", "seller_state"),
}  # fmt: skip
KEYS = {ITEMS: "order_id", REVIEWS: "order_id", PRODUCTS: "product_id", CUSTOMERS: "customer_id", SELLERS: "seller_id"}


@dataclass(frozen=True, slots=True)
class Table:
    """One of the files, with its columns."""

    file: Inspected
    columns: Columns

    def rows(self, rejected: list[Rejected]) -> Iterator[tuple[int, list[str]]]:
        """Rows after the header; those that cannot be used go into `rejected` and come empty."""
        rows = csv_rows(self.file, rejected)
        next(rows, None)
        width = max(self.columns.values()) + 1
        for line, cells in rows:
            if cells and len(cells) != width:
                reason = f"The row has {len(cells)} cells, the first row has {width}. Was the file cut off here?"
                rejected.append(Rejected(Origin(self.file.name, line, cells), "", "wrong_width", reason))
                cells = []
            yield line, cells

    def cell(self, cells: list[str], column: str) -> str:
        """The cell of a column."""
        return cells[self.columns[column]].strip()


def open_tables(folder: Path, *, encoding: str = "") -> dict[str, Table]:
    """The files by the middle of their names: olist_orders_dataset.csv is `orders`. Raises Unreadable with a remedy."""
    name = folder.name or str(folder)
    if not folder.exists():
        raise Unreadable(name, "There is no such folder. Check the path.")
    if not folder.is_dir():
        raise Unreadable(name, "This is a file. Give the folder that holds the olist_…_dataset.csv files.")
    paths = {kind: folder / f"olist_{kind}_dataset.csv" for kind in COLUMNS}
    missing = [paths[kind].name for kind in NEEDED if not paths[kind].exists()]
    if missing:
        raise Unreadable(
            name, f"The folder lacks {' and '.join(missing)}. Give the folder with Olist's own file names."
        )
    return {kind: _open(path, kind, encoding) for kind, path in paths.items() if path.exists()}


def _open(path: Path, kind: str, encoding: str) -> Table:
    file = inspect(path, encoding=encoding)
    rejected: list[Rejected] = []
    _, header = next(csv_rows(file, rejected), (1, []))
    if rejected:
        raise Unreadable(file.name, rejected[0].reason, line=1)
    columns = match_header(file.name, header, separator=",", required=COLUMNS[kind], optional=None)
    return Table(file, columns)


def spool_tables(spool: Spool, tables: dict[str, Table]) -> Iterator[list[Rejected]]:
    """Put every file but the orders aside by its key; gives what had to be rejected, some thousand rows at a time."""
    rejected: list[Rejected] = []
    for kind, table in tables.items():
        if kind == ORDERS:
            continue
        place = table.columns[KEYS[kind]]
        rows = table.rows(rejected)
        while chunk := list(islice(rows, ROWS_AT_ONCE)):
            spool.put(kind, ((cells[place].strip(), line, cells) for line, cells in chunk if cells))
            if rejected:
                yield list(rejected)
                rejected.clear()
