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
from goodstanding.systems.service import actions as service
from goodstanding.systems.service.calendars import whole_week
from goodstanding.systems.service.shipped import WEEKDAYS
from goodstanding.systems.service.terms import AS_STORE, CalendarTerms
from goodstanding.systems.service.writing import read_slots
from goodstanding.systems.stores import actions as stores
from goodstanding.systems.stores.models import Marketplace, Store

_JOINED_TOGETHER_DAYS = 90
_HOURS = {
    "us": {**dict.fromkeys(WEEKDAYS[:5], "07:00-21:00"), "sat": "08:00-18:00", "sun": "10:00-16:00"},
    "de": {**dict.fromkeys(WEEKDAYS[:5], "08:00-12:30, 13:00-18:00"), "sat": "09:00-13:00"},
}


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
    for store in STORES:
        _set_hours(store, at=begins_at)
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


def _set_hours(store: DemoStore, *, at: datetime) -> None:
    """The hours of the store's support desk, in its own zone and without its country's holidays."""
    hours = tuple(read_slots(_HOURS[store.code].get(day, ""), field=day) for day in WEEKDAYS)
    draft = CalendarTerms(
        code=f"desk-{store.code}",
        name=f"Support desk {store.country}",
        hours=hours,
        week=whole_week(hours),
        country=AS_STORE,
    )
    service.save_calendar(actor=SYSTEM, draft=draft, new=True, at=at, is_demo=True)
    service.set_store_calendar(actor=SYSTEM, store=store.code, code=draft.code, at=at)


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
