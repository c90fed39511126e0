"""The sellers of the demo marketplace: a handful with a story, and the many others drawn from the seed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from goodstanding.connectors.demo import names
from goodstanding.connectors.demo.carriers import CARRIERS, Carrier, carrier
from goodstanding.connectors.demo.dice import Dice, running
from goodstanding.connectors.demo.measured import PRICE
from goodstanding.connectors.demo.plan import STORES, DemoStore, Plan


class Story(StrEnum):
    """The sellers whose year is written and not drawn."""

    AT_RISK = "at_risk"  # drifts beyond the late shipment target in the last days
    HEALTHY = "healthy"  # well within every target
    SUSPENDED = "suspended"  # defects, two rejected plans, suspension
    NO_STOCK = "no_stock"  # sells what is not there and cancels
    CLAIMS = "claims"  # a flood of claims on one SKU
    NEXT = "next"  # drifts only after the year's end, when the clock is run forward
    RECOVERED = "recovered"  # was late in late summer, planned, recovered


@dataclass(frozen=True, slots=True)
class Product:
    """Something on offer."""

    sku: str
    title: str
    price_minor: int


@dataclass(frozen=True, slots=True)
class Habits:
    """How a seller works. Rates in ten-thousandths; `bad_stars` in thousandths of the usual share of bad ratings."""

    handling_days: int = 2
    late_bps: int = 0
    bad_stars: int = 1000
    cancel_bps: int = 0
    claim_bps: int = 30
    slow_answer_bps: int = 300
    closed_at_weekends: bool = False
    afn_bps: int = 0
    letter_bps: int = 0


@dataclass(frozen=True, slots=True)
class DemoSeller:
    """An account in one store. Presences of one account share `account`."""

    external_id: str
    account: str
    name: str
    store: DemoStore
    weight: int
    joined_offset: int
    ship_from: str
    products: tuple[Product, ...]
    product_weights: tuple[int, ...]
    carriers: tuple[Carrier, ...]
    carrier_weights: tuple[int, ...]
    habits: Habits = field(default_factory=Habits)
    story: Story | None = None
    rate: int = 0  # orders in a thousand even days, for sellers with a story


@dataclass(frozen=True, slots=True)
class Written:
    """A seller with a story, as written."""

    story: Story | None
    external_id: str
    name: str
    store: str
    rate: int
    trade: int
    ship_from: str
    carriers: tuple[tuple[str, int], ...]
    first_sku: str
    first_title: str
    afn_bps: int = 0


WRITTEN = (
    Written(
        Story.AT_RISK, "harbour-lane", "Harbour Lane Ceramics", "us", 4200, 0, "Savannah, GA",
        (("Bluebird Post", 52), ("Summit Lines", 28), ("Cartwheel Couriers", 20)),
        "HLC-BOWL-24", "Serving bowl, speckled blue, 24 cm",
    ),
    Written(
        Story.HEALTHY, "tillbrook", "Tillbrook Home & Linen", "us", 3000, 4, "Columbus, OH",
        (("Bluebird Post", 45), ("Harrier Express", 35), ("Summit Lines", 20)),
        "TIL-TOWEL-W2", "Waffle towel pair, cream", afn_bps=2_500,
    ),
    Written(
        Story.SUSPENDED, "pellworth", "Pellworth Desk Gadgets", "us", 2000, 12, "Newark, NJ",
        (("Bluebird Post", 60), ("Redline Parcel", 40)),
        "PLW-HUB-6", "Desk hub, 6 ports, matt black",
    ),
    Written(
        Story.NO_STOCK, "saltmarsh", "Saltmarsh Garden Supply", "us", 2000, 2, "Tacoma, WA",
        (("Bluebird Post", 55), ("Summit Lines", 45)),
        "SMG-SEEDTRAY", "Seed tray set, 12 parts",
    ),
    Written(
        Story.CLAIMS, "brackenfell", "Brackenfell Outdoor", "us", 2000, 6, "Reno, NV",
        (("Bluebird Post", 50), ("Harrier Express", 50)),
        "BRF-TORCH-3", "Head torch, rechargeable",
    ),
    Written(
        Story.NEXT, "sparrowgate", "Sparrowgate Toys", "us", 2200, 3, "Allentown, PA",
        (("Bluebird Post", 50), ("Summit Lines", 30), ("Redline Parcel", 20)),
        "SPG-MARBLE-1", "Marble run starter",
    ),
    Written(
        Story.RECOVERED, "linnet-vale", "Linnet & Vale Papeterie", "de", 2000, 7, "Leipzig",
        (("Falkenpost", 60), ("Nordstern Paket", 40)),
        "LVP-PLAN-27", "Wochenplaner, creme",
    ),
    Written(
        None, "harbour-lane-de", "Harbour Lane Ceramics", "de", 400, 0, "Bremen",
        (("Falkenpost", 60), ("Nordstern Paket", 40)),
        "HLC-BOWL-24", "Servierschale, blau gesprenkelt, 24 cm",
    ),
)  # fmt: skip

_LATE = (0, 30, 60, 95, 130, 180, 240, 330, 520)
_CANCEL = (0, 5, 15, 30, 45, 70, 110, 220)
_BAD_STARS = (150, 300, 450, 600, 800, 1000, 1300, 1900)
_CLAIM = (5, 12, 20, 30, 45, 90)
_SLOW = (40, 100, 200, 350, 600, 1400)
_HANDLING = (1, 2, 2, 2, 3, 5)


def build(plan: Plan) -> tuple[DemoSeller, ...]:
    """Every seller of the plan, those with a story first. About one account in thirteen sells in both stores."""
    written = tuple(_from_written(w, plan) for w in WRITTEN)
    accounts = plan.sellers - len({s.account for s in written})
    dice = Dice(f"{plan.seed}:cast")
    taken = {s.name for s in written}
    drawn: list[DemoSeller] = []
    for rank in range(accounts):
        store = STORES[0] if dice.chance(6_200) else STORES[1]
        first = _drawn(dice, plan, store, rank, taken)
        drawn.append(first)
        if dice.chance(800):
            other = STORES[1] if store is STORES[0] else STORES[0]
            drawn.append(_abroad(dice, first, other))
    return written + tuple(drawn)


def _from_written(written: Written, plan: Plan) -> DemoSeller:
    dice = Dice(f"{plan.seed}:{written.external_id}")
    store = next(s for s in STORES if s.code == written.store)
    products = _products(dice, names.TRADES[written.trade], store.language, written.first_sku.split("-")[0], 9)
    lead = Product(written.first_sku, written.first_title, 3_900)
    carriers = tuple(carrier(store.code, name) for name, _ in written.carriers)
    return DemoSeller(
        external_id=written.external_id, account=written.external_id.removesuffix("-de"), name=written.name, store=store,
        weight=0, joined_offset=-plan.days - 400, ship_from=written.ship_from, products=(lead, *products[1:]),
        product_weights=running((16, 22, 18, 13, 10, 8, 6, 4, 3)), carriers=carriers,
        carrier_weights=running([share for _, share in written.carriers]),
        habits=Habits(afn_bps=written.afn_bps, claim_bps=0, bad_stars=0), story=written.story, rate=written.rate,
    )  # fmt: skip


def _drawn(dice: Dice, plan: Plan, store: DemoStore, rank: int, taken: set[str]) -> DemoSeller:
    trade = dice.pick(names.TRADES)
    name = _free_name(dice, trade, store.language, taken)
    slug = re.sub(r"[^a-z0-9]+", "-", _plain(name.lower())).strip("-")
    prefix = "".join(word[0] for word in slug.split("-") if word)[:3].upper()
    products = _products(dice, trade, store.language, prefix, dice.between(3, 14))
    carriers, shares = _carriers(dice, store.code)
    return DemoSeller(
        external_id=slug, account=slug, name=name, store=store, weight=1_000_000 // (rank + 5),
        joined_offset=dice.between(-plan.days, -20) if dice.chance(1_200) else -plan.days - dice.between(30, 1_400),
        ship_from=dice.pick(names.SHIP_FROM[store.code]), products=products,
        product_weights=running([1_000 // (n + 2) for n in range(len(products))]),
        carriers=carriers, carrier_weights=shares, habits=_habits(dice),
    )  # fmt: skip


def _abroad(dice: Dice, first: DemoSeller, store: DemoStore) -> DemoSeller:
    carriers, shares = _carriers(dice, store.code)
    return DemoSeller(
        external_id=f"{first.external_id}-{store.code}", account=first.account, name=first.name, store=store,
        weight=first.weight // 3, joined_offset=max(first.joined_offset, -300), ship_from=dice.pick(names.SHIP_FROM[store.code]),
        products=first.products, product_weights=first.product_weights, carriers=carriers, carrier_weights=shares,
        habits=_habits(dice),
    )  # fmt: skip


def _free_name(dice: Dice, trade: names.Trade, language: str, taken: set[str]) -> str:
    name = f"{dice.pick(names.FIRST_WORDS[language])} {dice.pick(trade.word[language])}"
    number = 2
    free = name
    while free in taken:
        free, number = f"{name} {number}", number + 1
    taken.add(free)
    return free


def _products(dice: Dice, trade: names.Trade, language: str, prefix: str, count: int) -> tuple[Product, ...]:
    products = []
    for number in range(count):
        title = f"{dice.pick(trade.items[language])}, {dice.pick(names.VARIANTS[language])}"
        price = trade.median_minor * dice.along(PRICE) // 100_000 * 100 + dice.pick((95, 99, 50, 90))
        products.append(Product(f"{prefix}-{1000 + number * 7 + dice.below(7)}", title, price))
    return tuple(products)


def _carriers(dice: Dice, store: str) -> tuple[tuple[Carrier, ...], tuple[int, ...]]:
    offered = list(CARRIERS[store])
    chosen: list[Carrier] = []
    for _ in range(dice.between(1, 3)):
        found = dice.weighted(offered, running([c.weight for c in offered]))
        offered.remove(found)
        chosen.append(found)
    return tuple(chosen), running([6, 3, 2][: len(chosen)])


def _habits(dice: Dice) -> Habits:
    return Habits(
        handling_days=dice.pick(_HANDLING),
        late_bps=dice.along(_LATE),
        bad_stars=dice.along(_BAD_STARS),
        cancel_bps=dice.along(_CANCEL),
        claim_bps=dice.along(_CLAIM),
        slow_answer_bps=dice.along(_SLOW),
        closed_at_weekends=dice.chance(3_000),
        afn_bps=dice.between(3_000, 8_500) if dice.chance(2_600) else 0,
        letter_bps=dice.between(200, 1_200) if dice.chance(600) else 0,
    )


def _plain(text: str) -> str:
    for sign, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("&", "and")):
        text = text.replace(sign, letters)
    return text
