"""The widgets drawn in code against Django's own templates."""

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.template import Context, Template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.ui import fields
from goodstanding.ui.widgets import DrawnInCode

TEXTS = st.one_of(st.none(), st.text(max_size=40), st.integers(), st.just(mark_safe("<b>as it is</b>")))
NAMES = st.from_regex(r"[a-z][a-z0-9_.-]{0,11}", fullmatch=True)
ATTRS = st.dictionaries(
    st.sampled_from(["id", "class", "maxlength", "required", "data-x", "aria-invalid"]),
    st.one_of(st.booleans(), st.text(max_size=12), st.integers(0, 999)),
)
LABELS = st.text(max_size=12)
FLAT = st.lists(st.tuples(st.text(max_size=6), LABELS), max_size=4)
GROUPED = st.lists(st.tuples(LABELS.filter(bool), FLAT), min_size=1, max_size=3)
PLAIN = (
    forms.TextInput, forms.NumberInput, forms.EmailInput, forms.URLInput, forms.PasswordInput, forms.HiddenInput,
    forms.DateInput, forms.DateTimeInput, forms.TimeInput, forms.CheckboxInput, forms.FileInput, forms.Textarea,
)  # fmt: skip
CHOOSING = (
    forms.Select, forms.SelectMultiple, forms.RadioSelect, forms.CheckboxSelectMultiple
)  # fmt: skip


@given(widget=st.sampled_from(PLAIN), name=NAMES, value=TEXTS, attrs=ATTRS)
def test_a_widget_drawn_in_code_is_the_one_of_its_template(widget, name, value, attrs):
    one = widget(attrs=attrs)

    drawn = one.render(name, value, renderer=DrawnInCode())

    assert drawn == one.render(name, value, renderer=DjangoTemplates())
    assert isinstance(drawn, SafeString)


@given(widget=st.sampled_from(CHOOSING), choices=FLAT | GROUPED, name=NAMES, attrs=ATTRS, data=st.data())
def test_choices_drawn_in_code_are_those_of_their_templates(widget, choices, name, attrs, data):
    one = widget(attrs=attrs, choices=choices)
    value = data.draw(st.sampled_from([pair[0] for pair in choices] or [""]))

    assert _tight(one.render(name, [value], renderer=DrawnInCode())) == _tight(
        one.render(name, [value], renderer=DjangoTemplates())
    )


def _tight(markup: str) -> str:
    """Without the space around elements, of which a template leaves more."""
    return re.sub(r"\s*([<>])\s*", r"\1", markup)


@pytest.mark.parametrize("widget", [forms.MultipleHiddenInput, forms.SplitDateTimeWidget, forms.ClearableFileInput])
def test_a_widget_without_a_drawing_uses_its_template(widget):
    one = widget()

    assert one.render("when", None, renderer=DrawnInCode()) == one.render("when", None, renderer=DjangoTemplates())


class Sample(forms.Form):
    name = forms.CharField(label="Your <name>", help_text="As on the bill", max_length=20)
    words = forms.CharField(required=False, widget=forms.Textarea)
    sure = forms.BooleanField(label="Sure")
    which = forms.ChoiceField(choices=[("a", "One"), ("b", "Two")], widget=forms.RadioSelect)
    key = forms.CharField(widget=forms.HiddenInput, required=False)


def test_a_field_says_its_label_its_hint_and_what_is_wrong_and_ties_them_together():
    form = Sample({"name": "x" * 21})

    drawn = fields.field(form["name"], tally=20)

    assert '<div class="field wrong">' in drawn and "Your &lt;name&gt;</label>" in drawn
    assert 'aria-describedby="id_name_helptext id_name_error"' in drawn and 'aria-invalid="true"' in drawn
    assert 'id="id_name_helptext">As on the bill' in drawn and 'id="id_name_error"><p class="error">' in drawn
    assert 'data-tally="id_name" data-max="20"' in drawn


def test_a_field_without_need_says_so_a_box_stands_before_its_label_a_group_has_a_legend_and_a_hidden_one_nothing():
    form = Sample()

    assert '<span class="optional">optional</span>' in fields.field(form["words"])
    assert fields.field(form["sure"]).index("<input") < fields.field(form["sure"]).index("<label")
    assert "<legend>Which</legend>" in fields.field(form["which"])
    assert fields.field(form["key"]) == str(form["key"])


def test_a_constant_sentence_of_a_template_is_said_in_the_language_of_each_reader():
    template = Template("{% load i18n %}{% trans 'Yes' %}|{% trans 'Yes' as said %}{{ said }}|{% trans word %}")

    for language, yes in (("en", "Yes"), ("de", "Ja"), ("en", "Yes")):
        with override(language):
            assert template.render(Context({"word": "Yes"})) == f"{yes}|{yes}|{yes}"


def test_percent_signs_of_a_constant_sentence_stand_once():
    template = Template("{% load i18n %}{% trans '40 % of 50 % <b>' %}")

    assert [template.render(Context()) for _again in range(2)] == ["40 % of 50 % <b>"] * 2
