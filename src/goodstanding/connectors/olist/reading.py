"""Olist's orders, items and reviews as order events. An order with items of several sellers is one order per seller.

The orders are read one after the other; items, reviews and the rest wait on disk and are looked up for some hundred orders at
a time, so memory does not grow with the files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from goodstanding.connectors.imports.errors import BadValue
from goodstanding.connectors.imports.shapes import Batch, NewStore, Origin, Rejected, Setting
from goodstanding.connectors.imports.spool import Spool, SpooledRow
from goodstanding.connectors.olist.folder import (
    CUSTOMERS,
    ITEMS,
    ORDERS,
    PRODUCTS,
    REVIEWS,
    ROWS_AT_ONCE,
    SELLERS,
    Table,
    open_tables,
    spool_tables,
)
from goodstanding.connectors.olist.telling import (
    Item,
    OrderRow,
    Review,
    feedback,
    order_events,
    read_item,
    read_order,
    read_review,
)

ORDERS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class OlistFolder:
    """A folder with Olist's files; sellers are made as they appear."""

    tables: dict[str, Table]
    format: str = "olist"
    one_seller: bool = False
    creates_sellers: bool = True
    only_currency: str = "BRL"

    @property
    def names(self) -> list[str]:
        """The files' names."""
        return [table.file.name for table in self.tables.values()]

    @property
    def rows(self) -> int:
        """About how many rows of orders, items and reviews there are."""
        return sum(self.tables[kind].file.lines for kind in (ORDERS, ITEMS, REVIEWS) if kind in self.tables)

    @property
    def digest(self) -> str:
        """A fingerprint of all files."""
        parts = [f"{kind} {table.file.digest} {table.file.encoding}" for kind, table in sorted(self.tables.items())]
        return hashlib.sha256("|".join(parts).encode()).hexdigest()

    def new_store(self) -> NewStore:
        """Olist sells in Brazil, in reais; its times are taken as local time of São Paulo."""
        return NewStore(code="br", name="Olist", currency="BRL", time_zone="America/Sao_Paulo", country="BR")

    def seller_name(self, external_id: str) -> str:
        """Olist's sellers have no names."""
        return f"Seller {external_id[:8]}"

    def batches(self, setting: Setting, *, start: int = 0) -> Iterator[Batch]:
        """Orders with their items and reviews; at the end the items and reviews that belong to no order."""
        position = 0
        with Spool() as spool:
            for batch, steps in self._steps(spool, setting):
                position += steps
                batch.position = position
                if position > start:
                    yield batch

    def _steps(self, spool: Spool, setting: Setting) -> Iterator[tuple[Batch, int]]:
        """Batches, each with how many rows it goes on."""
        for rejected in spool_tables(spool, self.tables):
            yield _only(rejected)
        bad: list[Rejected] = []
        orders = self.tables[ORDERS].rows(bad)
        while chunk := list(islice(orders, ORDERS_AT_ONCE)):
            batch = _Chunk(self.tables, spool, setting).read([row for row in chunk if row[1]])
            batch.read += len(bad)
            batch.rejected += bad
            bad.clear()
            yield batch, len(chunk)
        orphans = self._orphans(spool)
        while left := list(islice(orphans, ROWS_AT_ONCE)):
            yield _only(left)

    def _orphans(self, spool: Spool) -> Iterator[Rejected]:
        for kind in (ITEMS, REVIEWS):
            for line, cells in spool.left(kind):
                origin = Origin(self.tables[kind].file.name, line, cells)
                yield Rejected(origin, "order_id", "unknown_order", "The orders file has no such order.")


def _only(rejected: list[Rejected]) -> tuple[Batch, int]:
    return Batch(rejected=rejected, read=len(rejected)), len(rejected)


def open_olist(folder: Path, *, encoding: str = "") -> OlistFolder:
    """Look at the folder and check the columns. Raises Unreadable naming file and remedy."""
    return OlistFolder(open_tables(folder, encoding=encoding))


