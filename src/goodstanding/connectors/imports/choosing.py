"""For which store and which seller a file is, when the command does not say."""

from __future__ import annotations

from datetime import datetime

from goodstanding.connectors.imports.errors import NotChosen
from goodstanding.connectors.imports.shapes import Source
from goodstanding.kit.actors import Actor
from goodstanding.systems.sellers import queries as sellers
from goodstanding.systems.sellers.actions import open_sellers
from goodstanding.systems.sellers.models import Seller
from goodstanding.systems.stores import queries as stores
from goodstanding.systems.stores.actions import StoreDraft, open_store
from goodstanding.systems.stores.models import Store

SHOWN = 12
FIRST_SELLER = "amazon"


def store_for(*, actor: Actor, source: Source, code: str, at: datetime) -> Store:
    """The store named, or the only one that fits; a new one while none fits. Raises NotChosen with the choices.

    A source whose amounts are all in one currency fits a store of that currency; any other fits every store.
    """
    known = list(stores.stores())
    fitting = [store for store in known if store.code == code] if code else [s for s in known if _fits(s, source)]
    if len(fitting) == 1:
        return fitting[0]
    if not known or (not code and not fitting):
        made = source.new_store()
        draft = StoreDraft(name=made.name, time_zone=made.time_zone, language="en", country=made.country)
        return open_store(actor=actor, code=code or made.code, currency=made.currency, draft=draft, at=at)
    shown = ", ".join(store.code for store in known[:SHOWN])
    said = f"There is no store {code[:40]!r}." if code else "There are several stores."
    raise NotChosen(f"{said} Choose one with --store: {shown}.", field="store")


def _fits(store: Store, source: Source) -> bool:
    return not source.only_currency or store.currency == source.only_currency


def seller_for(
    *, actor: Actor, store: Store, source: Source, external_id: str, may_open: bool, at: datetime
) -> tuple[Seller, bool]:
    """The seller that all orders of the file belong to, and whether the account is new: the one named, or the only one.

    A store without sellers gets one; a store with sellers gets another one only when that was asked for. Raises NotChosen.
    """
    known = sellers.visible_to(actor).filter(store=store).order_by("external_id")
    if external_id and (found := known.filter(external_id=external_id).first()):
        return found, False
    first = list(known[: SHOWN + 1])
    if not first or (external_id and may_open):
        wanted = external_id or FIRST_SELLER
        opened = open_sellers(actor=actor, store=store, names={wanted: source.seller_name(wanted)}, at=at)
        return opened[wanted], True
    if not external_id and len(first) == 1:
        return first[0], False
    shown = ", ".join(seller.external_id for seller in first[:SHOWN]) + (", …" if len(first) > SHOWN else "")
    said = (
        f"There is no seller {external_id[:64]!r} in this store." if external_id else "The store has several sellers."
    )
    remedy = "Choose one with --seller, or open a new one with --seller ID --create-sellers."
    raise NotChosen(f"{said} {remedy} Known are: {shown}.", field="seller")
