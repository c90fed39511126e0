"""The way into every page of the console: associates only, with the role the page asks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial, wraps
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from goodstanding.base.people import queries as people
from goodstanding.base.people.doors import HouseRequest, account_menu, ask_to_sign_in, speak_to
from goodstanding.base.people.models import User
from goodstanding.base.people.words import STAFF_ROLE_WORDS
from goodstanding.console.hooks import Count, nav_counts
from goodstanding.kit.actors import StaffRole
from goodstanding.kit.errors import NotFound
from goodstanding.systems.sellers import policies
from goodstanding.systems.stores import queries as stores
from goodstanding.systems.stores.models import Marketplace
from goodstanding.ui.addresses import address_of
from goodstanding.ui.frame import Frame, NavGroup, NavItem, Who, mark_current

P = ParamSpec("P")


class StaffRequest(HouseRequest):
    """What a view under `staff_page` receives."""

    make_frame: Callable[[], Frame]
    marketplace: Marketplace
    counted: dict[
        str, Count
    ]  # what a page knows of the navigation's counts already, so that nobody asks for them again


Page = Callable[Concatenate[StaffRequest, P], HttpResponseBase]
Door = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def staff_page(*roles: StaffRole) -> Callable[[Page[P]], Door[P]]:
    """Let associates in who hold one of `roles` (none named: every associate; administrators always).

    Not signed in: to the sign-in page. Sellers and others: 404. Associates without the role: 403 that names it. Where the
    marketplace asks its associates for a second factor, one without it is sent to set it up first.
    """

    def decorate(view: Page[P]) -> Door[P]:
        @wraps(view)
        def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            seen = cast(StaffRequest, request)  # the middleware has made it one
            if not isinstance(request.user, User):
                return ask_to_sign_in(request)
            if not seen.actor.is_staff:
                raise NotFound(_("There is nothing at this address."))
            if roles:
                policies.require_staff(seen.actor, *roles)
            seen.marketplace = settings = stores.marketplace()
            if settings.staff_mfa_required and not people.has_second_factor(request.user):
                return redirect("people-second-factor")
            speak_to(request.user, language=settings.language, zone=settings.time_zone)
            seen.make_frame, seen.counted = partial(frame_for, seen), {}
            return view(seen, *args, **kwargs)

        page.door = "console"  # type: ignore[attr-defined]  # read by the test that walks every address
        page.roles = roles  # type: ignore[attr-defined]  # as above
        return page

    return decorate


def frame_for(request: StaffRequest) -> Frame:
    """The frame around a page of the console."""
    base = home_url()
    actor = request.actor
    return Frame(
        brand=stores.brand_of(getattr(request, "marketplace", None) or stores.marketplace(), home_url=base),
        nav=mark_current(_nav(request, base), request.path, home=base),
        who=Who(
            name=actor.name,
            sub=", ".join(str(STAFF_ROLE_WORDS[role]) for role in sorted(actor.staff_roles)),
            menu=account_menu(),
        ),
        search_url=f"{base}search/",
        search_hint=_("Search sellers, cases, notifications, orders"),
        palette_url=f"{base}palette.json",
    )


def home_url() -> str:
    """The console's first page; everything of the console lies below it."""
    return f"{address_of('front')}console/"


def _nav(request: StaffRequest, base: str) -> Sequence[NavGroup]:
    def item(area: str, label: str, icon: str, key: str = "") -> NavItem:
        count = request.counted.get(area)
        if count is None:
            count = nav_counts[area](request.actor, request.now) if area in nav_counts else Count(0)
        url = base if area == "home" else f"{base}{area}/"
        return NavItem(label=label, url=url, icon=icon, key=key, count=count.number or None, due=count.due)

    work = NavGroup(
        items=(
            item("home", _("Home"), "house", "h"),
            item("performance", _("Performance"), "gauge", "p"),
            item("cases", _("Cases"), "messages-square", "c"),
            item("escalation", _("Escalations"), "trending-up", "e"),
            item("sellers", _("Sellers"), "store", "s"),
        )
    )
    desk = NavGroup(
        label=_("Desk"),
        items=(
            item("desk/macros", _("Macros"), "text-quote"),
            item("desk/rules", _("Rules"), "workflow"),
            item("desk/bulk", _("Bulk changes"), "layers"),
        ),
    )
    record = [
        item("service", _("Service levels"), "timer", "l"),
        item("audit", _("Audit"), "scroll-text", "a"),
        item("outbox", _("Outbox"), "mail", "o"),
        item("mail-in", _("Mail in"), "inbox"),
        item("held", _("Held files"), "shield-alert"),
        item("tokens", _("API tokens"), "key-round"),
        item("webhooks", _("Webhooks"), "webhook"),
    ]
    if request.actor.has_staff_role(StaffRole.ADMINISTRATOR):
        record += [item("people", _("People"), "users"), item("settings", _("Settings"), "settings")]
    return work, desk, NavGroup(label=_("Marketplace"), items=tuple(record))
