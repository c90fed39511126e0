"""Reading the marketplace's settings and its stores."""

from __future__ import annotations

from goodstanding.kit.errors import Invalid
from goodstanding.systems.stores.models import Marketplace, Store
from goodstanding.ui.frame import Brand


def marketplace() -> Marketplace:
    """The marketplace's settings; the defaults until an administrator has saved them."""
    return Marketplace.objects.first() or Marketplace()


def brand(*, home_url: str = "/") -> Brand:
    """Name, logo and colours for the frame around a page."""
    return brand_of(marketplace(), home_url=home_url)


def brand_of(found: Marketplace, *, home_url: str = "/") -> Brand:
    """As `brand`, from settings already read. Addresses carry the version, so that browsers may keep what they fetched."""
    return Brand(
        name=found.name,
        logo_url=f"/brand/logo?v={found.version}" if found.logo_ref else "",
        home_url=home_url,
        theme_url=f"/theme.css?v={found.version}" if found.accent else "",
    )


def store_by_code(code: str) -> Store:
    """The store an integrator names by its code; without a code, the only one. Raises Invalid when that names no store."""
    if code:
        found = list(Store.objects.filter(code=code)[:1])
    else:
        found = list(Store.objects.all()[:2])
    if len(found) != 1:
        known = ", ".join(Store.objects.values_list("code", flat=True)[:20]) or "none yet"
        said = f"There is no store with the code '{code[:40]}'." if code else "Name the store."
        raise Invalid(f"{said} Stores: {known}.", field="store", code="unknown_store")
    return found[0]
