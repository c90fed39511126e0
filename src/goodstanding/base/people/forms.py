"""Forms about people that several pages share."""

from __future__ import annotations

from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def zone_choices(empty: str = "") -> list[tuple[str, str]]:
    """Every time zone with a place in its name, and UTC; with `empty` a first choice for 'none of my own'."""
    zones = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))
    named = [("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in zones)]
    return [("", empty), *named] if empty else named


class ProfileForm(forms.Form):
    """A person's own name, language and time zone."""

    name = forms.CharField(label=_("Your name"), max_length=120)
    locale = forms.ChoiceField(label=_("Language"), required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False, help_text=_("All times are shown in it."))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they come
        self.fields["locale"].choices = [("", _("As the store")), *settings.LANGUAGES]  # type: ignore[attr-defined]  # a choice field
        self.fields["time_zone"].choices = zone_choices(str(_("As the store")))  # type: ignore[attr-defined]  # as above


class JoinForm(forms.Form):
    """Name and password of somebody who joins by a link."""

    name = forms.CharField(label=_("Your name"), max_length=120)
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=200,
        help_text=_("Ten characters at least; a few unrelated words are good."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        """The password, if the validators let it pass."""
        password = str(self.cleaned_data["password"])
        try:
            validate_password(password)
        except ValidationError as error:
            raise ValidationError(error.messages) from error
        return password
