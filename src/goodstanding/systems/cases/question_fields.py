"""A category's questions as fields of a form, on both sides of the counter."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _

from goodstanding.systems.cases.catalogue import REFERENCES, Category, Kind, Question
from goodstanding.systems.cases.questions import ASKED


class QuestionsForm(forms.Form):
    """A form that asks what a category needs to know, beside what else it asks."""

    def ask(self, category: Category, language: str, *, optional: bool = False, currency: str = "") -> None:
        """Put the category's questions behind the other fields; with `optional` they may be left empty. `currency` is the one
        in which amounts are asked for."""
        for question in category.questions:
            field = self.fields[ASKED + question.code] = _field(question, language, optional=optional)
            if question.kind is Kind.AMOUNT and currency and not field.help_text:
                field.help_text = _("In %(currency)s, such as 47.90") % {"currency": currency}

    @property
    def answers(self) -> dict[str, str]:
        """What was typed for the category's questions, by code."""
        return {name.removeprefix(ASKED): str(value) for name, value in self.data.items() if name.startswith(ASKED)}

    def asked(self) -> list[forms.BoundField]:
        """The category's questions."""
        return [self[name] for name in self.fields if name.startswith(ASKED)]


def _field(question: Question, language: str, *, optional: bool) -> forms.Field:
    field = _bare_field(question, language)
    field.label = question.label.in_(language)
    field.help_text = question.hint.in_(language)
    field.required = field.widget.is_required = question.required and not optional
    return field


def _bare_field(question: Question, language: str) -> forms.Field:
    if question.kind is Kind.CHOICE:
        return forms.ChoiceField(
            choices=[("", "–"), *((value, word.in_(language)) for value, word in question.choices)]
        )
    if question.kind is Kind.DATE:
        return forms.CharField(widget=forms.DateInput(attrs={"type": "date"}))
    if question.kind is Kind.AMOUNT:
        return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    if question.kind is Kind.SKU:
        return forms.CharField(max_length=64, widget=_offering(question.kind.value))
    names = question.kind.value if question.kind in REFERENCES else question.names
    return forms.CharField(max_length=200, widget=_offering(names) if names else None)


def _offering(kind: str) -> forms.TextInput:
    """A field whose page may offer what the seller has, in a list of this name."""
    return forms.TextInput(attrs={"list": f"known-{kind}", "autocomplete": "off"})
