"""The forms of the notifications pages."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from goodstanding.systems.performance.actions import DraftMark, DraftWords, EvidenceFacts


class PlanForm(forms.Form):
    """The three parts, the signature, and which window they were written in. A draft is never refused for what it says."""

    root_cause = forms.CharField(
        label=_("1. Root cause"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 9, "maxlength": 20_000}),
        help_text=_("What in your own process led to it, on which days, and for which orders."),
    )
    immediate_actions = forms.CharField(
        label=_("2. What you have done already"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 7, "maxlength": 20_000}),
        help_text=_("Past tense, with dates: orders, refunds, listings, amounts."),
    )
    preventive_measures = forms.CharField(
        label=_("3. What keeps it from happening again"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "maxlength": 20_000}),
        help_text=_("A control, who runs it, how often, since when, and how you see that it works."),
    )
    signer = forms.CharField(label=_("Who answers for this plan"), required=False, max_length=120)
    acknowledged = forms.BooleanField(
        label=_("What is written here is true and complete to the best of my knowledge."), required=False
    )
    base = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    window = forms.CharField(max_length=32, widget=forms.HiddenInput)

    use_required_attribute = False  # a draft may be kept half written; what sending needs is asked there

    def words(self) -> DraftWords:
        """What the editor holds."""
        kept = self.cleaned_data
        return DraftWords(
            root_cause=kept["root_cause"],
            immediate_actions=kept["immediate_actions"],
            preventive_measures=kept["preventive_measures"],
            signer=kept["signer"],
            acknowledged=kept["acknowledged"],
        )

    def mark(self) -> DraftMark:
        """From which save the editor started, and in which window."""
        return DraftMark(base=self.cleaned_data["base"], window=self.cleaned_data["window"])


class EvidenceForm(forms.Form):
    """A file and what it proves."""

    file = forms.FileField(label=_("File"))
    proves = forms.CharField(
        label=_("What it proves"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"form": "evidence-form"}),
    )
    dated_on = forms.DateField(
        label=_("Date of the document"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "form": "evidence-form"}),
    )

    def facts(self) -> EvidenceFacts:
        """What the seller says about the file."""
        return EvidenceFacts(proves=self.cleaned_data["proves"], dated_on=self.cleaned_data["dated_on"])


class SubmissionForm(forms.Form):
    """The save that was shown before sending."""

    saves = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
