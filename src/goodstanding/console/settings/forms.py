"""Forms of the marketplace's settings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from goodstanding.base.people.forms import zone_choices
from goodstanding.systems.rulebook import queries as rulebook
from goodstanding.systems.stores.actions import MarketplaceDraft, StoreDraft
from goodstanding.systems.stores.models import Marketplace, Store


def pack_choices() -> list[tuple[str, str]]:
    """Every rule pack, under its own name."""
    return [(name, name) for name in rulebook.pack_names()]


class MarketplaceForm(forms.Form):
    """Name, looks and house rules."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("Shown on every page and in every mail."))
    accent = forms.CharField(
        label=_("Accent colour"), max_length=7, required=False, help_text=_("As #rrggbb. Empty: ours.")
    )
    accent_dark = forms.CharField(
        label=_("Accent colour in the dark"),
        max_length=7,
        required=False,
        help_text=_("Empty: the same, made lighter."),
    )
    support_email = forms.EmailField(label=_("Support address"), required=False)
    language = forms.ChoiceField(
        label=_("Language of the console"),
        choices=settings.STORE_LANGUAGES,
        help_text=_("For associates who chose none."),
    )
    time_zone = forms.ChoiceField(label=_("Time zone of the console"), choices=zone_choices)
    staff_mfa_required = forms.BooleanField(
        label=_("Associates must sign in with a second step"),
        required=False,
        help_text=_("Those without one are asked to set it up before the console opens."),
    )
    sign_up_open = forms.BooleanField(
        label=_("Sellers may sign up by themselves"), required=False, help_text=_("Otherwise only you open accounts.")
    )

    @classmethod
    def showing(cls, found: Marketplace) -> MarketplaceForm:
        """The form filled with what holds now."""
        return cls(initial={name: getattr(found, name) for name in cls.base_fields})

    def draft(self) -> MarketplaceDraft:
        """What was filled in."""
        return MarketplaceDraft(**self.cleaned_data)


class LogoForm(forms.Form):
    """A picture to show instead of the name."""

    logo = forms.FileField(label=_("Logo"))


class StoreForm(forms.Form):
    """What may change about a store."""

    name = forms.CharField(label=_("Name"), max_length=80)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=zone_choices,
        help_text=_("The store's days begin and end there; metrics count in them."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.STORE_LANGUAGES)
    country = forms.CharField(
        label=_("Country"), max_length=2, required=False, help_text=_("Two capital letters, such as US.")
    )
    rule_pack = forms.ChoiceField(label=_("Rule pack"), choices=pack_choices)

    @classmethod
    def showing(cls, store: Store) -> StoreForm:
        """The form filled with what holds now."""
        shown: dict[str, Any] = {name: getattr(store, name) for name in cls.base_fields}  # Any: field values
        codes = [code for code, _name in settings.STORE_LANGUAGES]
        if shown["language"] not in codes:
            shown["language"] = next((code for code in codes if code.split("-")[0] == shown["language"]), codes[0])
        return cls(initial=shown)

    def draft(self) -> StoreDraft:
        """What was filled in."""
        return StoreDraft(**{name: self.cleaned_data[name] for name in StoreForm.base_fields})


class NewStoreForm(StoreForm):
    """A new store, with what can never change afterwards."""

    code = forms.SlugField(
        label=_("Code"), max_length=32, help_text=_("Short, for addresses and commands. It stays for good.")
    )
    currency = forms.CharField(
        label=_("Currency"), max_length=3, help_text=_("Three capital letters, such as USD. It stays for good.")
    )
    field_order = ["name", "code", "currency", "country", "time_zone", "language", "rule_pack"]
