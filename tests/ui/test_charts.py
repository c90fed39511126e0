"""Charts are well-formed, escape every word, and never bend a gap into a line."""

from datetime import date, timedelta
from fractions import Fraction
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from goodstanding.ui import charts

rates = st.fractions(min_value=0, max_value=3, max_denominator=100_000)
values = st.one_of(st.none(), rates, st.integers(min_value=0, max_value=10_000_000))
words = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)
NASTY = "</title><script>alert('x')</script> & \""


def parsed(markup: str) -> ElementTree.Element:
    return ElementTree.fromstring(f"<root>{markup}</root>")


def forbidden_parts(root: ElementTree.Element) -> list[str]:
    loud = [node.tag for node in root.iter() if node.tag in {"script", "style", "foreignObject"}]
    return loud + [name for node in root.iter() for name in node.attrib if name == "style" or name.startswith("on")]


def days(*counted: charts.Number | None) -> list[charts.Point]:
    return [charts.Point(date(2026, 8, 1) + timedelta(days=i), value) for i, value in enumerate(counted)]


@given(st.lists(values, max_size=60), st.one_of(st.none(), rates), words)
def test_a_sparkline_is_always_well_formed(points, target, label):
    root = parsed(charts.sparkline(points, target=target, label=label, state=label))

    assert forbidden_parts(root) == []


@given(st.lists(values, max_size=60), st.one_of(st.none(), rates), words)
def test_a_trend_is_always_well_formed(counted, target, label):
    root = parsed(charts.trend(days(*counted), label=label, target=target, state=label, unit="number"))

    assert forbidden_parts(root) == []


@given(rates, rates, st.sampled_from(["under", "over"]), words)
def test_a_bar_stays_inside_its_frame(value, target, condition, label):
    root = parsed(charts.bar_against_target(value, target, condition, label, label))

    ends = [float(bar.get("x", "0")) + float(bar.get("width", "0")) for bar in root.iter("rect")]
    assert forbidden_parts(root) == []
    assert all(0 <= end <= 150.1 for end in ends)


def test_words_are_escaped_everywhere():
    rows = [charts.Share(NASTY, Fraction(1, 2), Fraction(1, 3), NASTY)]
    points = [charts.Point(date(2026, 8, 1), Fraction(1, 20), NASTY)]

    everything = charts.share_bars(rows, cause=NASTY, share=NASTY, base=NASTY) + charts.trend(
        points, label=NASTY, summary=NASTY, state=NASTY
    )

    assert "<script" not in everything
    assert forbidden_parts(parsed(everything)) == []


def test_a_day_without_value_breaks_the_line():
    root = parsed(charts.trend(days(1, 2, None, 4, 5), label="Cases", unit="number"))

    assert len(list(root.iter("polyline"))) == 2
    assert [node for node in root.iter("rect") if node.get("class") == "gap"]


def test_a_trend_has_a_title_a_description_and_its_numbers():
    root = parsed(
        charts.trend(days(Fraction(1, 20), Fraction(1, 25)), label="Late shipment rate", target=Fraction(1, 25))
    )

    assert root.findtext(".//title") == "Late shipment rate"
    assert "The target is 4\N{NO-BREAK SPACE}%." in (root.findtext(".//desc") or "")
    assert len(root.findall(".//tbody/tr")) == 2


def test_no_value_at_all_is_said_in_words():
    assert "No day in this period has a value yet." in charts.trend(days(None, None), label="Late shipment rate")


@given(st.lists(rates, min_size=1, max_size=20))
def test_the_axis_covers_every_value_with_few_ticks(counted):
    ticks = charts.axis_ticks(max(counted), min([Fraction(0), *counted]))

    assert ticks[0] <= min(counted) and ticks[-1] >= max(counted)
    assert 2 <= len(ticks) <= 12
