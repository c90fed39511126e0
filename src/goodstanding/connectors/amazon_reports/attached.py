"""What feedback and returns reports share: they speak of orders that another file must have brought."""

from __future__ import annotations

from collections.abc import Mapping

from goodstanding.connectors.imports.errors import BadValue, NotChosen
from goodstanding.connectors.imports.shapes import KnownOrder, NewStore


class NeedsOrders:
    """A report that makes neither store nor seller."""

    __slots__ = ()

    @property
    def one_seller(self) -> bool:
        """All rows are about one seller's orders."""
        return True

    @property
    def creates_sellers(self) -> bool:
        """Never: without orders there is nothing to attach to."""
        return False

    @property
    def only_currency(self) -> str:
        """Not known before the rows are read."""
        return ""

    def new_store(self) -> NewStore:
        """Raises NotChosen: an empty marketplace has no orders that this report could speak of."""
        raise NotChosen("There are no orders yet that this report could belong to. Import amazon-orders first.")

    def seller_name(self, external_id: str) -> str:
        """The report does not name its seller."""
        return external_id


def known_order(order_id: str, known: Mapping[str, KnownOrder], seller: str) -> KnownOrder:
    """The order a row speaks of. Raises BadValue when it was never imported."""
    order = known.get(order_id)
    if order is None:
        raise BadValue(
            "order-id",
            "unknown_order",
            f"Seller {seller} has no order {order_id[:64]} here. Import the amazon-orders report that holds it first.",
        )
    return order
