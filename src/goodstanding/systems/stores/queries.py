"""Reading the marketplace's settings and its stores."""

from __future__ import annotations

import time
from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from goodstanding.base.files.models import StoredFile
from goodstanding.base.files.queries import file_for
from goodstanding.base.prepared import Prepared
from goodstanding.kit.errors import Invalid, NotFound
from goodstanding.systems.stores.models import Marketplace, Store
from goodstanding.ui.frame import Brand

_KEEP_SECONDS = 2.0
_kept: tuple[float, Marketplace] | None = None


def marketplace() -> Marketplace:
    """The marketplace's settings; the defaults until an administrator has saved them.

    Every page reads them, so they are kept: another process notices a change within two seconds.
    """
    global _kept  # noqa: PLW0603 - one row for the whole process
    at = time.monotonic()
    kept = _kept
    if kept is None or at - kept[0] > _KEEP_SECONDS:
        kept = _kept = (at, Marketplace.objects.first() or Marketplace())
    return kept[1]


def forget() -> None:
    """Drop what is kept in memory, so that the next reading asks the database."""
    global _kept  # noqa: PLW0603 - as above
    _kept = None


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
        said = _("There is no store with the code '%(code)s'.") % {"code": code[:40]} if code else _("Name the store.")
        raise Invalid(
            _("%(said)s Stores: %(known)s.") % {"said": said, "known": known}, field="store", code="unknown_store"
        )
    return found[0]


def stores() -> Sequence[Store]:
    """Every store, by code."""
    return _stores.rows()


_stores = Prepared(lambda: Store.objects.order_by("code")[:500], one_plan=True)


def store_named(code: str) -> Store:
    """A store by its code. Raises NotFound."""
    store = Store.objects.filter(code=code).first()
    if store is None:
        raise NotFound(_("There is no store with this code."))
    return store


def logo() -> StoredFile:
    """The marketplace's logo. Everybody may see it. Raises NotFound when there is none."""
    ref = marketplace().logo_ref
    if not ref:
        raise NotFound(_("This marketplace has no logo."))
    return file_for(ref, owner=("marketplace", "logo"))


def open_stores() -> QuerySet[Store]:
    """The stores in which somebody may sign up, by name."""
    return Store.objects.order_by("name")
