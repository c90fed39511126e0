"""A case may be about a payout, or about one line of it: the line carries its payout and its order along."""

from __future__ import annotations

from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import NotAllowed, NotFound
from goodstanding.kit.money import Money
from goodstanding.systems.cases import references
from goodstanding.systems.cases.references import Reference
from goodstanding.systems.ledger.states import AccountKind
from goodstanding.systems.payouts import display, queries
from goodstanding.systems.payouts.models import Payout
from goodstanding.systems.payouts.states import ACCOUNTS, LineKind
from goodstanding.systems.sellers.models import Seller


def register() -> None:
    """Name the resolvers. Called once when the product starts."""
    references.add("payout", payout)
    references.add("payout_line", payout_line)


def payout(actor: Actor, seller: Seller, text: str) -> Reference:
    """A payout of this seller by its reference or its settlement id. For a colleague without the right to see payouts there is
    none."""
    try:
        named = queries.payouts_named(actor, seller, text)
        found = named[0] if len(named) == 1 else queries.payout_for(actor, text.strip(), seller=seller)
    except NotAllowed as refusal:
        raise NotFound(refusal.message) from refusal
    return _reference(found)


def payout_line(actor: Actor, seller: Seller, text: str) -> Reference:
    """A line of such a payout, by the payout's reference and its number: `4K7-2QX-17`."""
    try:
        line = queries.line_for(actor, text, seller=seller)
    except NotAllowed as refusal:
        raise NotFound(refusal.message) from refusal
    also = [_reference(line.payout)]
    if line.order_id in queries.known_orders(seller, [line]):
        also.append(references.order(actor, seller, line.order_id))
    kind = LineKind(line.kind)
    fills = [*_fills(line.payout), ("transaction", line.ref), ("subject", display.line_title(line))]
    if ACCOUNTS[kind] is AccountKind.FEES:  # of other lines the difference is asked for, which nobody knows yet
        fills.append(("amount", str(abs(Money(line.amount_minor, line.payout.currency).decimal()))))
    return Reference(
        "payout_line", line.ref, display.line_title(line), aspect=ACCOUNTS[kind].value,
        fills=tuple(fills), also=tuple(also),
    )  # fmt: skip


def _reference(found: Payout) -> Reference:
    return Reference("payout", found.ref, display.title(found), aspect=found.status, fills=_fills(found))


def _fills(found: Payout) -> tuple[tuple[str, str], ...]:
    return (("settlement", found.settlement_id), ("transaction", found.settlement_id))
