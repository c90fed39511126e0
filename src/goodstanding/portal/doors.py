"""The way into every page of the portal: who asks, for which seller, in which language, inside which frame."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial, wraps
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from goodstanding.base.people.doors import HouseRequest, account_menu, ask_to_sign_in, speak_to
from goodstanding.base.people.models import User
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import NotAllowed
from goodstanding.portal.hooks import Count, nav_counts
from goodstanding.systems.payouts import policies as payouts
from goodstanding.systems.sellers import policies, queries, words
from goodstanding.systems.sellers.models import Seller
from goodstanding.systems.stores import queries as stores
from goodstanding.ui.addresses import address_of
from goodstanding.ui.frame import Banner, Frame, MenuItem, NavGroup, NavItem, Who, mark_current

P = ParamSpec("P")
SAFE = {"GET", "HEAD", "OPTIONS"}


class SellerRequest(HouseRequest):
    """What a view under `seller_page` receives."""

    seller: Seller
    own_sellers: Sequence[Seller]
    make_frame: Callable[[], Frame]
    counted: dict[
        str, Count
    ]  # what a page knows of the navigation's counts already, so that nobody asks for them again


Page = Callable[Concatenate[SellerRequest, P], HttpResponseBase]


def seller_page(view: Page[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let the seller's own team in, and an associate who views as the seller; read `request.seller` inside.

    Not signed in: to the sign-in page. Strangers and other sellers: 404. Associates without a viewing: 403. While an
    associate views as the seller everything but reading is refused here, before the view.
    """

    @wraps(view)
    def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        seen = cast(SellerRequest, request)  # the middleware has made it one
        if not isinstance(request.user, User):
            return ask_to_sign_in(request)
        seen.actor, seen.seller, seen.own_sellers = _entry(seen, str(kwargs["seller_ref"]))
        if seen.actor.viewing_as_seller and request.method not in SAFE:
            raise NotAllowed(
                _("You are looking at this account as its seller sees it. Nothing can be changed from here.")
            )
        speak_to(request.user, language=seen.seller.store.language, zone=seen.seller.store.time_zone)
        seen.make_frame, seen.counted = partial(frame_for, seen), {}
        return view(seen, *args, **kwargs)

    page.door = "portal"  # type: ignore[attr-defined]  # read by the test that walks every address
    return page


def frame_for(request: SellerRequest) -> Frame:
    """The frame around a page of the portal."""
    base = home_url(request.seller)
    return Frame(
        brand=stores.brand(home_url=base),
        nav=mark_current(_nav(request, base), request.path, home=base),
        who=Who(
            name=request.actor.name,
            sub=f"{request.seller.name} · {request.seller.store.name}",
            menu=account_menu(_to_switch_to(request.own_sellers, request.seller)),
        ),
        banners=_banners(request),
        search_url=f"{base}search/",
        search_hint=_("Search orders, cases, notifications, SKUs"),
        palette_url=f"{base}palette.json",
    )


def home_url(seller: Seller) -> str:
    """The seller's home page; everything of this seller in this store lies below it."""
    return f"{address_of('front')}s/{seller.ref}/"


def own_sellers(actor: Actor) -> Sequence[Seller]:
    """The first stores and accounts that the person sells with, to switch between."""
    return queries.first_of(actor)


def _entry(request: SellerRequest, ref: str) -> tuple[Actor, Seller, Sequence[Seller]]:
    """The actor this page is for, the seller it shows, and the others to switch to.

    Associates come in only as viewers (see sellers.viewing).
    """
    actor = request.actor
    if not actor.is_staff:
        own = own_sellers(actor)
        shown = next((s for s in own if s.ref == ref and policies.can_read(actor, s)), None)
        return actor, shown or queries.seller_for(actor, ref), own
    seller = queries.seller_for(actor, ref)
    viewer = queries.viewer_of(actor, seller, at=request.now)
    if viewer is None:
        raise NotAllowed(
            _("Associates see a seller's pages through 'View as seller'. Start it from the seller in the console.")
        )
    return viewer, seller, ()


def _nav(request: SellerRequest, base: str) -> Sequence[NavGroup]:
    def item(area: str, label: str, icon: str, key: str = "") -> NavItem:
        count = request.counted.get(area)
        if count is None:
            count = nav_counts[area](request.seller, request.now) if area in nav_counts else Count(0)
        url = base if area == "home" else f"{base}{area}/"
        return NavItem(label=label, url=url, icon=icon, key=key, count=count.number or None, due=count.due)

    return (
        NavGroup(
            items=(
                item("home", _("Home"), "house", "h"),
                item("health", _("Account health"), "activity", "a"),
                item("notifications", _("Notifications"), "bell", "n"),
                item("cases", _("Cases"), "messages-square", "c"),
                item("orders", _("Orders"), "package", "o"),
                *(
                    (item("payouts", _("Payments"), "banknote", "p"),)
                    if payouts.can_read(request.actor, request.seller)
                    else ()
                ),
            )
        ),
        NavGroup(
            label=_("Your account"),
            items=(
                item("team", _("Team"), "users", "t"),
                item("team/tokens", _("API tokens"), "key-round"),
                item("team/webhooks", _("Webhooks"), "webhook"),
                item("activity", _("Activity"), "history"),
                NavItem(label=_("Contact us"), url=f"{base}cases/new/", icon="life-buoy"),
            ),
        ),
    )


def _to_switch_to(own: Sequence[Seller], shown: Seller) -> list[MenuItem]:
    """The person's other stores and accounts."""
    if len(own) < 2:
        return []
    return [
        MenuItem(
            label=f"{seller.name} · {seller.store.name}",
            url=home_url(seller),
            current=seller.pk == shown.pk,
        )
        for seller in own
    ]


def _banners(request: SellerRequest) -> list[Banner]:
    found: list[Banner] = []
    if request.actor.viewing_as_seller:
        found.append(
            Banner(
                tone="waiting",
                text=_(
                    "You are viewing as %(seller)s, for an hour at most. You can read everything and change nothing."
                )
                % {"seller": request.seller.name},
                action_label=_("Stop viewing"),
                action_url=reverse("console:sellers-view-end", kwargs={"ref": request.seller.ref}),
                action_post=True,
            )
        )
    closing = words.closing(request.seller.account, request.now)
    if closing:
        url = reverse("portal:team-closing", kwargs={"seller_ref": request.seller.ref})
        found.append(Banner(tone="close", text=closing, action_label=_("See what it means"), action_url=url))
    consequence = words.consequence(request.seller)
    if consequence:
        found.append(Banner(tone="over", text=consequence))
    elif not request.actor.viewing_as_seller and not policies.can_write(request.actor, request.seller):
        found.append(
            Banner(tone="info", text=_("Your role in this team is read-only: you see everything and change nothing."))
        )
    return found
