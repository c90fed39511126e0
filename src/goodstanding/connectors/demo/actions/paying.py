"""Payouts of the demo: every 14 days what was shipped and refunded is settled, sent two days later and paid after two more.

The demo plays the payment engine and tells of payouts through the same action as a real one. Six weeks of them are there when the
year ends; when the clock moves on they go through their states day by day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Q

from goodstanding.connectors.demo import queries
from goodstanding.connectors.demo.dice import Dice
from goodstanding.kit.actors import SYSTEM
from goodstanding.kit.periods import start_of_day
from goodstanding.systems.cases import actions as cases
from goodstanding.systems.cases.models import Case
from goodstanding.systems.orders.models import Order
from goodstanding.systems.payouts import actions as payouts
from goodstanding.systems.payouts.models import Payout
from goodstanding.systems.payouts.rules import LineDraft, PayoutDraft
from goodstanding.systems.payouts.states import LineKind, PayoutStatus
from goodstanding.systems.sellers.models import Seller
from goodstanding.systems.sellers.queries import permits
from goodstanding.systems.sellers.states import Permit
from goodstanding.systems.stores.models import Store

SOURCE = "demo"
PERIOD = timedelta(days=14)
SHOWN = 3 * PERIOD
SENT_AFTER, PAID_AFTER = timedelta(days=2), timedelta(days=4)
_FEE_PERCENT, _FULFILMENT_MINOR, _SUBSCRIPTION_MINOR = 15, 3_85, 39_99
_FAILS_BPS = 120
_SUBSCRIBERS_ORDERS = 8  # who sells less has no subscription
_WORDS = {
    "en": {
        "fee": "Referral fee, 15 %", "fulfilment": "Pick, pack and ship", "refund": "Refund to the buyer",
        "fee_back": "Referral fee given back", "subscription": "Monthly subscription",
        "failed": "R02: the account at your bank is closed", "held": "The account is suspended",
    },
    "de": {
        "fee": "Verkaufsprovision, 15 %", "fulfilment": "Lagerung und Versand", "refund": "Erstattung an den Käufer",
        "fee_back": "Provision erstattet", "subscription": "Monatliche Grundgebühr",
        "failed": "R02: Das Konto bei Ihrer Bank ist geschlossen", "held": "Das Konto ist gesperrt",
    },
}  # fmt: skip


class _Shipped(NamedTuple):
    """What a settlement needs to know of an order."""

    seller_id: int
    order: str
    title: str
    sku: str
    channel: str
    total_minor: int
    shipped_at: datetime
    refunded_minor: int
    refunded_at: datetime | None


class Paying:
    """The demo's payment engine."""

    def __init__(self, *, seed: int, stores: Sequence[Store], opened_at: datetime) -> None:
        self.seed = seed
        self.stores = stores
        self.opened_at = opened_at

    def play(self, since: datetime, at: datetime) -> None:
        """Tell what was settled and what became of it in a span. Nothing before the year's end, then the last weeks at once."""
        if at < self.opened_at:
            return
        first = since < self.opened_at
        since = self.opened_at - SHOWN if first else since
        sellers = queries.sellers_by_external_id() if any(self._closed(since, at)) else {}  # as they stand now
        for store in self.stores:
            for closed_at in self._closings(store, since, at):
                self._settle([one for one in sellers.values() if one.store_id == store.pk], closed_at, at)
            for closed_at in self._closings(store, since - PAID_AFTER, since):
                self._move(store, closed_at, since, at)
        if first:
            self._link_cases(list(sellers.values()), at)

    def _closings(self, store: Store, since: datetime, until: datetime) -> Iterator[datetime]:
        """When periods of a store close, `since < t <= until`: midnights, fourteen days apart, one a day before the year's end."""
        anchor = self.opened_at - timedelta(days=1)
        count = (until - anchor) // PERIOD + 1
        while (closing := start_of_day((anchor + count * PERIOD).date(), store.zone)) > since:
            if closing <= until:
                yield closing
            count -= 1

    def _closed(self, since: datetime, at: datetime) -> Iterator[datetime]:
        """The closings of all stores in a span."""
        for store in self.stores:
            yield from self._closings(store, since, at)

    def _settle(self, sellers: Sequence[Seller], closed_at: datetime, at: datetime) -> None:
        status, told_at = _by(closed_at, at)
        store = sellers[0].store
        by_id = {seller.pk: seller for seller in sellers}
        shipped: dict[int, list[_Shipped]] = {}
        for order in _orders(store, closed_at - PERIOD, closed_at):
            shipped.setdefault(order.seller_id, []).append(order)
        drafts = [
            self._draft(by_id[seller_id], orders, closed_at, status)
            for seller_id, orders in shipped.items()
            if seller_id in by_id
        ]
        _record(store, drafts, told_at)

    def _draft(
        self, seller: Seller, orders: Sequence[_Shipped], closed_at: datetime, status: PayoutStatus
    ) -> PayoutDraft:
        words = _words(seller.store)
        lines = [line for order in orders for line in _lines(order, closed_at - PERIOD, closed_at, words)]
        if closed_at.day <= PERIOD.days and len(orders) >= _SUBSCRIBERS_ORDERS:
            lines.append(_line(LineKind.SERVICE_FEE, -_SUBSCRIPTION_MINOR, words["subscription"], closed_at))
        lines.sort(key=lambda line: line.posted_at)
        total, reason = sum(line.amount_minor for line in lines), ""
        if total <= 0:
            status = PayoutStatus.NO_PAYOUT
        elif not permits(seller, Permit.PAY_OUT) and seller.standing_since <= closed_at + SENT_AFTER:
            status, reason = PayoutStatus.ON_HOLD, words["held"]
        elif status is PayoutStatus.PAID and self._fails(seller, closed_at):
            status, reason = PayoutStatus.FAILED, words["failed"]
        return PayoutDraft(
            seller=seller.external_id, settlement_id=_settlement(seller, closed_at), currency=seller.store.currency,
            total_minor=total, starts_at=closed_at - PERIOD, ends_at=closed_at, lines=lines, status=status, reason=reason,
            pay_at=None if status is PayoutStatus.ON_HOLD else closed_at + SENT_AFTER,
        )  # fmt: skip

    def _move(self, store: Store, closed_at: datetime, since: datetime, at: datetime) -> None:
        """What was scheduled is sent, what was sent arrives, or comes back."""
        (before, _), (after, told_at) = _by(closed_at, since), _by(closed_at, at)
        if before is after:
            return
        found = Payout.objects.filter(seller__store=store, source=SOURCE, ends_at=closed_at, status=before)
        drafts = []
        for payout in found.select_related("seller"):
            failed = after is PayoutStatus.PAID and self._fails(payout.seller, closed_at)
            status = PayoutStatus.FAILED if failed else after
            drafts.append(
                PayoutDraft(
                    payout.seller.external_id, payout.settlement_id, payout.currency, payout.total_minor, payout.starts_at,
                    payout.ends_at, None, status, payout.pay_at, _words(store)["failed"] if failed else "",
                )
            )  # fmt: skip
        _record(store, drafts, told_at)

    def _fails(self, seller: Seller, closed_at: datetime) -> bool:
        return Dice(f"{self.seed}:payout:{seller.external_id}:{closed_at.date()}").chance(_FAILS_BPS)

    def _link_cases(self, sellers: Sequence[Seller], at: datetime) -> None:
        """The demo's cases about payments are about the payout before them."""
        for case in Case.objects.filter(area="payments", seller__in=sellers).order_by("pk")[:20]:
            meant = (
                Payout.objects.filter(seller=case.seller_id, ends_at__lt=case.opened_at).order_by("-ends_at").first()
            )
            if meant is not None:
                cases.link(actor=SYSTEM, ref=case.ref, kind="payout", to=meant.ref, at=at)


