"""The form behind an endpoint, shared by both sites."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from goodstanding.base.webhooks import registry
from goodstanding.base.webhooks.models import Endpoint


class EndpointForm(forms.Form):
    """Where events go, and which."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("What receives it, such as 'Shop back office'."))
    url = forms.CharField(label=_("Address"), max_length=500, help_text=_("https://…, answers 2xx within ten seconds."))
    events = forms.MultipleChoiceField(
        label=_("Events"), widget=forms.CheckboxSelectMultiple, help_text=_("Each is one request to this address.")
    )

    def __init__(self, data: object = None, *, of: Endpoint | None = None, to_sellers: bool) -> None:
        initial = {"name": of.name, "url": of.url, "events": list(of.events)} if of else None
        super().__init__(data, initial=initial)  # type: ignore[arg-type]  # the request's own QueryDict, or nothing
        self.fields["events"].choices = _choices(of.events if of else (), to_sellers)  # type: ignore[attr-defined]  # a choice field
        self.fields["url"].widget.attrs |= {"inputmode": "url", "spellcheck": "false"}


def _choices(asked: Sequence[str], to_sellers: bool) -> list[tuple[str, str]]:
    """Everything, each event, and what else the endpoint asks for, such as a family named by a program: saving keeps it."""
    offered = registry.offered(to_sellers=to_sellers)
    told = {"*": _("Everything, also what later versions tell of"), **offered}
    known = registry.offered()
    more = {name: known.get(name, _("All of this kind")) for name in asked if name not in told}
    return [(name, f"{word} ({name})") for name, word in {**told, **more}.items()]
