"""The composer. It shapes what was typed; what is missing is for the checks and the action to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goodstanding.systems.escalation import words
from goodstanding.systems.escalation.handbook import Handbook
from goodstanding.systems.escalation.words import language

PARTS = ("ground", "summary", "stake", "amount", "per", "tried", "unresolved", "wish", "wish_words", "prior_cases")


class ComposeForm(forms.Form):
    """An escalation in its parts."""

    use_required_attribute = False  # what is missing is named by the checks, in their own words

    ground = forms.ChoiceField(label=_("Why it should be escalated"), widget=forms.RadioSelect)
    summary = forms.CharField(
        label=_("Summary"), widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Two or three sentences that tell the matter to somebody who has not read the case"),
    )  # fmt: skip
    amount = forms.CharField(
        label=_("Amount at stake"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    per = forms.ChoiceField(
        label=_("This amount is"),
        required=False,
        choices=[("once", words.PER_WORDS["once"]), ("day", words.PER_WORDS["day"])],
    )
    stake = forms.CharField(
        label=_("What else is at stake"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Stock, orders, people, a date after which it is too late"),
    )  # fmt: skip
    tried = forms.CharField(label=_("What was tried so far"), widget=forms.Textarea(attrs={"rows": 4}))
    unresolved = forms.CharField(
        label=_("Why the earlier answers did not settle it"), widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Name the sentence that is wrong, or what is still open after it"),
    )  # fmt: skip
    wish = forms.ChoiceField(label=_("What you ask for"), widget=forms.RadioSelect)
    wish_words = forms.CharField(label=_("In words"), required=False, max_length=300)
    prior_cases = forms.CharField(
        label=_("Earlier cases about it"), required=False, max_length=200, help_text=_("Case IDs, with commas between")
    )

    def __init__(
        self, book: Handbook, grounds: Sequence[str], currency: str, **kwargs: Any
    ) -> None:  # Any: as forms.Form
        super().__init__(**kwargs)
        limits = book.limits
        self.fields["ground"].choices = [(code, book.grounds[code].label.in_(language())) for code in grounds]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["wish"].choices = [(w.code, w.label.in_(language())) for w in book.wishes.values()]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["amount"].help_text = currency
        self.tallies = {
            "summary": limits.summary,
            "stake": limits.stake,
            "tried": limits.tried,
            "unresolved": limits.unresolved,
        }

    def mark(self, faults: Mapping[str, str]) -> None:
        """Put each fault beside its part."""
        self.errors.clear()
        for name, message in faults.items():
            self.add_error(name if name in self.fields else None, message)


class FollowUpForm(forms.Form):
    """How does it stand?"""

    use_required_attribute = False
    body = forms.CharField(label=_("What you want to know"), widget=forms.Textarea(attrs={"rows": 3}))


class ContestForm(forms.Form):
    """Why an answer does not settle it."""

    use_required_attribute = False
    reason = forms.CharField(
        label=_("Why this does not settle it"), widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What is still wrong, or what the decision does not answer"),
    )  # fmt: skip
