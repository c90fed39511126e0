"""Writing the marketplace's settings and its stores. Administrators only."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from goodstanding.base.files import actions as files
from goodstanding.base.people.policies import require_administrator
from goodstanding.base.timeline.actions import record
from goodstanding.kit.actors import Actor
from goodstanding.kit.errors import Conflict, Invalid
from goodstanding.systems.stores import queries, rules
from goodstanding.systems.stores.models import Marketplace, Store

LOGO_KINDS = {"image/png", "image/jpeg", "image/webp"}
LOGO_LIMIT_BYTES = 512 * 1024
LOGO_OWNER = ("marketplace", "logo")


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketplaceDraft:
    """What an administrator sets for the whole marketplace. Colours are #rrggbb; empty ones mean the default."""

    name: str
    accent: str = ""
    accent_dark: str = ""
    support_email: str = ""
    language: str = "en-gb"
    time_zone: str = "UTC"
    staff_mfa_required: bool = False
    sign_up_open: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreDraft:
    """What an administrator sets for one store."""

    name: str
    time_zone: str
    language: str
    country: str = ""
    rule_pack: str = "default"


@transaction.atomic
def change_marketplace(*, actor: Actor, draft: MarketplaceDraft, at: datetime) -> Marketplace:
    """Set name, colours, addresses and house rules. Records which of them changed. Raises Invalid by field."""
    require_administrator(actor)
    if not draft.name.strip():
        raise Invalid(_("The marketplace needs a name."), field="name")
    rules.check_color(draft.accent, field="accent")
    rules.check_color(draft.accent_dark, field="accent_dark")
    rules.check_zone(draft.time_zone)
    _check_language(draft.language)
    found = _locked()
    changed = [name for name, value in asdict(draft).items() if getattr(found, name) != value]
    for name in changed:
        setattr(found, name, getattr(draft, name))
    if changed:
        _save(found)
        _record(actor, "marketplace.changed", at=at, data={"fields": changed})
    return found


@transaction.atomic
def change_logo(*, actor: Actor, upload: UploadedFile[bytes], at: datetime) -> Marketplace:
    """Show another logo: a PNG, JPEG or WebP image of at most 512 KB, decided by its content. Raises Invalid otherwise."""
    require_administrator(actor)
    if (upload.size or 0) > LOGO_LIMIT_BYTES:
        raise Invalid(
            _("The logo has more than 512 KB. Export it smaller; 200 pixels of height are plenty."), field="logo"
        )
    stored = files.accept(actor=actor, upload=upload, purpose="logo", at=at)
    if stored.content_type not in LOGO_KINDS:
        raise Invalid(_("The logo must be a PNG, JPEG or WebP image."), field="logo")
    files.attach(stored, owner=LOGO_OWNER)
    return _set_logo(actor, stored.ref, at=at)


@transaction.atomic
def remove_logo(*, actor: Actor, at: datetime) -> Marketplace:
    """Show the marketplace's name instead of a logo."""
    require_administrator(actor)
    return _set_logo(actor, "", at=at)


@transaction.atomic
def open_store(*, actor: Actor, code: str, currency: str, draft: StoreDraft, at: datetime) -> Store:
    """Open a store. Code and currency stay for good: orders and statements are kept in them. Raises Invalid, Conflict."""
    require_administrator(actor)
    rules.check_store_code(code)
    rules.check_currency(currency)
    _check_store(draft)
    if Store.objects.filter(code=code).exists():
        raise Conflict(_("A store with this code exists already."), field="code")
    store = Store.objects.create(code=code, currency=currency, **asdict(draft))
    record(
        actor=actor, verb="store.opened", subject=("store", code), at=at, staff_only=True, data={"currency": currency}
    )
    return store


@transaction.atomic
def change_store(*, actor: Actor, code: str, draft: StoreDraft, at: datetime) -> Store:
    """Change a store's name, time zone, language, country or rule pack. Raises NotFound, Invalid.

    Another time zone moves the days that metrics count in; `goodstanding rebuild` makes the counters again.
    """
    require_administrator(actor)
    _check_store(draft)
    store = queries.store_named(code)
    changed = {name: value for name, value in asdict(draft).items() if getattr(store, name) != value}
    before = {name: getattr(store, name) for name in changed}
    for name, value in changed.items():
        setattr(store, name, value)
    if changed:
        store.save(update_fields=list(changed))
        data = {"fields": list(changed), "from": before, "to": changed}
        record(actor=actor, verb="store.changed", subject=("store", code), at=at, staff_only=True, data=data)
    return store


def _set_logo(actor: Actor, ref: str, *, at: datetime) -> Marketplace:
    found = _locked()
    if found.logo_ref != ref:
        found.logo_ref = ref
        _save(found)
        _record(actor, "marketplace.changed", at=at, data={"fields": ["logo"]})
    return found


def _locked() -> Marketplace:
    return Marketplace.objects.select_for_update().first() or Marketplace()


def _save(found: Marketplace) -> None:
    found.version += 1
    found.save()
    queries.forget()
    transaction.on_commit(queries.forget)  # somebody may have read the old row meanwhile


def _check_store(draft: StoreDraft) -> None:
    if not draft.name.strip():
        raise Invalid(_("The store needs a name."), field="name")
    rules.check_zone(draft.time_zone)
    rules.check_country(draft.country)
    _check_language(draft.language)


def _check_language(language: str) -> None:
    if not any(language in (code, code.split("-")[0]) for code, _name in settings.STORE_LANGUAGES):
        raise Invalid(_("This language is not offered."), field="language")


def _record(actor: Actor, verb: str, *, at: datetime, data: dict[str, object]) -> None:
    record(actor=actor, verb=verb, subject=("marketplace", "marketplace"), at=at, data=data, staff_only=True)
