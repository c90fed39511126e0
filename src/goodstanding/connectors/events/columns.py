"""The columns of an events CSV, and which of them each kind of event may fill."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter

from goodstanding.connectors.imports.errors import BadValue
from goodstanding.connectors.imports.headers import Columns
from goodstanding.connectors.imports.values import whole
from goodstanding.systems.orders.events import Kind

REQUIRED = ("seller", "order", "kind", "id", "at")
LINE_COLUMNS = ("sku", "title", "quantity", "price_minor")  # the only line of an order; several go into `lines` as JSON
_NUMBERS = frozenset({"total_minor", "amount_minor", "stars"})

# The data fields of each kind, by the name of their column. `chargeback_kind` is the field `kind` of chargeback_filed: the
# column `kind` is taken by the kind of the event.
FIELDS: dict[Kind, tuple[str, ...]] = {
    Kind.PLACED: (
        "currency", "total_minor", "channel", "ship_by_at", "deliver_by_at", "ship_from", "buyer_alias", "buyer_region",
        "buyer_email", *LINE_COLUMNS, "lines",
    ),
    Kind.PROMISE_CHANGED: ("ship_by_at", "deliver_by_at"),
    Kind.SHIPPED: ("package", "carrier", "tracking_id", "ship_from", "items"),
    Kind.CARRIER_SCAN: ("package", "tracking_id"),
    Kind.DELIVERED: ("package", "tracking_id"),
    Kind.CANCELLED: ("by", "reason"),
    Kind.RETURN_REQUESTED: ("reason",),
    Kind.REFUNDED: ("amount_minor", "reason"),
    Kind.FEEDBACK_LEFT: ("stars", "text"),
    Kind.FEEDBACK_REMOVED: ("why",),
    Kind.CLAIM_FILED: ("reason",),
    Kind.CLAIM_DECIDED: ("outcome",),
    Kind.CHARGEBACK_FILED: ("chargeback_kind",),
    Kind.CHARGEBACK_REVERSED: (),
    Kind.MESSAGE_RECEIVED: ("message_id",),
    Kind.MESSAGE_ANSWERED: ("message_id",),
    Kind.MESSAGE_NO_RESPONSE_NEEDED: ("message_id",),
}  # fmt: skip
OPTIONAL = ("recorded_at", *dict.fromkeys(name for names in FIELDS.values() for name in names))

Cells = Sequence[str]


@dataclass(frozen=True, slots=True)
class Plan:
    """How to read the data of one kind out of a row.

    `fields` are column places with the name of the field and how to convert it; `foreign` gives the cells that belong to
    other kinds and must be empty, `foreign_names` their columns.
    """

    kind: Kind
    fields: tuple[tuple[int, str, Callable[[str, str], object] | None], ...]
    line: tuple[tuple[int, str], ...]
    foreign: Callable[[Cells], tuple[str, ...]]
    foreign_names: tuple[str, ...]


def plans(columns: Columns) -> dict[str, Plan]:
    """A plan for each kind, by the word that stands in the column `kind`."""
    return {kind.value: _plan(kind, columns) for kind in Kind}


def _plan(kind: Kind, columns: Columns) -> Plan:
    own = [name for name in FIELDS[kind] if name in columns]
    foreign = [name for name in columns if name in OPTIONAL and name not in own and name != "recorded_at"]
    return Plan(
        kind=kind,
        fields=tuple((columns[name], _field(name), _convert(name)) for name in own if name not in LINE_COLUMNS),
        line=tuple((columns[name], name) for name in own if name in LINE_COLUMNS),
        foreign=_getter([columns[name] for name in foreign]),
        foreign_names=tuple(foreign),
    )


def line_of(plan: Plan, cells: Cells) -> dict[str, object]:
    """The order's only line out of the columns sku, title, quantity and price_minor; empty when none is filled."""
    line: dict[str, object] = {}
    for place, name in plan.line:
        if text := cells[place]:
            line[name] = whole(text, name) if name in {"quantity", "price_minor"} else text
    return line


def _field(name: str) -> str:
    return "kind" if name == "chargeback_kind" else name


def _convert(name: str) -> Callable[[str, str], object] | None:
    if name in _NUMBERS:
        return whole
    return _json_list if name in {"lines", "items"} else None


def _json_list(text: str, field: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        example = '[{"sku": "A1", "quantity": 1, "price_minor": 950}]'
        raise BadValue(field, "bad_json", f"{field} must be JSON such as {example}.") from None


def _getter(places: list[int]) -> Callable[[Cells], tuple[str, ...]]:
    if not places:
        return lambda cells: ()
    if len(places) == 1:
        only = places[0]
        return lambda cells: (cells[only],)
    return itemgetter(*places)
