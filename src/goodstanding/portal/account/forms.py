"""The form of the sign-up page."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from goodstanding.base.people.forms import JoinForm
from goodstanding.systems.sellers.actions import Application
from goodstanding.systems.stores import queries as stores
from goodstanding.systems.stores.models import Store


class SignUpForm(JoinForm):
    """Who wants to sell, where, and how she will sign in."""

    business = forms.CharField(label=_("Business name"), max_length=160)
    email = forms.EmailField(label=_("E-mail"), help_text=_("You will sign in with it. We send a link there first."))
    store = forms.ModelChoiceField[Store](
        label=_("Store"), queryset=None, to_field_name="code", empty_label=None, help_text=_("Where you want to sell.")
    )
    field_order = ["business", "store", "name", "email", "password"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they come
        self.fields["store"].queryset = stores.open_stores()  # type: ignore[attr-defined]  # a model choice field

    def application(self) -> Application:
        """What was filled in, checked."""
        said = self.cleaned_data
        return Application(
            business_name=said["business"], person_name=said["name"], email=said["email"], password=said["password"]
        )
