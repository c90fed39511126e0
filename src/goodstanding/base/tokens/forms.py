"""The form behind 'New token', shared by both sites."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from goodstanding.base.tokens.rules import DEFAULT_DAYS
from goodstanding.base.tokens.scopes import LABELS, grantable

Choices = Sequence[tuple[str, str | Promise]]
ME = "me"
LIVES: Choices = [
    ("30", _("30 days")),
    (str(DEFAULT_DAYS), _("90 days")),
    ("365", _("1 year")),
    ("730", _("2 years")),
]


class TokenForm(forms.Form):
    """What a new token is to be. `machines` are the roles that the person may give to a machine; without any, the token
    is her own and nothing is asked."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("What will use it, such as 'Order export'."))
    acts_as = forms.ChoiceField(
        label=_("Acts as"),
        help_text=_("A person's token ends with her rights. A machine's outlives whoever issues it."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("May"), widget=forms.CheckboxSelectMultiple, help_text=_("Choose as little as it needs.")
    )
    days = forms.ChoiceField(label=_("Works for"), choices=LIVES, initial=str(DEFAULT_DAYS))

    def __init__(self, data: object = None, *, machines: Choices = (), to_staff: bool) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # the request's own QueryDict, or nothing
        own: Choices = [(ME, _("me, with my rights"))]
        self.fields["acts_as"].choices = [*own, *machines]  # type: ignore[attr-defined]  # a ChoiceField
        if not machines:
            del self.fields["acts_as"]
        offered = [(scope.value, LABELS[scope]) for scope in grantable(to_staff=to_staff)]
        self.fields["scopes"].choices = offered  # type: ignore[attr-defined]  # as above
