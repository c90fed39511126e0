"""What will happen to one order, decided before it is played: by chance for most sellers, by schedule for those with a story."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from goodstanding.connectors.demo.carriers import LETTER_POST, OWN_FLEET, Carrier, carrier
from goodstanding.connectors.demo.cast import DemoSeller, Product, Story
from goodstanding.connectors.demo.dice import Dice
from goodstanding.connectors.demo.plan import Plan
from goodstanding.connectors.demo.stories import RECOVERY_AT, Schedule

_BUYER_CANCELS_BPS = 160
_NEVER_CONFIRMED_BPS = 6
_CHARGEBACK_BPS = 10
_FRAUD_BPS = 9
_RETURN_BPS = 520
_BAD_RATING_EVERY = 190  # orders of a seller with a story between two bad ratings
_DELIVERED_LATE_EVERY = 45
_WRONG_CARRIER = "Cartwheel Couriers"


@dataclass(slots=True)
class Turn:
    """One order's fate. `stars` is None for a drawn rating; `claim`, `chargeback` and `cancelled_by` are empty for none."""

    product: Product
    carrier: Carrier
    handling_days: int
    cancelled_by: str = ""
    late: bool = False
    delivered_late: bool = False
    lost: bool = False
    scanned: bool = True
    stars: int | None = None
    claim: str = ""
    chargeback: str = ""
    returned: bool = False


def drawn_turn(dice: Dice, seller: DemoSeller) -> Turn:
    """A fate by the seller's habits and the carrier's."""
    habits = seller.habits
    found = dice.weighted(seller.carriers, seller.carrier_weights)
    if habits.afn_bps and dice.chance(habits.afn_bps):
        found = OWN_FLEET[seller.store.code]
    elif habits.letter_bps and dice.chance(habits.letter_bps):
        found = LETTER_POST[seller.store.code]
    turn = Turn(dice.weighted(seller.products, seller.product_weights), found, habits.handling_days)
    turn.cancelled_by = _cancelled_by(dice, habits.cancel_bps)
    turn.late = dice.chance(habits.late_bps)
    _on_the_road(dice, turn)
    if turn.lost:
        turn.claim = "not_received" if dice.chance(6_000) else ""
    elif dice.chance(habits.claim_bps):
        turn.claim = dice.pick(("not_as_described", "damaged", "damaged", "wrong_item"))
    turn.chargeback = _chargeback(dice)
    turn.returned = dice.chance(_RETURN_BPS)
    return turn


def written_turn(
    dice: Dice, plan: Plan, seller: DemoSeller, written: Schedule, day: date, place: tuple[int, int]
) -> Turn:
    """A fate by schedule. `place` is the order's number within its day and within the seller's year."""
    in_day, in_year = place
    found = dice.weighted(seller.carriers, seller.carrier_weights)
    if seller.habits.afn_bps and dice.chance(seller.habits.afn_bps):
        found = OWN_FLEET[seller.store.code]
    turn = Turn(dice.weighted(seller.products, seller.product_weights), found, seller.habits.handling_days, stars=0)
    if dice.chance(700):
        turn.stars = dice.pick((3, 4, 4, 5, 5, 5, 5, 5))

    turn.late = in_day < written.late.get(day, 0)
    cancelled = written.cancelled.get(day, 0)
    if not turn.late and in_day < written.late.get(day, 0) + cancelled:
        turn.cancelled_by = "seller"
    elif not turn.late and dice.chance(_BUYER_CANCELS_BPS):
        turn.cancelled_by = "buyer"
    if turn.carrier.name == _WRONG_CARRIER and plan.offset(day) >= RECOVERY_AT - 2:
        turn.carrier = seller.carriers[0]
    if turn.late:
        _late_by_habit(dice, seller, turn)
    turn.scanned = turn.carrier.tracked and not dice.chance(40)
    turn.delivered_late = not turn.late and in_year % _DELIVERED_LATE_EVERY == 20
    turn.returned = dice.chance(_RETURN_BPS)

    claimed = written.claimed.get(day, 0)
    if in_day < claimed:
        turn.product, turn.claim, turn.cancelled_by = seller.products[0], dice.pick(("not_as_described", "damaged")), ""
    elif in_day < written.defective.get(day, 0):
        _defect(dice, turn)
    elif in_year % _BAD_RATING_EVERY == _BAD_RATING_EVERY - 1:
        turn.stars = 2
    return turn


def _late_by_habit(dice: Dice, seller: DemoSeller, turn: Turn) -> None:
    """Harbour Lane is late mostly where one carrier fetches and one bowl is packed."""
    if seller.story is not Story.AT_RISK:
        return
    turn.carrier = carrier(seller.store.code, _WRONG_CARRIER) if dice.chance(8_200) else seller.carriers[0]
    if dice.chance(7_400):
        turn.product = seller.products[0]


def _defect(dice: Dice, turn: Turn) -> None:
    turn.cancelled_by = ""
    if dice.chance(6_000):
        turn.stars = dice.pick((1, 1, 2))
    else:
        turn.claim = dice.pick(("not_as_described", "not_as_described", "damaged"))


def _cancelled_by(dice: Dice, cancel_bps: int) -> str:
    if dice.chance(_BUYER_CANCELS_BPS):
        return "buyer"
    if dice.chance(cancel_bps):
        return "seller"
    return "marketplace" if dice.chance(_NEVER_CONFIRMED_BPS) else ""


def _on_the_road(dice: Dice, turn: Turn) -> None:
    turn.scanned = turn.carrier.tracked and dice.chance(turn.carrier.scan_bps)
    turn.lost = dice.chance(turn.carrier.lost_bps)
    turn.delivered_late = dice.chance(turn.carrier.late_bps)


def _chargeback(dice: Dice) -> str:
    if dice.chance(_CHARGEBACK_BPS):
        return "service"
    return "fraud" if dice.chance(_FRAUD_BPS) else ""
