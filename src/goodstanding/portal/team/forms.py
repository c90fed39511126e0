"""Forms of the team page."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from goodstanding.base.people.words import SELLER_ROLE_NOTES, SELLER_ROLE_WORDS
from goodstanding.kit.actors import SellerRole

ROLES = [(role.value, SELLER_ROLE_WORDS[role]) for role in SellerRole]


def explained_roles() -> list[tuple[str, str]]:
    """Each role with what it may do, in the language active now."""
    return [(role.value, f"{SELLER_ROLE_WORDS[role]}: {SELLER_ROLE_NOTES[role]}") for role in SellerRole]


class InviteForm(forms.Form):
    """Whom to invite, as what."""

    email = forms.EmailField(label=_("E-mail"), help_text=_("Only this address can accept the invitation."))
    role = forms.ChoiceField(
        label=_("Role"), choices=explained_roles, widget=forms.RadioSelect, initial=SellerRole.SUPPORT
    )


class RoleForm(forms.Form):
    """Another role for a member."""

    role = forms.ChoiceField(label=_("Role"), choices=ROLES)
