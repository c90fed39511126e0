"""What readers hand to the import: batches of event drafts, where each came from, and what was rejected."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from goodstanding.systems.orders.events import EventDraft
from goodstanding.systems.payouts.rules import PayoutDraft

DRAFTS_IN_A_BATCH = 4_000


class Origin(NamedTuple):
    """Where something was read: the file's name, the line it begins on (from 1), and the cells of the row."""

    file: str
    line: int
    row: Sequence[str]


class Rejected(NamedTuple):
    """A row, or what it would have led to, that was not taken: `field` is the place, `reason` says what to do."""

    origin: Origin
    field: str
    code: str
    reason: str


@dataclass(slots=True)
class Batch:
    """Some thousands of drafts and everything said about the rows they came from.

    A format tells of orders (`drafts`) or of `payouts`. `origins` maps a draft's `place` to its row. `read` counts data rows,
    `known` events that the reader left out because an earlier report had told them, `waiting` rows that lead to no event yet.
    `position` is where to go on after this batch, in a unit of the reader's own.
    """

    drafts: list[EventDraft] = field(default_factory=list)
    payouts: list[PayoutDraft] = field(default_factory=list)
    origins: dict[int, Origin] = field(default_factory=dict)
    rejected: list[Rejected] = field(default_factory=list)
    read: int = 0
    known: int = 0
    waiting: int = 0
    position: int = 0


class KnownOrder(NamedTuple):
    """What an import needs to know of an order that is already here."""

    placed_at: datetime
    shipped_at: datetime | None
    cancelled_at: datetime | None
    currency: str


def no_orders_known(order_ids: Sequence[str]) -> Mapping[str, KnownOrder]:
    """A marketplace without orders, for reading a file without one."""
    return {}


@dataclass(frozen=True, slots=True)
class Setting:
    """What a reader is told of the place it reads for.

    `zone` and `currency` are the store's; `seller` is the one seller that the file belongs to (empty when rows name their
    own). `known_orders` looks up orders of that seller by their ids.
    """

    zone: ZoneInfo
    currency: str = ""
    seller: str = ""
    known_orders: Callable[[Sequence[str]], Mapping[str, KnownOrder]] = no_orders_known


@dataclass(frozen=True, slots=True)
class NewStore:
    """The store to make when the marketplace has none yet."""

    code: str
    name: str
    currency: str
    time_zone: str = "UTC"
    country: str = ""


class Source(Protocol):
    """A file, or a folder of files, looked at and ready to be read. Reading it twice gives the same batches.

    `rows` is about how many data rows it has, for the progress bar. `digest` is a fingerprint of the contents and of the
    options that change their meaning. `one_seller` says that all its orders belong to one seller, who must be known before.
    `only_currency` is the currency of all its amounts where the format knows it beforehand, else empty.
    """

    @property
    def format(self) -> str: ...
    @property
    def names(self) -> list[str]: ...
    @property
    def rows(self) -> int: ...
    @property
    def digest(self) -> str: ...
    @property
    def one_seller(self) -> bool: ...
    @property
    def creates_sellers(self) -> bool: ...
    @property
    def only_currency(self) -> str: ...

    def new_store(self) -> NewStore: ...
    def seller_name(self, external_id: str) -> str: ...
    def batches(self, setting: Setting, *, start: int = 0) -> Iterator[Batch]: ...
