"""The form behind "Save this view", shared by both sites."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from goodstanding.base.saved_views.models import LONGEST_NAME


class ViewForm(forms.Form):
    """What a view is called and what it keeps."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    query = forms.CharField(widget=forms.HiddenInput, required=False)
    starts = forms.BooleanField(label=_("Open this list with it"), required=False)
    shared = forms.BooleanField(label=_("Share it"), required=False)
    replace = forms.BooleanField(widget=forms.HiddenInput, required=False)


class NameForm(forms.Form):
    """Another name for it."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
