"""The form behind an endpoint, shared by both sites."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from goodstanding.base.webhooks import registry
from goodstanding.base.webhooks.models import Endpoint
from goodstanding.base.webhooks.rules import wants


class EndpointForm(forms.Form):
    """Where events go, and which."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("What receives it, such as 'Shop back office'."))
    url = forms.CharField(label=_("Address"), max_length=500, help_text=_("https://…, answers 2xx within ten seconds."))
    events = forms.MultipleChoiceField(
        label=_("Events"), widget=forms.CheckboxSelectMultiple, help_text=_("Each is one request to this address.")
    )

    def __init__(self, data: object = None, *, of: Endpoint | None = None) -> None:
        initial = {"name": of.name, "url": of.url, "events": _spelled_out(of.events)} if of else None
        super().__init__(data, initial=initial)  # type: ignore[arg-type]  # the request's own QueryDict, or nothing
        offered = [(name, f"{word} ({name})") for name, word in registry.offered().items()]
        self.fields["events"].choices = offered  # type: ignore[attr-defined]  # a choice field
        self.fields["url"].widget.attrs |= {"inputmode": "url", "spellcheck": "false"}


def _spelled_out(patterns: Sequence[str]) -> list[str]:
    return [name for name in registry.offered() if wants(patterns, name)]
