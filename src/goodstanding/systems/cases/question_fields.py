"""A category's questions as fields of a form, on both sides of the counter."""

from __future__ import annotations

from django import forms

from goodstanding.systems.cases.catalogue import Category, Kind, Question
from goodstanding.systems.cases.questions import ASKED


class QuestionsForm(forms.Form):
    """A form that asks what a category needs to know, beside what else it asks."""

    def ask(self, category: Category, language: str, *, optional: bool = False) -> None:
        """Put the category's questions behind the other fields; with `optional` they may be left empty."""
        for question in category.questions:
            self.fields[ASKED + question.code] = _field(question, language, optional=optional)

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
        return forms.CharField(
            max_length=64, widget=forms.TextInput(attrs={"list": "known-skus", "autocomplete": "off"})
        )
    return forms.CharField(max_length=200)
