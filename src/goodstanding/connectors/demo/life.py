"""Playing one order from its placing to the last thing that happens about it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from goodstanding.connectors.demo import names
from goodstanding.connectors.demo.calendar import StoreDays
from goodstanding.connectors.demo.carriers import STRIKE_CARRIER, STRIKE_LOST_BPS
from goodstanding.connectors.demo.cast import DemoSeller, Product
from goodstanding.connectors.demo.dice import Dice, running
from goodstanding.connectors.demo.measured import (
    DELIVERY_LATE_HOURS,
    DELIVERY_SHARE,
    HANDOVER_LATE_MINUTES,
    HANDOVER_SHARE,
    LATE_DELIVERY_AFTER_LATE_HANDOVER_BPS,
    LINES,
    RATING_AFTER_HOURS,
    STARS_BY_DELAY,
    STARS_UNDELIVERED,
    TEXT_BPS,
)
from goodstanding.connectors.demo.turns import Turn
from goodstanding.kit.periods import add_business_days
from goodstanding.systems.orders.events import EventDraft, Kind

_RATED_BPS, _RATED_LATE_BPS = 480, 1_050
_REMOVED_BPS = 900  # of bad ratings
_MESSAGE_BPS = 850
_STARS = (1, 2, 3, 4, 5)
_STAR_TABLE = [(days, running(shares)) for days, shares in STARS_BY_DELAY]
_STARS_LOST = running(STARS_UNDELIVERED)
_LINE_TABLE = running(LINES)
_OUTCOMES = (
    "granted", "granted", "granted", "refunded_by_seller", "refunded_by_seller", "denied", "denied", "withdrawn",
    "paid_by_platform",
)  # fmt: skip
_MINUTE = timedelta(minutes=1)
_WRITTEN_LATE_MINUTES = 2_000  # a late parcel of a seller with a story still arrives in time


class Life:
    """One order being played. `events` is what happened, unordered."""

    def __init__(self, *, dice: Dice, days: StoreDays, seller: DemoSeller, turn: Turn, order: str) -> None:
        self.dice, self.days, self.seller, self.turn, self.order = dice, days, seller, turn, order
        self.events: list[EventDraft] = []

    def play(self, placed_at: datetime, day: date) -> list[EventDraft]:
        """Everything that will have happened to an order placed at an instant of a day."""
        turn = self.turn
        self._place(placed_at, day)
        if turn.cancelled_by:
            self._cancel()
            return self.events
        self._ship()
        self._carry()
        self._rate()
        if turn.claim:
            self._claim()
        if turn.chargeback:
            self._charge_back()
        if turn.returned and self.delivered_at and not turn.claim:
            self._return()
        if self.dice.chance(_MESSAGE_BPS):
            self._message()
        return self.events

    def _add(self, kind: Kind, at: datetime, part: str = "", /, **data: object) -> None:
        id = f"{self.order}:{kind.value}{part}"
        self.events.append(EventDraft(self.seller.external_id, self.order, kind, id, at, data))

    def _place(self, placed_at: datetime, day: date) -> None:
        dice, store, turn = self.dice, self.seller.store, self.turn
        bought = [_line(dice, turn.product)]
        for _ in range(dice.weighted((0, 1, 2), _LINE_TABLE)):
            extra = dice.pick(self.seller.products)
            if extra.sku != turn.product.sku:
                bought.append(_line(dice, extra))
        self.total_minor = sum(product.price_minor * quantity for product, quantity in bought)
        self.skus = [product.sku for product, _ in bought]
        ship_by_on = add_business_days(day, turn.handling_days)
        self.placed_at = placed_at
        self.ship_by_at = self.days.end(ship_by_on)
        self.deliver_by_at = self.days.end(ship_by_on + timedelta(days=turn.carrier.promise_days))
        self._add(
            Kind.PLACED, placed_at, currency=store.currency, total_minor=self.total_minor,
            channel="afn" if self._by_marketplace else "mfn", ship_by_at=self.ship_by_at.isoformat(),
            deliver_by_at=self.deliver_by_at.isoformat(), ship_from=self.seller.ship_from,
            buyer_alias=f"{dice.pick(names.BUYER_WORDS)}-{dice.between(1000, 9999)}",
            buyer_region=names.REGIONS[store.code][min(dice.below(24), dice.below(24)) % len(names.REGIONS[store.code])],
            lines=[_as_data(product, quantity) for product, quantity in bought],
        )  # fmt: skip

    @property
    def _by_marketplace(self) -> bool:
        return self.turn.carrier.name.endswith("Fulfilment")

    @property
    def _in_two_packages(self) -> bool:
        """Some orders of several lines leave in two boxes. Drawn from the total, so that no other draw moves."""
        ordinary = not self.seller.story and not self._by_marketplace and self.turn.carrier.tracked
        return ordinary and len(self.skus) > 1 and self.total_minor % 3 == 0

    def _cancel(self) -> None:
        dice, by = self.dice, self.turn.cancelled_by
        if by == "marketplace":
            at = (
                self.days.end(add_business_days(self.days.day_of(self.ship_by_at), 7)) + dice.between(60, 600) * _MINUTE
            )
            self._add(Kind.CANCELLED, at, by=by, reason="not_confirmed")
            return
        allowed = int((self.ship_by_at - self.placed_at).total_seconds()) // 60
        at = self.placed_at + dice.between(25, max(60, allowed * 6 // 10)) * _MINUTE
        if by == "buyer":
            self._add(Kind.CANCELLED, at, by=by, reason="buyer_request")
        else:
            reason = "stock" if self.seller.story or dice.chance(7_500) else dice.pick(("price", "address", "other"))
            self._add(Kind.CANCELLED, at, by=by, reason=reason)

    def _ship(self) -> None:
        dice, turn = self.dice, self.turn
        if turn.late and not self._by_marketplace:
            minutes = dice.along(HANDOVER_LATE_MINUTES)
            if self.seller.story:
                minutes = min(minutes, _WRITTEN_LATE_MINUTES)
            elif dice.chance(LATE_DELIVERY_AFTER_LATE_HANDOVER_BPS):
                turn.delivered_late = True
            self.shipped_at = self.ship_by_at + minutes * _MINUTE
        else:
            allowed = int((self.ship_by_at - self.placed_at).total_seconds())
            self.shipped_at = self.placed_at + timedelta(seconds=allowed * dice.along(HANDOVER_SHARE) // 1000)
        tracked = (
            {"tracking_id": f"{turn.carrier.name[0]}{dice.between(10**10, 10**11 - 1)}"} if turn.carrier.tracked else {}
        )
        told = {"carrier": turn.carrier.name, "ship_from": self.seller.ship_from, **tracked}
        if not self._in_two_packages:
            self._add(Kind.SHIPPED, self.shipped_at, **told)
            return
        self._add(Kind.SHIPPED, self.shipped_at, **told, package="1", items=[{"sku": self.skus[0]}])
        told["tracking_id"] = told["tracking_id"][0] + told["tracking_id"][:0:-1]
        rest = [{"sku": sku} for sku in self.skus[1:]]
        self._add(Kind.SHIPPED, self.shipped_at, ":2", **told, package="2", items=rest)

    def _carry(self) -> None:
        dice, turn = self.dice, self.turn
        first_scan = self.shipped_at + dice.between(90, 1_300) * _MINUTE
        if turn.delivered_late:
            arrives = self.deliver_by_at + timedelta(hours=dice.along(DELIVERY_LATE_HOURS))
        else:
            allowed = max(int((self.deliver_by_at - self.shipped_at).total_seconds()), 86_400)
            arrives = self.shipped_at + timedelta(seconds=allowed * dice.along(DELIVERY_SHARE) // 1000)
        if turn.carrier.name == STRIKE_CARRIER and self.days.struck(self.shipped_at, arrives):
            first_scan = max(first_scan, self.days.strike_end + dice.between(60, 2_000) * _MINUTE)
            arrives = max(arrives, self.days.strike_end) + dice.between(20, 110) * 60 * _MINUTE
            turn.lost = turn.lost or dice.chance(STRIKE_LOST_BPS)
        arrives = max(arrives, first_scan + 2 * 60 * _MINUTE)
        at_the_door = self.days.by_day(arrives, dice.between(8 * 60, 19 * 60))
        if arrives <= self.deliver_by_at < at_the_door:
            at_the_door = arrives  # the van comes late in the evening, but it comes
        self.delivered_at = None if turn.lost else at_the_door
        for part, about in (("", {"package": "1"}), (":2", {"package": "2"})) if self._in_two_packages else (("", {}),):
            if turn.scanned:
                self._add(Kind.CARRIER_SCAN, first_scan, part, **about)
            if self.delivered_at and turn.scanned:
                self._add(Kind.DELIVERED, self.delivered_at, part, **about)

    def _rate(self) -> None:
        dice, turn = self.dice, self.turn
        reference = self.delivered_at or self.deliver_by_at + timedelta(days=6)
        behind = (reference - self.deliver_by_at).days + 1 if reference > self.deliver_by_at else 0
        stars = turn.stars
        if stars is None:
            stars = self._drawn_stars(behind) if dice.chance(_RATED_LATE_BPS if behind else _RATED_BPS) else 0
        if not stars:
            return
        at = reference + timedelta(hours=dice.along(RATING_AFTER_HOURS), minutes=dice.below(60))
        words = names.FEEDBACK[self.seller.store.language][stars]
        text = {"text": dice.pick(words)} if dice.chance(TEXT_BPS[stars]) else {}
        self._add(Kind.FEEDBACK_LEFT, at, stars=stars, **text)
        if stars <= 2 and turn.stars is None and dice.chance(_REMOVED_BPS):
            why = dice.pick(("withdrawn", "withdrawn", "removed", "struck"))
            self._add(Kind.FEEDBACK_REMOVED, at + timedelta(hours=dice.between(20, 200)), why=why)

    def _drawn_stars(self, behind: int) -> int:
        if self.delivered_at is None:
            return self.dice.weighted(_STARS, _STARS_LOST)
        table = next(cumulative for days, cumulative in _STAR_TABLE if behind <= days)
        stars = self.dice.weighted(_STARS, table)
        keeps = behind or stars > 2 or self.dice.chance(min(10_000, self.seller.habits.bad_stars * 6))
        return stars if keeps else self.dice.pick((4, 5, 5))

    def _claim(self) -> None:
        dice = self.dice
        basis = self.delivered_at or self.deliver_by_at + timedelta(days=3)
        filed_at = basis + timedelta(hours=dice.between(20, 150))
        self._add(Kind.CLAIM_FILED, filed_at, reason=self.turn.claim)
        if self.seller.story:
            outcome = "granted" if dice.chance(7_000) else "refunded_by_seller"
        else:
            outcome = dice.pick(_OUTCOMES)
        decided_at = filed_at + timedelta(hours=dice.between(40, 260))
        self._add(Kind.CLAIM_DECIDED, decided_at, outcome=outcome)
        if outcome in {"granted", "refunded_by_seller", "paid_by_platform"}:
            self._add(Kind.REFUNDED, decided_at + 10 * _MINUTE, amount_minor=self.total_minor, reason="claim")

    def _charge_back(self) -> None:
        at = self.shipped_at + timedelta(days=self.dice.between(12, 45), minutes=self.dice.below(1_440))
        self._add(Kind.CHARGEBACK_FILED, at, kind=self.turn.chargeback)
        if self.dice.chance(2_500):
            self._add(Kind.CHARGEBACK_REVERSED, at + timedelta(days=self.dice.between(6, 25)))

    def _return(self) -> None:
        dice = self.dice
        asked_at = (self.delivered_at or self.deliver_by_at) + timedelta(hours=dice.between(6, 500))
        reason = dice.pick(
            ("changed_mind", "changed_mind", "does_not_fit", "damaged", "not_as_described", "arrived_late")
        )
        self._add(Kind.RETURN_REQUESTED, asked_at, reason=reason)
        part = self.total_minor if dice.chance(8_500) else self.total_minor // 2
        self._add(Kind.REFUNDED, asked_at + timedelta(hours=dice.between(70, 260)), amount_minor=part, reason="return")

    def _message(self) -> None:
        dice, habits = self.dice, self.seller.habits
        before = dice.chance(5_500) or self.delivered_at is None
        asked_at = (self.placed_at if before else self.delivered_at or self.placed_at) + dice.between(
            40, 2_600
        ) * _MINUTE
        message = f"{self.order}-m1"
        self._add(Kind.MESSAGE_RECEIVED, asked_at, message_id=message)
        if dice.chance(700):
            self._add(Kind.MESSAGE_NO_RESPONSE_NEEDED, asked_at + dice.between(20, 900) * _MINUTE, message_id=message)
            return
        if dice.chance(60):
            return  # never answered
        minutes = dice.between(12, 1_050)
        if dice.chance(habits.slow_answer_bps):
            minutes = dice.between(1_500, 4_200)
        elif habits.closed_at_weekends and (ahead := 7 - asked_at.astimezone(UTC).weekday()) <= 2:
            minutes += (ahead - 1) * 1_440 + 600
        self._add(Kind.MESSAGE_ANSWERED, asked_at + minutes * _MINUTE, message_id=message)


def _line(dice: Dice, product: Product) -> tuple[Product, int]:
    return product, 1 if dice.chance(9_000) else dice.between(2, 3)


def _as_data(product: Product, quantity: int) -> dict[str, object]:
    return {"sku": product.sku, "title": product.title, "quantity": quantity, "price_minor": product.price_minor}
