"""The carriers of the demo marketplace, and the strike at one of them."""

from __future__ import annotations

from dataclasses import dataclass

# The strike, in days before the end of the year: nothing moves from the first to the last day, both included.
STRIKE_CARRIER = "Redline Parcel"
STRIKE_FIRST, STRIKE_LAST = -82, -77
STRIKE_LOST_BPS = 700


@dataclass(frozen=True, slots=True)
class Carrier:
    """How a carrier does when nothing special happens. Rates in ten-thousandths of packages handed over in time."""

    name: str
    weight: int
    promise_days: int
    late_bps: int
    scan_bps: int = 9_960
    lost_bps: int = 25
    tracked: bool = True


CARRIERS = {
    "us": (
        Carrier("Bluebird Post", 34, 5, 480),
        Carrier(STRIKE_CARRIER, 26, 4, 560),
        Carrier("Summit Lines", 18, 4, 400),
        Carrier("Harrier Express", 12, 2, 280, scan_bps=9_985, lost_bps=10),
        Carrier("Cartwheel Couriers", 10, 5, 950, scan_bps=9_890, lost_bps=60),
    ),
    "de": (
        Carrier("Falkenpost", 42, 3, 420),
        Carrier("Nordstern Paket", 28, 3, 480),
        Carrier("Eilbote", 16, 2, 320, scan_bps=9_985, lost_bps=10),
        Carrier("Donauland Fracht", 14, 5, 900, scan_bps=9_880, lost_bps=50),
    ),
}
LETTER_POST = {
    "us": Carrier("Bluebird Letter", 0, 7, 400, scan_bps=0, lost_bps=80, tracked=False),
    "de": Carrier("Falkenpost Brief", 0, 5, 400, scan_bps=0, lost_bps=80, tracked=False),
}
OWN_FLEET = {
    "us": Carrier("Northmarket Fulfilment", 0, 2, 120, scan_bps=9_990, lost_bps=8),
    "de": Carrier("Northmarket Fulfilment", 0, 2, 120, scan_bps=9_990, lost_bps=8),
}


def carrier(store: str, name: str) -> Carrier:
    """The carrier of a store by name."""
    return next(c for c in CARRIERS[store] if c.name == name)
