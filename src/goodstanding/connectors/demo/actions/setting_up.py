"""Setting up the demo marketplace before anything happens in it: stores, sellers, people."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path

from django.db import transaction

from goodstanding.base.people import actions as people_actions
from goodstanding.connectors.demo.actions import passwords
from goodstanding.connectors.demo.cast import DemoSeller
from goodstanding.connectors.demo.models import DemoRun
from goodstanding.connectors.demo.people import PEOPLE
from goodstanding.connectors.demo.plan import MARKETPLACE, STORES, DemoStore, Plan
from goodstanding.connectors.demo.stream import Play
from goodstanding.kit.actors import SYSTEM
from goodstanding.kit.errors import Conflict
from goodstanding.systems.sellers import actions as sellers
from goodstanding.systems.sellers.models import Seller, SellerAccount
from goodstanding.systems.stores import actions as stores
from goodstanding.systems.stores.models import Marketplace, Store

_JOINED_TOGETHER_DAYS = 90


@transaction.atomic
def set_up(*, play: Play, folder: Path) -> DemoRun:
    """Open stores and accounts, place people in them, keep their passwords in `folder`, and note what is to be played.

    Raises Conflict when a store of the operator's has the code of a demo store.
    """
    plan = play.plan
    begins_at = plan.opened_at - timedelta(days=plan.days + 1)
    if not Marketplace.objects.exists():
        stores.change_marketplace(actor=SYSTEM, draft=stores.MarketplaceDraft(name=MARKETPLACE), at=begins_at)
    opened = {store.code: _open_store(store, at=begins_at) for store in STORES}
    found = _open_sellers(plan, play.sellers, opened)
    _open_people(found, folder, at=begins_at)
    return DemoRun.objects.create(
        seed=plan.seed, opened_at=plan.opened_at, sellers=plan.sellers, orders=plan.orders, days=plan.days,
        played_until=begins_at,
    )  # fmt: skip


def _open_store(store: DemoStore, *, at: datetime) -> Store:
    if Store.objects.filter(code=store.code).exists():
        raise Conflict(
            f"There is a store with the code {store.code} that is not part of the demo. "
            "Load the demo into an installation of its own: choose another folder with --data."
        )
    draft = stores.StoreDraft(
        name=store.name, time_zone=store.time_zone, language=store.language, country=store.country
    )
    opened = stores.open_store(actor=SYSTEM, code=store.code, currency=store.currency, draft=draft, at=at)
    Store.objects.filter(pk=opened.pk).update(is_demo=True)
    return opened


def _open_sellers(plan: Plan, cast: tuple[DemoSeller, ...], opened: dict[str, Store]) -> dict[str, Seller]:
    """First presences open accounts, second ones join them. Accounts of one quarter are opened together."""
    found: dict[str, Seller] = {}
    for abroad in (False, True):
        group = [seller for seller in cast if (seller.external_id != seller.account) is abroad]
        group.sort(key=lambda s: (s.joined_offset // _JOINED_TOGETHER_DAYS, s.store.code))
        for (quarter, code), part in groupby(
            group, key=lambda s: (s.joined_offset // _JOINED_TOGETHER_DAYS, s.store.code)
        ):
            members = list(part)
            accounts: dict[str, SellerAccount] = {}
            if abroad:
                accounts = {s.external_id: found[s.account].account for s in members}
            at = plan.opened_at + timedelta(days=min(-1, quarter * _JOINED_TOGETHER_DAYS))
            names = {s.external_id: s.name for s in members}
            found |= sellers.open_sellers(
                actor=SYSTEM, store=opened[code], names=names, at=at, demo=True, accounts=accounts
            )
    return found


def _open_people(found: dict[str, Seller], folder: Path, *, at: datetime) -> None:
    made = {who.email: passwords.new_password() for who in PEOPLE if who.sign_in}
    for who in PEOPLE:
        user = people_actions.create_person(email=who.email, name=who.name, password=made.get(who.email), demo=True)
        if who.staff_role:
            user.staff_roles = [who.staff_role.value]
            user.save(update_fields=["staff_roles"])
        else:
            sellers.place_in_team(account=found[who.seller].account, user=user, role=who.seller_role, at=at)
    passwords.keep(folder, made)
