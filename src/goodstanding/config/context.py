"""What every template may use: the marketplace's brand, the request's instant and the frame around the page."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from goodstanding.systems.stores import queries as stores
from goodstanding.systems.stores.models import Marketplace
from goodstanding.ui.frame import Brand, Frame

_NAMES = tuple(Frame(brand=Brand(name="")).as_context())


def mail() -> dict[str, Any]:  # Any: template context
    """Names for all mails: the brand, with addresses that work outside the site."""
    brand = stores.brand(home_url=f"{settings.BASE_URL}/")
    logo_url = f"{settings.BASE_URL}{brand.logo_url}" if brand.logo_url else ""
    return {"brand": replace(brand, logo_url=logo_url), "site_name": brand.name, "base_url": settings.BASE_URL}


def house(request: HttpRequest) -> dict[str, Any]:  # Any: template context
    """Names for all pages. The frame is made when a template first reads from it, so fragments don't pay for it."""
    names: dict[str, Any] = {  # Any: as above
        "now": getattr(request, "now", None),
        "actor": getattr(request, "actor", None),
    }
    make_frame = getattr(request, "make_frame", None)
    if make_frame is not None:
        frame = SimpleLazyObject(lambda: make_frame().as_context())
        return names | {name: SimpleLazyObject(partial(frame.__getitem__, name)) for name in _NAMES}
    place = cast("Marketplace", SimpleLazyObject(stores.marketplace))  # stands in for it until it is read
    return names | {
        "brand": SimpleLazyObject(lambda: stores.brand_of(place)),
        "sign_up_open": SimpleLazyObject(lambda: place.sign_up_open),
    }
