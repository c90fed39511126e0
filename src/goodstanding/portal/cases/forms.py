"""Forms of the case pages. They shape what was typed; whether it can be used is for the actions to say."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goodstanding.systems.cases import words
from goodstanding.systems.cases.actions import CloseReason
from goodstanding.systems.cases.catalogue import Category
from goodstanding.systems.cases.question_fields import QuestionsForm
from goodstanding.systems.cases.rules import SUBJECT_LIMIT


class WriteForm(QuestionsForm):
    """A new case: the category's questions, subject, text."""

    subject = forms.CharField(
        label=_("Subject"),
        max_length=SUBJECT_LIMIT,
        help_text=_("What happened, and to which order, listing or payout"),
    )
    body = forms.CharField(
        label=_("What should we know?"),
        widget=forms.Textarea(attrs={"rows": 9}),
        help_text=_("Dates, amounts and IDs help most. Lists are welcome."),
    )

    def __init__(
        self, category: Category, language: str, *args: Any, currency: str = "", **kwargs: Any
    ) -> None:  # Any: as forms.Form
        super().__init__(*args, **kwargs)
        self.ask(category, language, currency=currency)
        self.order_fields([*(field.name for field in self.asked()), "subject", "body"])


class ReplyForm(forms.Form):
    """What the seller adds to a case."""

    use_required_attribute = False  # an empty form is refused by the action, in its own words

    body = forms.CharField(label=_("Your answer"), widget=forms.Textarea(attrs={"rows": 5}))


class CloseForm(forms.Form):
    """Why the seller closes a case."""

    reason = forms.ChoiceField(
        label=_("Why"),
        choices=[
            (CloseReason.SOLVED.value, _("It is solved")),
            (CloseReason.NOT_NEEDED.value, _("I no longer need it")),
            (CloseReason.MISTAKE.value, _("It was opened by mistake")),
        ],
        widget=forms.RadioSelect,
        initial=CloseReason.SOLVED.value,
    )
    words = forms.CharField(label=_("Anything to add"), required=False, max_length=500)


class ReopenForm(forms.Form):
    """Why a closed case comes back."""

    reason = forms.CharField(label=_("Why it is not settled"), max_length=500)


class LabelForm(forms.Form):
    """A label of the team's own."""

    name = forms.CharField(label=_("Label"), max_length=32, widget=forms.TextInput(attrs={"list": "known-labels"}))
    tone = forms.ChoiceField(
        label=_("Colour"), choices=[(tone, word) for tone, (_css, word) in words.TONE_WORDS.items()], required=False
    )


class AgreementForm(forms.Form):
    """One sentence that both sides are to stand by."""

    text = forms.CharField(label=_("What was agreed"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    message = forms.CharField(required=False, widget=forms.HiddenInput)


class GuestForm(forms.Form):
    """Whom to let into one case."""

    name = forms.CharField(label=_("Name"), max_length=80)
    email = forms.EmailField(label=_("E-mail"))
    scope = forms.ChoiceField(
        label=_("May"), choices=[("read", _("read the case")), ("write", _("read it and write in it"))], initial="read"
    )
    sees_files = forms.BooleanField(label=_("May open attachments"), required=False)
    ends_on = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
