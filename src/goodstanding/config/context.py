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
    """Names for all pages. The frame is made once a request; for htmx only when a template reads from it: fragments don't."""
    names: dict[str, Any] = {  # Any: as above
        "now": getattr(request, "now", None),
        "actor": getattr(request, "actor", None),
    }
    if hasattr(request, "make_frame"):
        if not request.headers.get("HX-Request"):
            return names | _frame_of(request)
        frame = SimpleLazyObject(lambda: _frame_of(request))
        return names | {name: SimpleLazyObject(partial(frame.__getitem__, name)) for name in _NAMES}
    place = cast("Marketplace", SimpleLazyObject(stores.marketplace))  # stands in for it until it is read
    return names | {
        "brand": SimpleLazyObject(lambda: stores.brand_of(place)),
        "sign_up_open": SimpleLazyObject(lambda: place.sign_up_open),
    }


def _frame_of(request: HttpRequest) -> dict[str, Any]:  # Any: as above
    kept: dict[str, Any] | None = getattr(request, "frame_names", None)  # Any: as above
    if kept is None:
        kept = request.make_frame().as_context()  # type: ignore[attr-defined]  # set by the doors
        request.frame_names = kept  # type: ignore[attr-defined]  # read here alone
    return kept
