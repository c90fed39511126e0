"""What a level and an administrator fill in. Whether it can be used is for the actions to say."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goodstanding.systems.escalation import words
from goodstanding.systems.escalation.handbook import Handbook, Level
from goodstanding.systems.escalation.models import Escalation
from goodstanding.systems.escalation.states import Verdict
from goodstanding.systems.escalation.words import language


class DecideForm(forms.Form):
    """A decision with its reasons."""

    use_required_attribute = False
    verdict = forms.ChoiceField(label=_("The earlier answer"), widget=forms.RadioSelect)
    reasons = forms.CharField(
        label=_("Reasons, as the seller will read them"), widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What was wrong or right in the earlier answer, what follows, and by when"),
    )  # fmt: skip

    def __init__(self, level: Level, escalation: Escalation, **kwargs: Any) -> None:  # Any: as forms.Form
        super().__init__(**kwargs)
        may, said = [verdict for verdict in Verdict if verdict in level.may], words.verdicts(escalation)
        choices = [(verdict.value, said[verdict]) for verdict in may]
        if not escalation.was_answered:
            self.fields["verdict"].label = _("What you decide")
            self.fields["reasons"].help_text = _("What was found, what follows from it, and by when")
        self.fields["verdict"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


class AskForm(forms.Form):
    """Something that the level needs from the seller."""

    use_required_attribute = False
    what = forms.CharField(label=_("What is needed, in a few words"), max_length=200)
    body = forms.CharField(label=_("Your question"), widget=forms.Textarea(attrs={"rows": 3}))


class HandUpForm(forms.Form):
    """Why the next level should decide."""

    use_required_attribute = False
    reason = forms.CharField(label=_("Why the next level decides"), widget=forms.Textarea(attrs={"rows": 3}))


class RefuseForm(forms.Form):
    """Why it is not taken up."""

    use_required_attribute = False
    code = forms.ChoiceField(label=_("Reason"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("In your words, to the seller"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, book: Handbook, **kwargs: Any) -> None:  # Any: as forms.Form
        super().__init__(**kwargs)
        choices = [(one.code, one.label.in_(language())) for one in book.refusals.values()]
        self.fields["code"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


class OutsideForm(forms.Form):
    """Whom to turn to outside."""

    enabled = forms.BooleanField(label=_("Open in this store"), required=False)
    name = forms.CharField(label=_("Name"), required=False, max_length=200)
    address = forms.CharField(label=_("Address"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    email = forms.CharField(label=_("E-mail address"), required=False)
    url = forms.CharField(label=_("Web address"), required=False)
