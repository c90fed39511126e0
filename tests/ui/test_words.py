"""Time, numbers and prose as people read them."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from django.template import Context, Template
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.kit.money import Money
from goodstanding.ui import moments, numbers, prose

NOW = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
GAP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("away", "said"),
    [
        (timedelta(seconds=5), "now"),
        (timedelta(seconds=40), "in 40 s"),
        (timedelta(minutes=25), "in 25 min"),
        (timedelta(hours=5, minutes=10), "in 5 h 10 min"),
        (timedelta(hours=19, minutes=59), "in 19 h"),
        (timedelta(days=1, hours=4), "in 1 d 4 h"),
        (timedelta(days=12, hours=4), "in 12 d"),
        (timedelta(hours=-3), "3 h ago"),
    ],
)
def test_distance_in_time(away, said):
    assert moments.relative(NOW + away, NOW) == said


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 11, 23, 18, 0, tzinfo=UTC), "Mon 23 Nov, 18:00"),
        (datetime(2026, 3, 1, 8, 5, tzinfo=UTC), "1 Mar, 08:05"),
        (datetime(2027, 1, 1, 8, 5, tzinfo=UTC), "1 Jan 2027, 08:05"),
    ],
)
def test_the_weekday_is_named_only_near_now(at, said):
    with timezone.override(UTC):
        assert moments.absolute(at, NOW) == said


def test_a_deadline_reads_in_the_readers_time_zone():
    with timezone.override("America/New_York"):
        assert moments.absolute(datetime(2026, 11, 23, 3, 12, tzinfo=UTC), NOW) == "Sun 22 Nov, 22:12"


@pytest.mark.parametrize(
    ("due_in", "said", "kind"),
    [
        (timedelta(hours=19), "in 19 h", "soon"),
        (timedelta(days=3), "in 3 d", ""),
        (timedelta(hours=-3), "3 h overdue", "late"),
    ],
)
def test_a_deadline_says_how_urgent_it_is(due_in, said, kind):
    assert moments.remaining(NOW + due_in, NOW) == said
    assert moments.urgency(NOW + due_in, NOW) == kind


@pytest.mark.parametrize(
    ("numerator", "denominator", "target", "said"),
    [
        (41, 804, None, "5.1"),
        (6, 1544, None, "0.39"),
        (771, 783, None, "98.5"),
        (1, 4, None, "25"),
        (1, 30_000, None, "0.003"),
        (0, 30_000, None, "0"),
        (7, 7, None, "100"),
        (99_999, 100_000, None, "99.999"),
        (4_004, 100_000, Fraction(4, 100), "4.004"),
        (4, 100, Fraction(4, 100), "4"),
        (12_345, 10_000, None, "123.5"),
    ],
)
def test_a_rate_has_the_digits_it_needs(numerator, denominator, target, said):
    assert numbers.percent(numerator, denominator, target) == f"{said}{GAP}%"


def test_a_rate_of_nothing_is_a_dash():
    assert numbers.percent(0, 0) == "–"


@given(st.integers(1, 10**9), st.integers(0, 10**9))
def test_something_never_reads_as_nothing_nor_part_as_all(part, rest):
    said = numbers.percent(part, part + rest)

    assert float(said.replace(",", "").split(GAP)[0]) > 0 or part * 10**8 < part + rest
    assert rest == 0 or said != f"100{GAP}%"


def render(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context({"now": NOW} | context))


def test_time_tags_carry_the_exact_instant():
    with timezone.override(UTC):
        html = render("{% due at %}", at=NOW + timedelta(hours=19))

    assert 'datetime="2026-11-23T18:00:00+00:00"' in html
    assert 'class="when soon"' in html


def test_days_are_told_in_days():
    assert "tomorrow<small>Mon 23 Nov</small>" in render("{% when on %}", on=date(2026, 11, 23))


def test_money_in_the_readers_separators():
    assert render("{{ sum|money }}", sum=Money(431_822, "USD")) == f"4,318.22{GAP}USD"
    assert render("{{ sum|money }}", sum=Money(-1_200, "JPY")) == f"-1,200{GAP}JPY"
    assert render("{{ sum|money }}", sum=None) == "–"


def test_a_tag_has_shape_word_and_colour():
    assert render("{% tag 'over' word %}", word="<b>") == (
        '<span class="tag over"><i aria-hidden="true">▲</i><span>&lt;b&gt;</span></span>'
    )


def test_an_icon_is_hidden_from_screen_readers():
    assert 'aria-hidden="true"' in render("{% icon 'bell' %}")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("one\n\ntwo", '<p dir="auto">one</p>\n<p dir="auto">two</p>\n'),
        ("- a\n- b", '<ul dir="auto">\n<li>a</li>\n<li>b</li>\n</ul>\n'),
        ("3. a", '<ol start="3" dir="auto">\n<li>a</li>\n</ol>\n'),
        ("<script>x</script>", '<p dir="auto">&lt;script&gt;x&lt;/script&gt;</p>\n'),
        ("[a](javascript:alert(1))", '<p dir="auto">[a](javascript:alert(1))</p>\n'),
        ("# no heading", '<p dir="auto"># no heading</p>\n'),
        (
            "![x](https://example.com/a.png)",
            '<p dir="auto">!<a href="https://example.com/a.png" rel="nofollow noopener noreferrer ugc">x</a></p>\n',
        ),
    ],
)
def test_a_small_part_of_markdown(text, html):
    assert prose.markdown(text) == html


def test_a_loose_list_and_a_quote_have_one_direction_for_all_that_is_in_them():
    html = prose.markdown("- \u0645\n\n- \u0646\n\n> one\n>\n> two")

    assert html.count('dir="auto"') == 2
    assert '<ul dir="auto">' in html
    assert '<blockquote dir="auto">' in html


@given(st.text(max_size=200))
def test_no_text_becomes_an_active_element(text):
    html = prose.markdown(text).lower()

    assert all(f"<{tag}" not in html for tag in ("script", "img", "svg", "iframe", "style", "form", "input"))


def test_found_words_are_marked_at_their_beginning():
    assert prose.highlight("<Proof> of delivery, redelivery", "deliv pro") == (
        "&lt;<mark>Pro</mark>of&gt; of <mark>deliv</mark>ery, redelivery"
    )


@pytest.mark.parametrize(
    ("typed", "href", "shown"),
    [
        ("See https://carrier.example/t?x=1&y=2.", "https://carrier.example/t?x=1&amp;y=2", "</a>."),
        ("(http://a.example/b_1_2)", "http://a.example/b_1_2", "</a>)"),
        ("[x](https://a.example/) https://b.example/c", "https://b.example/c", ">x</a>"),
        ("- https://a.example/b", "https://a.example/b", "<li><a"),
    ],
)
def test_an_address_written_as_it_is_can_be_followed(typed, href, shown):
    html = prose.markdown(typed)

    assert f'<a href="{href}" rel="nofollow noopener noreferrer ugc">{href}</a>' in html
    assert shown in html


@pytest.mark.parametrize(
    "typed", ["javascript://alert(1)", "`https://a.example/b`", "ftp://a.example", "https://", "xhttps://a.b"]
)
def test_nothing_else_becomes_a_link(typed):
    assert "<a" not in prose.markdown(typed)


def test_markdown_as_one_line_is_text_that_whoever_shows_it_escapes_once():
    assert (
        prose.plain("Dear **Tillbrook Home & Linen**,\n\n- see *this* & < that")
        == "Dear Tillbrook Home & Linen, see this & < that"
    )
