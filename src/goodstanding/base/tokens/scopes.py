"""What an API token may be used for. A scope narrows rights, it never adds one."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import Invalid


class Scope(StrEnum):
    """One kind of use."""

    SELLERS_READ = "sellers:read"
    SELLERS_WRITE = "sellers:write"
    HEALTH_READ = "health:read"
    ORDERS_READ = "orders:read"
    ORDERS_WRITE = "orders:write"
    NOTIFICATIONS_READ = "notifications:read"
    NOTIFICATIONS_WRITE = "notifications:write"
    REVIEWS_WRITE = "reviews:write"
    PAYOUTS_READ = "payouts:read"
    PAYOUTS_WRITE = "payouts:write"
    CASES_READ = "cases:read"
    CASES_WRITE = "cases:write"
    SERVICE_WRITE = "service:write"
    PEOPLE_ERASE = "people:erase"
    WEBHOOKS_READ = "webhooks:read"
    WEBHOOKS_WRITE = "webhooks:write"


LABELS: dict[Scope, str | Promise] = {
    Scope.SELLERS_READ: _("Read seller accounts and their standing"),
    Scope.SELLERS_WRITE: _("Invite new owners, close an account and take that back"),
    Scope.HEALTH_READ: _("Read health metrics and the orders that count in them"),
    Scope.ORDERS_READ: _("Read orders and their events"),
    Scope.ORDERS_WRITE: _("Send order events"),
    Scope.NOTIFICATIONS_READ: _("Read performance notifications and plans of action"),
    Scope.NOTIFICATIONS_WRITE: _("Write and submit plans of action"),
    Scope.REVIEWS_WRITE: _("Decide on plans of action"),
    Scope.PAYOUTS_READ: _("Read payouts and every line of them"),
    Scope.PAYOUTS_WRITE: _("Tell of payouts and how they stand"),
    Scope.CASES_READ: _("Read cases, the queue and the mail that came in"),
    Scope.CASES_WRITE: _("Open, answer and handle cases, with all tools of the desk"),
    Scope.SERVICE_WRITE: _("Change calendars, service policies, leads and the steps outside"),
    Scope.PEOPLE_ERASE: _("Erase former members from cases, mail and files"),
    Scope.WEBHOOKS_READ: _("Read webhooks and what was sent to them"),
    Scope.WEBHOOKS_WRITE: _("Set up, change and remove webhooks, and send again"),
}

MARKETPLACE_ONLY = frozenset(
    {Scope.ORDERS_WRITE, Scope.REVIEWS_WRITE, Scope.PAYOUTS_WRITE, Scope.SERVICE_WRITE, Scope.PEOPLE_ERASE}
)


def grantable(*, to_staff: bool) -> list[Scope]:
    """The scopes that a token of this side may hold, in the order in which they are shown."""
    return [scope for scope in Scope if to_staff or scope not in MARKETPLACE_ONLY]


def read_scopes(names: Iterable[str], *, to_staff: bool) -> list[Scope]:
    """Scopes from their names, each once. Raises Invalid for an unknown one and for one this side may not hold."""
    allowed = grantable(to_staff=to_staff)
    asked = list(dict.fromkeys(names))
    for name in asked:
        if name not in allowed:
            listed = ", ".join(allowed)
            raise Invalid(
                gettext("'%(name)s' is not a scope this token may hold. Choose from: %(listed)s.")
                % {"name": name, "listed": listed},
                field="scopes",
            )
    if not asked:
        raise Invalid(gettext("Choose at least one scope: a token without one can do nothing."), field="scopes")
    return [scope for scope in allowed if scope in asked]


def effective(actor: Actor, granted: Iterable[str]) -> frozenset[str]:
    """The scopes that still mean something for the side the actor stands on now."""
    return frozenset(granted) & frozenset(grantable(to_staff=actor.is_staff))
