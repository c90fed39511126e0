"""Reading the demo: its run, its sellers, and the actors behind its people."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from goodstanding.base.clock.reading import offset_seconds
from goodstanding.base.people.models import User
from goodstanding.base.prepared import Prepared
from goodstanding.connectors.demo.models import DemoRun
from goodstanding.connectors.demo.people import BY_KEY
from goodstanding.kit.actors import SYSTEM, Actor, ActorKind, SellerRole
from goodstanding.kit.errors import NotFound
from goodstanding.systems.cases.models import Case, ScheduledAnswer
from goodstanding.systems.escalation.models import Escalation
from goodstanding.systems.orders.models import Order
from goodstanding.systems.sellers.models import Seller
from goodstanding.systems.sellers.queries import visible_to
from goodstanding.systems.service.models import Promise

_SECOND = timedelta(seconds=1)


def run() -> DemoRun | None:
    """The demo that was loaded here, if any."""
    return DemoRun.objects.first()


def is_loaded() -> bool:
    """Whether the demo was loaded here to its end."""
    found = run()
    return found is not None and found.is_loaded


def loaded_run() -> DemoRun:
    """The demo that was loaded here to its end. Raises NotFound."""
    found = run()
    if found is None or not found.is_loaded:
        raise NotFound("No demo marketplace is loaded here. Run `goodstanding demo load` first.")
    return found


def sellers_by_external_id() -> dict[str, Seller]:
    """Every seller of the demo by its external id."""
    found = visible_to(SYSTEM).filter(account__is_demo=True)
    return {seller.external_id: seller for seller in found}


def has_other_sellers() -> bool:
    """Whether somebody sells here who is not part of the demo."""
    return visible_to(SYSTEM).filter(account__is_demo=False).exists()


def associate(key: str) -> Actor:
    """The actor behind one of the marketplace's own people."""
    someone = BY_KEY[key]
    user = User.objects.get(email=someone.email)
    roles = frozenset({someone.staff_role}) if someone.staff_role else frozenset()
    return Actor(kind=ActorKind.STAFF, user_id=user.pk, name=user.name, staff_roles=roles)


def owner_of(seller: Seller) -> Actor:
    """Whoever acts for a seller: its owner where it has a team, else the shop by its name."""
    membership = seller.account.memberships.filter(role=SellerRole.OWNER).select_related("user").order_by("pk").first()
    accounts = {seller.account_id: SellerRole.OWNER}
    if membership is None:
        return Actor(kind=ActorKind.SELLER, user_id=None, name=seller.name, accounts=accounts)
    return Actor(kind=ActorKind.SELLER, user_id=membership.user_id, name=membership.user.name, accounts=accounts)


def next_due(*, after: datetime) -> datetime | None:
    """When a clock next strikes: of a case, an escalation's level, a snooze, an answer for later, a promise. Six queries.

    A promise is broken a second after it was due.
    """
    found = [row[0] for clock in _clocks if (row := clock.first(after=after)) is not None]
    if (promise := _promise.first(after=after - _SECOND)) is not None:
        found.append(promise[0] + _SECOND)
    return min(found, default=None)


def _first_after(rows: QuerySet[Any], name: str) -> Prepared[Any]:  # Any: of several models
    """The earliest instant of a column after another one."""
    return Prepared(lambda *, after: rows.filter(**{f"{name}__gt": after}).order_by(name).values_list(name)[:1])


_clocks = (
    _first_after(Case.objects.all(), "wakes_at"),
    _first_after(Case.objects.all(), "snoozed_until"),
    _first_after(ScheduledAnswer.objects.filter(state="waiting"), "send_at"),
    _first_after(Escalation.objects.all(), "warns_at"),
    _first_after(Escalation.objects.all(), "wakes_at"),
)
_promise = _first_after(Promise.objects.all(), "look_at")


def status(*, now: datetime) -> dict[str, str] | None:
    """What is loaded, in words for a terminal; None without a demo."""
    found = run()
    if found is None:
        return None
    sellers = visible_to(SYSTEM).filter(account__is_demo=True)
    by_standing = Counter(sellers.values_list("standing", flat=True))
    ahead = timedelta(hours=round(offset_seconds() / 3_600))
    return {
        "loaded": "yes" if found.is_loaded else "not to its end: run `goodstanding demo load` again",
        "seed": str(found.seed),
        "sellers": ", ".join(f"{count} {standing.replace('_', ' ')}" for standing, count in by_standing.most_common()),
        "orders": f"{Order.objects.filter(seller__account__is_demo=True).count():,}",
        "year ended": f"{found.opened_at:%A %-d %B %Y, %H:%M} UTC",
        "played until": f"{found.played_until:%A %-d %B %Y, %H:%M} UTC",
        "clock": f"{now:%A %-d %B %Y, %H:%M} UTC"
        + (f", {ahead.days} days and {ahead.seconds // 3_600} hours ahead" if ahead else ""),
    }
