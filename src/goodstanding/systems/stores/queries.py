"""Reading the marketplace's settings and its stores."""

from __future__ import annotations

from goodstanding.systems.stores.models import Marketplace
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
