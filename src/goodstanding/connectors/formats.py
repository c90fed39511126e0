"""The formats that files can be imported from, and how each is opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from goodstanding.connectors.amazon_reports.feedback import open_amazon_feedback
from goodstanding.connectors.amazon_reports.orders import open_amazon_orders
from goodstanding.connectors.amazon_reports.returns import open_amazon_returns
from goodstanding.connectors.amazon_reports.settlements import open_amazon_settlements
from goodstanding.connectors.events.reading import open_events
from goodstanding.connectors.imports.errors import Unreadable
from goodstanding.connectors.imports.shapes import Source
from goodstanding.connectors.olist.reading import open_olist
from goodstanding.connectors.payouts.reading import open_payouts


@dataclass(frozen=True, slots=True)
class Opening:
    """What a command says about the files: where they are, in which encoding, from which of Amazon's marketplaces."""

    paths: Sequence[Path]
    encoding: str = ""
    marketplace: str = ""


def _olist(opening: Opening) -> Source:
    if len(opening.paths) != 1:
        raise Unreadable("olist", "Give one folder, the one that holds the olist_…_dataset.csv files.")
    return open_olist(opening.paths[0], encoding=opening.encoding)


FORMATS: dict[str, tuple[str, Callable[[Opening], Source]]] = {
    "events": (
        "order events in our own CSV or JSON lines (docs/systems/order-events.md)",
        lambda opening: open_events(opening.paths, encoding=opening.encoding),
    ),
    "payouts": (
        "payouts in our own JSON lines (docs/systems/payouts.md)",
        lambda opening: open_payouts(opening.paths, encoding=opening.encoding),
    ),
    "amazon-orders": (
        "Amazon's all-orders report (flat file)",
        lambda opening: open_amazon_orders(opening.paths, encoding=opening.encoding),
    ),
    "amazon-feedback": (
        "Amazon's seller feedback report",
        lambda opening: open_amazon_feedback(opening.paths, encoding=opening.encoding, marketplace=opening.marketplace),
    ),
    "amazon-returns": (
        "Amazon's returns report",
        lambda opening: open_amazon_returns(opening.paths, encoding=opening.encoding),
    ),
    "amazon-settlement": (
        "Amazon's settlement reports, flat file V2 and V1: payouts",
        lambda opening: open_amazon_settlements(opening.paths, encoding=opening.encoding),
    ),
    "olist": ("a folder with Olist's CSV files", _olist),
}

TELL_PAYOUTS = frozenset({"payouts", "amazon-settlement"})


def open_source(format_name: str, opening: Opening) -> Source:
    """Look at the files and check everything that can be checked before anything is written. Raises Unreadable."""
    return FORMATS[format_name][1](opening)
