"""Forms of the associates' case pages. They shape what was typed; the actions decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goodstanding.systems.cases import words
from goodstanding.systems.cases.catalogue import Category
from goodstanding.systems.cases.question_fields import QuestionsForm
from goodstanding.systems.cases.rules import SUBJECT_LIMIT, SUMMARY_LIMIT, WHAT_LIMIT, WHO_LIMIT
from goodstanding.systems.cases.states import Outcome, Priority

# What the lists of a form offer, by field: values with their words, or headings with such values below them.
Choices = dict[str, list[tuple[str, Any]]]  # Any: a word or a list of values with their words


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
        max_length=WHAT_LIMIT,
        help_text=_("The seller reads it, such as: the carrier's proof of delivery"),
    )
    who = forms.CharField(
        label=_("From which third party"), required=False, max_length=WHO_LIMIT, help_text=_("Such as: the carrier")
    )
    needs = forms.CharField(
        label=_("Several things are missing: one on each line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "They stand below your answer; the seller ticks off what the reply holds, and you see what is still missing."
        ),
    )


class FirstWordForm(QuestionsForm):
    """What is written to a seller who had not asked, and what happens next. The category's questions stand among its fields."""

    use_required_attribute = False  # as above

    category = forms.ChoiceField(label=_("What it is about"))
    subject = forms.CharField(
        label=_("Subject"),
        max_length=SUBJECT_LIMIT,
        help_text=_("What it is, and about which order, listing or payout"),
    )
    body = forms.CharField(label=_("Message to the seller"), widget=forms.Textarea(attrs={"rows": 9}))
    outcome = forms.ChoiceField(
        label=_("Then"),
        choices=[
            (Outcome.WAIT_FOR_SELLER.value, _("The seller answers: the case waits for that")),
            (Outcome.KEEP_OPEN.value, _("It stays with us: we write again")),
            (Outcome.WAIT_FOR_THIRD_PARTY.value, _("We wait for a third party")),
            (Outcome.RESOLVE.value, _("For information: resolved at once; a reply opens it again")),
        ],
        widget=forms.RadioSelect,
        initial=Outcome.WAIT_FOR_SELLER.value,
    )
    what = forms.CharField(
        label=_("Waits for what"),
        required=False,
        max_length=WHAT_LIMIT,
        help_text=_("Only if the case waits, and needed then. The seller reads it, such as: the invoice of March"),
    )
    who = forms.CharField(
        label=_("From which third party"),
        required=False,
        max_length=WHO_LIMIT,
        help_text=_("Only if it waits for one, and needed then, such as: the carrier"),
    )
    needs = forms.CharField(
        label=_("What we need, one thing on each line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "They stand below your message; the seller ticks off what the reply holds, and you see what is still missing."
        ),
    )
    assignee = forms.ChoiceField(label=_("Who has the case"))

    def __init__(
        self, choices: Choices, category: Category | None, language: str, *args: Any, **kwargs: Any
    ) -> None:  # Any: as forms.Form
        super().__init__(*args, **kwargs)
        for name, offered in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = offered
        if category is not None:
            self.ask(category, language, optional=True)


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
