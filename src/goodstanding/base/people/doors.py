"""From a request to an actor, and what every door needs to know about the person behind it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.utils import perform_login
from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from goodstanding.base.people.models import User
from goodstanding.base.prepared import Prepared
from goodstanding.kit.actors import Actor, ActorKind, SellerRole, StaffRole
from goodstanding.ui.addresses import address_of
from goodstanding.ui.frame import MenuItem
from goodstanding.ui.spoken import is_spoken, spoken

ANONYMOUS = Actor(kind=ActorKind.SELLER, user_id=None, name="")


def _held(*, user: int) -> QuerySet[Any, tuple[int, str]]:
    """Roles by account. `memberships` is the reverse of sellers.Membership: people know that they hold roles, not what a
    seller is."""
    held: QuerySet[Any, tuple[int, str]] = User(pk=user).memberships.values_list("account_id", "role")
    return held


_roles = Prepared(_held, one_plan=True)


class HouseRequest(HttpRequest):
    """A request as the middleware hands it to doors: with its actor and its instant."""

    actor: Actor
    now: datetime


def actor_of(request: HttpRequest) -> Actor:
    """The actor behind a session. Somebody who is not signed in holds no rights at all."""
    user = request.user
    return actor_for(user) if isinstance(user, User) else ANONYMOUS


def actor_for(user: User) -> Actor:
    """Somebody with all the rights she holds, for doors that know her by other proof than a session."""
    if user.staff_roles:
        roles = frozenset(StaffRole(role) for role in user.staff_roles)
        return Actor(kind=ActorKind.STAFF, user_id=user.pk, name=user.name, staff_roles=roles)
    accounts = {account_id: SellerRole(role) for account_id, role in _roles.rows(user=user.pk)}
    return Actor(kind=ActorKind.SELLER, user_id=user.pk, name=user.name, accounts=accounts)


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back here. A script gets 401 and the place to go to, so that it loses nothing it holds."""
    here = request.get_full_path() if request.method == "GET" else reverse("front")
    answer = redirect_to_login(here)
    if request.headers.get("HX-Request") or "application/json" in request.headers.get("Accept", ""):
        return HttpResponse(_("You were signed out. Sign in again."), status=401, headers={"HX-Redirect": answer.url})
    return answer


def sign_in(request: HttpRequest, user: User) -> HttpResponse:
    """Sign somebody in who has just proved who she is, and send her to the front door. Her session is listed and recorded."""
    answer: HttpResponse = perform_login(request, user)
    return answer


def speak_to(user: User, *, language: str, zone: str) -> None:
    """Use the person's own language and time zone for this request; where she chose none, the place's. Of languages that the
    product does not speak neither sentences nor dates are shown."""
    if is_spoken(user.locale) or is_spoken(language):
        translation.activate(spoken(user.locale, language))
    timezone.activate(ZoneInfo(user.time_zone or zone or "UTC"))


def account_menu(extra: Sequence[MenuItem] = ()) -> list[MenuItem]:
    """The lines of the account menu that are the same on every site, after those of the site itself."""
    return [
        *extra,
        MenuItem(label=_("Your profile"), url=address_of("people-profile")),
        MenuItem(label=_("Password and sign-in"), url=address_of("people-security")),
        MenuItem(label=_("Signed-in devices"), url=address_of("usersessions_list")),
        MenuItem(label=_("Sign out"), url=address_of("account_logout"), post=True),
    ]
