"""What an amount of a settlement report is, in the trade's words. Pure."""

from __future__ import annotations

from goodstanding.systems.payouts.states import LineKind

ITEM_PRICE, PROMOTION, WITHHELD, OTHER = "ItemPrice", "Promotion", "ItemWithheldTax", "other-transaction"
_FEES = frozenset({"ItemFees", "ShipmentFees", "OrderFees", "MiscFees", "OtherFees"})
_CLAIMS = ("chargeback", "a-to-z", "guarantee")

# Words of a description, and what it is; the first that fits.
_PRICES = (
    ("tax", LineKind.TAX),
    ("shipping", LineKind.SHIPPING),
    ("giftwrap", LineKind.GIFT_WRAP),
    ("gift wrap", LineKind.GIFT_WRAP),
    ("principal", LineKind.SALE),
)
_OTHERS = (
    ("advertising", LineKind.ADVERTISING),
    ("subscription", LineKind.SERVICE_FEE),
    ("reimburse", LineKind.REIMBURSEMENT),
    ("warehouse_", LineKind.REIMBURSEMENT),
    ("missing_from_inbound", LineKind.REIMBURSEMENT),
    ("clawback", LineKind.REIMBURSEMENT),
    ("safe-t", LineKind.REIMBURSEMENT),
    ("reserve", LineKind.RESERVE),
    ("payable to amazon", LineKind.CARRIED_OVER),
    ("previous", LineKind.CARRIED_OVER),
    ("balance", LineKind.CARRIED_OVER),
    ("unsuccessful", LineKind.CARRIED_OVER),
    ("charge", LineKind.PAID_IN),
    ("storage", LineKind.FULFILMENT_FEE),
    ("removal", LineKind.FULFILMENT_FEE),
    ("disposal", LineKind.FULFILMENT_FEE),
    ("inbound", LineKind.FULFILMENT_FEE),
    ("fba", LineKind.FULFILMENT_FEE),
    ("fulfil", LineKind.FULFILMENT_FEE),
    ("tax", LineKind.TAX_WITHHELD),
    ("fee", LineKind.SERVICE_FEE),
    ("micro deposit", LineKind.ADJUSTMENT),
    ("adjust", LineKind.ADJUSTMENT),
)


def kind_of(transaction: str, amount_type: str, description: str, amount_minor: int) -> LineKind:
    """The kind of an amount by the report's own words; OTHER where they say nothing that is known here.

    Everything of a refund that went to the buyer is REFUND; fees that came back with it are REFUNDED_FEE. The report's words
    stay with the line, so nothing is lost by the sorting.
    """
    happened, said = transaction.lower(), description.lower()
    claim = any(word in happened for word in _CLAIMS)
    refund = "refund" in happened
    if amount_type == WITHHELD:
        return LineKind.TAX_WITHHELD
    if amount_type in {ITEM_PRICE, PROMOTION}:
        if claim or refund:
            return LineKind.CLAIM if claim else LineKind.REFUND
        return LineKind.PROMOTION if amount_type == PROMOTION else _first(_PRICES, said)
    if amount_type in _FEES:
        return _fee(said, came_back=(refund or claim) and amount_minor > 0, service="servicefee" in happened)
    found = _first(_OTHERS, said)
    return found if found is not LineKind.OTHER else _first(_OTHERS, f"{amount_type.lower()} {happened}")


def _fee(said: str, *, came_back: bool, service: bool) -> LineKind:
    if came_back:
        return LineKind.REFUNDED_FEE
    if "advertising" in said:
        return LineKind.ADVERTISING
    if said.startswith("fba") or "fulfil" in said:
        return LineKind.FULFILMENT_FEE
    return LineKind.SERVICE_FEE if service else LineKind.FEE


def _first(words: tuple[tuple[str, LineKind], ...], said: str) -> LineKind:
    return next((kind for word, kind in words if word in said), LineKind.OTHER)