def _by(closed_at: datetime, at: datetime) -> tuple[PayoutStatus, datetime]:
    """How a payout stands at an instant, and since when."""
    if at >= closed_at + PAID_AFTER:
        return PayoutStatus.PAID, closed_at + PAID_AFTER
    if at >= closed_at + SENT_AFTER:
        return PayoutStatus.IN_TRANSIT, closed_at + SENT_AFTER
    return PayoutStatus.SCHEDULED, closed_at


def _record(store: Store, drafts: Sequence[PayoutDraft], at: datetime) -> None:
    for start in range(0, len(drafts), payouts.MOST_DRAFTS):
        part = drafts[start : start + payouts.MOST_DRAFTS]
        told = payouts.record_payouts(actor=SYSTEM, store=store, drafts=part, source=SOURCE, at=at)
        if told.rejects:
            raise AssertionError(f"The demo's payment engine told of a payout that was refused: {told.rejects[0]}")


def _orders(store: Store, since: datetime, until: datetime) -> Iterator[_Shipped]:
    """What was shipped or refunded in a period, in the order of shipment."""
    names = ("seller_id", "external_id", "lead_title", "lead_sku", "channel", "total_minor", "shipped_at")
    shipped = Q(shipped_at__gte=since, shipped_at__lt=until)
    refunded = Q(refunded_at__gte=since, refunded_at__lt=until, shipped_at__lt=until)
    found = Order.objects.filter(shipped | refunded, seller__store=store).order_by("shipped_at", "pk")
    for row in found.values_list(*names, "refunded_minor", "refunded_at").iterator(chunk_size=2_000):
        yield _Shipped(*row)


def _lines(order: _Shipped, since: datetime, until: datetime, words: Mapping[str, str]) -> Iterator[LineDraft]:
    fee = (order.total_minor * _FEE_PERCENT + 50) // 100
    about = (order.order, order.sku)
    if order.shipped_at >= since:
        yield _line(LineKind.SALE, order.total_minor, order.title, order.shipped_at, *about)
        yield _line(LineKind.FEE, -fee, words["fee"], order.shipped_at, *about)
        if order.channel == "afn":
            yield _line(LineKind.FULFILMENT_FEE, -_FULFILMENT_MINOR, words["fulfilment"], order.shipped_at, *about)
    if order.refunded_at is not None and since <= order.refunded_at < until and order.total_minor:
        back = fee * order.refunded_minor // order.total_minor * 8 // 10
        yield _line(LineKind.REFUND, -order.refunded_minor, words["refund"], order.refunded_at, *about)
        yield _line(LineKind.REFUNDED_FEE, back, words["fee_back"], order.refunded_at, *about)


def _line(kind: LineKind, minor: int, said: str, at: datetime, order: str = "", sku: str = "") -> LineDraft:
    return LineDraft(kind, minor, said, order, sku, at)


def _settlement(seller: Seller, closed_at: datetime) -> str:
    return f"{closed_at:%Y%m%d}-{seller.external_id}"[:64]


def _words(store: Store) -> Mapping[str, str]:
    return _WORDS.get(store.language[:2], _WORDS["en"])
