"""Reading payouts: fetch and authorise in one step."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from goodstanding.base.keyset import Page, page_of
from goodstanding.base.prepared import Prepared
from goodstanding.kit.actors import Actor
from goodstanding.kit.money import Money
from goodstanding.kit.refs import normal_ref
from goodstanding.systems.orders import queries as orders
from goodstanding.systems.payouts import policies
from goodstanding.systems.payouts.errors import PayoutNotFound
from goodstanding.systems.payouts.models import Payout, PayoutLine
from goodstanding.systems.payouts.states import LineKind, PayoutStatus, is_settled
from goodstanding.systems.sellers import policies as seller_policies
from goodstanding.systems.sellers.models import Seller
from goodstanding.ui.paging import Cursor

NEWEST_FIRST = ("-ends_at", "-id")
PAGE = 25
LINES = 50
FEW = 3
_NUMBER = re.compile(r"^[0-9]{1,9}$")
_LINE_REF = re.compile(r"^(.+?)[-/.](\d{1,9})$")


@dataclass(frozen=True, slots=True)
class LinesAsked:
    """Which lines of a payout are asked for; empty values don't narrow."""

    kind: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True)
class KindSum:
    """What the lines of one kind come to."""

    kind: LineKind
    total: Money
    count: int


def payouts_of(actor: Actor, seller: Seller, *, cursor: Cursor | None = None, limit: int = PAGE) -> Page[Payout]:
    """A page of the payouts of a seller that was fetched for this actor, the newest period first. Raises NotAllowed."""
    policies.require_read(actor, seller)
    page = page_of(Payout.objects.filter(seller=seller), order=NEWEST_FIRST, cursor=cursor, limit=limit)
    for payout in page.rows:
        payout.seller = seller
    return page


def latest_of(actor: Actor, seller: Seller, *, limit: int = 3) -> Sequence[Payout]:
    """The newest payouts of a seller that was fetched for this actor. One query. Raises NotAllowed."""
    return payouts_of(actor, seller, limit=limit).rows


def failed_of(actor: Actor, seller: Seller) -> Sequence[Payout]:
    """The payouts of a seller that came back and were not sent again, the newest first, at most FEW; none for a colleague whose
    role has nothing to do with money. One query at most. The seller was fetched for this actor."""
    if not policies.can_read(actor, seller):
        return []
    found = _failed.rows(seller=seller.pk)
    for payout in found:
        payout.seller = seller
    return found


def _came_back(*, seller: int) -> QuerySet[Payout]:
    return Payout.objects.filter(seller_id=seller, status=PayoutStatus.FAILED).order_by("-id")[:FEW]


_failed = Prepared(_came_back)


def under_way_of(seller_ids: Collection[int]) -> int:
    """How many payouts of these sellers have neither arrived nor ended another way. Reading was authorised already. One query."""
    awaited = [status for status in PayoutStatus if not is_settled(status)]
    return Payout.objects.filter(seller_id__in=list(seller_ids), status__in=awaited).count()


def payout_for(actor: Actor, ref: str, *, seller: Seller | None = None) -> Payout:
    """The payout with this reference, of this seller if one is named.

    Raises NotFound for strangers, NotAllowed for a colleague whose role has nothing to do with money.
    """
    found = Payout.objects.select_related("seller__store", "seller__account").filter(ref=normal_ref(ref))
    payout = found.first() if seller is None else found.filter(seller=seller).first()
    if payout is None or not seller_policies.can_read(actor, payout.seller):
        raise PayoutNotFound
    policies.require_read(actor, payout.seller)
    return payout


def payouts_named(actor: Actor, seller: Seller, text: str) -> Sequence[Payout]:
    """The payouts of a seller, fetched for this actor, with this very reference or settlement id. Raises NotAllowed."""
    policies.require_read(actor, seller)
    found = Payout.objects.filter(Q(ref=normal_ref(text)) | Q(settlement_id=text.strip()), seller=seller)
    return list(found.order_by(*NEWEST_FIRST)[:2])


def line_for(actor: Actor, ref: str, *, seller: Seller | None = None) -> PayoutLine:
    """A line by what it goes by, such as 4K7-2QX-17. Raises as `payout_for`."""
    named = _LINE_REF.match(ref.strip())
    if named is None:
        raise PayoutNotFound
    payout = payout_for(actor, named[1], seller=seller)
    line = PayoutLine.objects.filter(payout=payout, number=int(named[2])).first()
    if line is None:
        raise PayoutNotFound
    line.payout = payout
    return line


def lines_of(
    payout: Payout, asked: LinesAsked | None = None, *, cursor: Cursor | None = None, limit: int = LINES
) -> Page[PayoutLine]:
    """A page of the lines of a payout whose reading was authorised, in the order of their source."""
    asked = asked or LinesAsked()
    found = PayoutLine.objects.filter(payout=payout)
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.order:
        found = found.filter(order_id=asked.order)
    page = page_of(found, order=("number",), cursor=cursor, limit=limit)
    for line in page.rows:
        line.payout = payout
    return page


def place_of(number: str) -> Cursor | None:
    """The place among a payout's lines at which the line with a number comes next; None for what is no number."""
    return Cursor((str(int(number) - 1),)) if _NUMBER.match(number) else None


def sums_of(payout: Payout) -> Sequence[KindSum]:
    """What the lines of each kind come to, in the order of the kinds. Together they are the payout's total."""
    rows = PayoutLine.objects.filter(payout=payout).order_by().values("kind")
    found = {row["kind"]: row for row in rows.annotate(n=Count("pk"), total=Sum("amount_minor"))}
    return [
        KindSum(kind, Money(found[kind]["total"], payout.currency), found[kind]["n"])
        for kind in LineKind
        if kind in found
    ]


def known_orders(seller: Seller, lines: Sequence[PayoutLine]) -> frozenset[str]:
    """Those of the orders that these lines name which are known here. One query, none where no order is named."""
    named = {line.order_id for line in lines if line.order_id}
    if not named:
        return frozenset()
    return frozenset(order.external_id for order in orders.orders_named(seller, sorted(named), limit=len(named)))
