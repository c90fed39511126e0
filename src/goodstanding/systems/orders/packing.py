"""Which packages an order was shipped in, and which of its events are about which package: pure.

A `shipped` event that names a package makes that package; all that name none make one package together. A scan or a delivery
is about the package it names, else about those with the tracking number it names. One that names neither is about the package
without a name; where every package has one, about the only package, or about all that were confirmed by then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from goodstanding.systems.orders.events import FoldEvent, Kind


@dataclass(slots=True)
class FoldedPackage:
    """A package after its events, with the channel and the promise of its order. `number` counts by confirmation, from 1."""

    name: str
    shipped_at: datetime | None
    carrier: str = ""
    tracking_id: str = ""
    ship_from: str = ""
    items: list[Any] = field(default_factory=list)  # Any: checked JSON
    first_scan_at: datetime | None = None
    delivered_at: datetime | None = None
    number: int = 1
    channel: str = "mfn"
    deliver_by_at: datetime | None = None


def packages_of(ordered: Sequence[FoldEvent]) -> list[FoldedPackage]:
    """The packages of an order from all its events in the fold's order, by when each was confirmed first."""
    packages: dict[str, FoldedPackage] = {}
    numbers: dict[str, list[FoldedPackage]] = {}
    placed_from = next((e.data.get("ship_from") or "" for e in ordered if e.kind == Kind.PLACED), "")
    for event in ordered:
        if event.kind == Kind.SHIPPED:
            package = _confirm(packages, event, placed_from)
            numbers.setdefault(package.tracking_id, []).append(package)
    for event in ordered:
        if event.kind == Kind.CARRIER_SCAN:
            for package in _meant(packages, numbers, event):
                package.first_scan_at = package.first_scan_at or event.at
        elif event.kind == Kind.DELIVERED:
            for package in _meant(packages, numbers, event):
                package.delivered_at = package.delivered_at or event.at
    for number, package in enumerate(packages.values(), start=1):
        package.number = number
        package.first_scan_at = first_scan(package.first_scan_at, package.delivered_at, package.tracking_id)
    return list(packages.values())


def first_scan(scanned_at: datetime | None, delivered_at: datetime | None, tracking_id: str) -> datetime | None:
    """When the carrier saw it first: the delivery of a package with a tracking number is a scan too."""
    if not tracking_id or delivered_at is None:
        return scanned_at
    return delivered_at if scanned_at is None else min(scanned_at, delivered_at)


def _confirm(packages: dict[str, FoldedPackage], event: FoldEvent, placed_from: str) -> FoldedPackage:
    """A confirmation again mends what is said of the package, not when it was shipped."""
    data = event.data
    name = data.get("package") or ""
    package = packages.setdefault(name, FoldedPackage(name, event.at, ship_from=placed_from))
    package.carrier = data.get("carrier") or package.carrier
    package.tracking_id = data.get("tracking_id") or package.tracking_id
    package.ship_from = data.get("ship_from") or package.ship_from
    package.items = list(data.get("items") or package.items)
    return package


def _meant(
    packages: Mapping[str, FoldedPackage], numbers: Mapping[str, list[FoldedPackage]], event: FoldEvent
) -> Iterable[FoldedPackage]:
    if name := event.data.get("package"):
        return [packages[name]] if name in packages else []
    if number := event.data.get("tracking_id"):
        return numbers.get(number, [])
    if "" in packages:
        return [packages[""]]
    if len(packages) == 1:
        return packages.values()
    return [p for p in packages.values() if p.shipped_at is not None and p.shipped_at <= event.at]
