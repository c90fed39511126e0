"""Forms about associates."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from goodstanding.base.people.words import STAFF_ROLE_NOTES, STAFF_ROLE_WORDS
from goodstanding.kit.actors import StaffRole


def explained_roles() -> list[tuple[str, str]]:
    """Each role with what it may do, in the language active now."""
    return [(role.value, f"{STAFF_ROLE_WORDS[role]}: {STAFF_ROLE_NOTES[role]}") for role in StaffRole]


class RolesForm(forms.Form):
    """The roles of an associate."""

    roles = forms.MultipleChoiceField(label=_("Roles"), choices=explained_roles, widget=forms.CheckboxSelectMultiple)


class InviteForm(RolesForm):
    """Whom to invite, with which roles."""

    email = forms.EmailField(label=_("E-mail"), help_text=_("Only this address can accept the invitation."))
    field_order = ["email", "roles"]
