"""Forms of the associates' case pages. They shape what was typed; the actions decide."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from goodstanding.systems.cases import words
from goodstanding.systems.cases.rules import SUBJECT_LIMIT, SUMMARY_LIMIT
from goodstanding.systems.cases.states import Outcome, Priority


class AnswerForm(forms.Form):
    """An answer and what it leaves behind."""

    use_required_attribute = False  # an empty form is refused by the action, in its own words

    body = forms.CharField(label=_("Answer to the seller"), widget=forms.Textarea(attrs={"rows": 7}))
    outcome = forms.ChoiceField(
        label=_("Then"),
        choices=[
            (Outcome.WAIT_FOR_SELLER.value, _("Wait for the seller")),
            (Outcome.WAIT_FOR_THIRD_PARTY.value, _("Wait for a third party")),
            (Outcome.KEEP_OPEN.value, _("Go on working on it")),
            (Outcome.RESOLVE.value, _("Resolved")),
        ],
        widget=forms.RadioSelect,
        initial=Outcome.KEEP_OPEN.value,
    )
    what = forms.CharField(
        label=_("Waits for what"),
        required=False,
        max_length=200,
        help_text=_("The seller reads it, such as: the carrier's proof of delivery"),
    )
    who = forms.CharField(
        label=_("From which third party"), required=False, max_length=80, help_text=_("Such as: the carrier")
    )


class NoteForm(forms.Form):
    """A note among associates."""

    use_required_attribute = False  # as above

    body = forms.CharField(
        label=_("Internal note"),
        widget=forms.Textarea(
            attrs={"rows": 4, "id": "id_note", "data-calls": "colleagues", "data-calls-word": _("Colleagues")}
        ),
        help_text=_("No seller ever sees it. @name calls a colleague"),
    )


class HandlingForm(forms.Form):
    """How soon, and where."""

    priority = forms.ChoiceField(label=_("Priority"), choices=[(p.value, words.PRIORITY_WORDS[p]) for p in Priority])
    queue = forms.ChoiceField(label=_("Queue"))


class DescriptionForm(forms.Form):
    """Subject and summary as both sides read them."""

    subject = forms.CharField(label=_("Subject"), max_length=SUBJECT_LIMIT)
    summary = forms.CharField(label=_("Summary in one line"), max_length=SUMMARY_LIMIT)
