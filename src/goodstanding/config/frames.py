"""A person's own pages (profile, password, devices) stand in the frame of the site she works on."""

from __future__ import annotations

from functools import partial
from typing import cast

from goodstanding.base.people.doors import HouseRequest, account_menu, speak_to
from goodstanding.base.people.models import User
from goodstanding.console import doors as console
from goodstanding.portal import doors as portal
from goodstanding.systems.stores import queries as stores
from goodstanding.ui.frame import Frame, Who


def frame_own_pages(request: HouseRequest) -> None:
    """Set the frame, the language and the time zone for somebody signed in; do nothing for others."""
    if not isinstance(request.user, User):
        return
    own = [] if request.actor.is_staff else portal.own_sellers(request.actor)
    seller = own[0] if own else None
    place = seller.store if seller else stores.marketplace()
    speak_to(request.user, language=place.language, zone=place.time_zone)
    framed = cast(portal.SellerRequest, request)
    framed.counted = {}
    if request.actor.is_staff:
        framed.make_frame = partial(console.frame_for, cast(console.StaffRequest, request))
    elif seller:
        framed.seller, framed.own_sellers = seller, own
        framed.make_frame = partial(portal.frame_for, framed)
    else:
        framed.make_frame = partial(_bare, request.user.name)


def _bare(name: str) -> Frame:
    return Frame(brand=stores.brand(), who=Who(name=name, menu=account_menu()))
