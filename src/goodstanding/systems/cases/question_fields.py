"""A category's question as a field of a form, on both sides of the counter."""

from __future__ import annotations

from django import forms

from goodstanding.systems.cases.catalogue import Kind, Question


def question_field(question: Question, language: str, *, optional: bool = False) -> forms.Field:
    """The field that asks a question, with its label and hint; with `optional` it may be left empty."""
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
