"""Frames, comparison, mail and error pages."""

import re

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch, clear_script_prefix, set_script_prefix
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.ui import framing
from goodstanding.ui.compare import side_by_side
from goodstanding.ui.frame import Brand, MenuItem, NavGroup, NavItem, Who, mark_current
from goodstanding.ui.mail import MailPage, render_mail


def current(path: str, home: str = "") -> list[str]:
    urls = ["/s/A/", "/s/A/cases/", "/s/A/health/"]
    nav = mark_current([NavGroup(items=[NavItem(label=url, url=url) for url in urls])], path, home=home)
    return [item.label for group in nav for item in group.items if item.current]


def test_the_longest_beginning_is_current():
    assert current("/s/A/cases/4K7-2QX") == ["/s/A/cases/"]
    assert current("/s/A/") == ["/s/A/"]
    assert current("/elsewhere") == []


def test_home_is_current_on_its_own_page_alone():
    assert current("/s/A/", home="/s/A/") == ["/s/A/"]
    assert current("/s/A/search/", home="/s/A/") == []
    assert current("/s/A/cases/", home="/s/A/") == ["/s/A/cases/"]


def test_an_address_without_values_is_the_same_however_often_and_under_any_prefix():
    template = Template(
        "{% url 'front' %}|{% url 'console:cases-queue' %}|{% url 'console:cases-queue' as kept %}{{ kept }}"
    )

    for prefix in ("/", "/market/", "/"):
        set_script_prefix(prefix)
        try:
            queue = f"{prefix}console/cases/"
            assert template.render(Context()) == f"{prefix}|{queue}|{queue}"
        finally:
            clear_script_prefix()
    with pytest.raises(NoReverseMatch):
        Template("{% url 'nowhere' %}").render(Context())
    with pytest.raises(NoReverseMatch):
        Template("{% url 'console:cases-detail' %}").render(Context())
    assert Template("{% url 'console:cases-detail' 'A1' %}").render(Context()) == "/console/cases/A1/"


def test_the_account_menu_is_each_persons_own_and_carries_the_token_of_its_page():
    leave = MenuItem(label="Sign out", url="/out/", post=True)
    alice, bob = Who(name="Alice <b>", menu=[leave]), Who(name="Bob", sub="Support", menu=(leave,))

    for token in ("first", "second"):
        for who in (alice, bob):
            drawn = framing.account(who, token)
            assert escape(who.name) in drawn and (who is bob) == ("Support" in drawn)
            assert re.findall(r'name="csrfmiddlewaretoken" value="([^"]*)"', drawn) == [token]
            assert "<b>" not in drawn.replace(f"<b>{escape(who.name)}</b>", "")


def test_changed_words_are_found_within_a_line():
    (row,) = side_by_side("We will ship faster.", "We will ship with Parcelway.")

    assert row.kind == "changed"
    assert [piece.text for piece in row.old or () if piece.changed] == ["faster"]


@given(st.text(max_size=300), st.text(max_size=300))
def test_a_comparison_loses_no_word(old, new):
    rows = side_by_side(old, new)

    assert ["".join(piece.text for piece in row.old) for row in rows if row.old is not None] == old.splitlines()
    assert ["".join(piece.text for piece in row.new) for row in rows if row.new is not None] == new.splitlines()


def test_a_mail_says_the_same_in_text_and_in_html():
    text, html = render_mail(
        MailPage(
            brand=Brand(name="Harbour & Co"),
            headline="Answer by Mon 23 Nov, 18:00",
            paragraphs=["41 of 804 orders left late <b>."],
            facts=[("Rate", "5.1 %")],
            action_label="Continue the plan",
            action_url="https://example.com/plan?a=1&b=2",
        )
    )

    assert "Harbour & Co" in text and "https://example.com/plan?a=1&b=2" in text and "late <b>." in text
    assert "Harbour &amp; Co" in html and "late &lt;b&gt;." in html and "Rate: 5.1 %" in text
    assert "style=" not in html
