"""Addresses at which mail about cases may arrive: the one of the settings with its tokens, and the mailboxes of the rules."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from goodstanding.base.mailroom import addresses
from goodstanding.systems.escalation import queries as escalation
from goodstanding.systems.escalation.handbook import Route
from goodstanding.systems.stores import queries as stores
from goodstanding.systems.stores.models import Store


def is_ours(address: str, at: datetime) -> bool:
    """Whether mail to this address is for us. Nothing is while no mail is taken in."""
    return addresses.is_ours(address) or is_mailbox([address], at)


def is_mailbox(recipients: Collection[str], at: datetime) -> bool:
    """Whether one of the addresses is the mailbox of a route (rulebook: `escalation.routes`) of any store."""
    if not addresses.is_open():
        return False
    found = {escalation.mailbox(route).lower() for route in _routes(at)}
    return not found.isdisjoint(address.strip().lower() for address in recipients)


def _routes(at: datetime) -> list[Route]:
    known = stores.stores() or [Store(rule_pack="default")]
    packs = {store.rule_pack: store for store in known}
    return [route for store in packs.values() for route in escalation.handbook_for(store, at).routes.values()]