class _Chunk:
    """Some hundred orders with what belongs to them."""

    def __init__(self, tables: dict[str, Table], spool: Spool, setting: Setting) -> None:
        self.tables = tables
        self.spool = spool
        self.setting = setting
        self.batch = Batch()
        self.places = 0

    def read(self, rows: list[SpooledRow]) -> Batch:
        """Read the orders and everything that belongs to them."""
        orders = self.tables[ORDERS]
        ids = [orders.cell(cells, "order_id") for _, cells in rows]
        items, reviews = self._take(ITEMS, ids), self._take(REVIEWS, ids)
        self._look_up([cells for _, cells in rows], items)
        for order_id, (line, cells) in zip(ids, rows, strict=True):
            own_items, own_reviews = items.pop(order_id, []), reviews.pop(order_id, [])
            self.batch.read += 1 + len(own_items) + len(own_reviews)
            self._order(line, cells, own_items, own_reviews)
        return self.batch

    def _take(self, kind: str, keys: list[str]) -> dict[str, list[SpooledRow]]:
        return self.spool.take(kind, keys) if kind in self.tables and keys else {}

    def _look_up(self, rows: list[list[str]], items: dict[str, list[SpooledRow]]) -> None:
        """What the smaller files say: the buyers' states, the products' categories, the sellers' states."""
        table = self.tables[ITEMS]
        all_items = [cells for group in items.values() for _, cells in group]
        self.states = self._words(CUSTOMERS, [self.tables[ORDERS].cell(cells, "customer_id") for cells in rows])
        self.titles = self._words(PRODUCTS, [table.cell(cells, "product_id") for cells in all_items])
        self.ship_from = self._words(SELLERS, [table.cell(cells, "seller_id") for cells in all_items])

    def _words(self, kind: str, keys: list[str]) -> dict[str, str]:
        column = {CUSTOMERS: "customer_state", PRODUCTS: "product_category_name", SELLERS: "seller_state"}[kind]
        found = self._take(kind, list(dict.fromkeys(keys)))
        return {key: self.tables[kind].cell(group[0][1], column) for key, group in found.items()}

    def _order(self, line: int, cells: list[str], item_rows: list[SpooledRow], review_rows: list[SpooledRow]) -> None:
        origin = Origin(self.tables[ORDERS].file.name, line, cells)
        try:
            order = read_order(self.tables[ORDERS], cells, self.setting.zone)
            if not item_rows:
                raise BadValue("order_id", "no_items", "The order has no items, so it has no seller.")
        except BadValue as bad:
            self._reject(origin, bad)
            self._reject_all(ITEMS, item_rows, "order_rejected", f"Line {line} of the orders was rejected.")
            self._reject_all(REVIEWS, review_rows, "order_rejected", f"Line {line} of the orders was rejected.")
            return
        by_seller = self._items(item_rows)
        for seller, items in by_seller.items():
            place = self._place(origin)
            region, ship_from = self.states.get(order.customer, ""), self.ship_from.get(seller, "")
            self.batch.drafts += order_events(order, seller, items, region=region, ship_from=ship_from, place=place)
        self._review(order, list(by_seller), review_rows)

    def _items(self, rows: list[SpooledRow]) -> dict[str, list[Item]]:
        """The order's items by seller. A seller with a bad item is left out: half an order would be a wrong one."""
        table = self.tables[ITEMS]
        by_seller: dict[str, list[Item]] = {}
        spoilt: set[str] = set()
        for line, cells in rows:
            try:
                item = read_item(table, cells, self.setting.zone, self.titles)
                by_seller.setdefault(item.seller, []).append(item)
            except BadValue as bad:
                spoilt.add(table.cell(cells, "seller_id"))
                self._reject(Origin(table.file.name, line, cells), bad)
        return {seller: items for seller, items in by_seller.items() if seller not in spoilt}

    def _review(self, order: OrderRow, sellers: list[str], rows: list[SpooledRow]) -> None:
        """One feedback for each seller of the order. Of several reviews the one answered last counts; the others are `known`."""
        table = self.tables.get(REVIEWS)
        best: tuple[Review, Origin] | None = None
        for line, cells in rows if table else []:
            origin = Origin(table.file.name, line, cells) if table else Origin("", line, cells)
            try:
                review = read_review(table, cells, self.setting.zone) if table else None
            except BadValue as bad:
                self._reject(origin, bad)
                continue
            if review and (best is None or review.rank > best[0].rank):
                best = (review, origin)
        if best is not None:
            place = self._place(best[1])
            self.batch.drafts += [feedback(order, best[0], seller, place=place) for seller in sellers]

    def _place(self, origin: Origin) -> int:
        self.places += 1
        self.batch.origins[self.places] = origin
        return self.places

    def _reject(self, origin: Origin, bad: BadValue) -> None:
        self.batch.rejected.append(Rejected(origin, bad.field, bad.code, bad.reason))

    def _reject_all(self, kind: str, rows: list[SpooledRow], code: str, reason: str) -> None:
        for line, cells in rows:
            self._reject(Origin(self.tables[kind].file.name, line, cells), BadValue("order_id", code, reason))
