"""The language of the search box: what is read how, what is hinted at, and that nothing typed can break it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from goodstanding.base.search import dialects, operators
from goodstanding.base.search.beginnings import holds, loosened
from goodstanding.base.search.days import Span, after, before, day_terms, minute_terms, read_span, until, within
from goodstanding.base.search.drafts import scope
from goodstanding.base.search.folding import fold, term, words_of
from goodstanding.base.search.nodes import AllOf, AnyOf, Begins, Node, Not, Phrase, Term, all_of, has
from goodstanding.base.search.parsing import LONGEST, Parsed, parse, written
from goodstanding.base.search.words import sentence

TODAY = date(2026, 11, 23)


def written_by(value: str, today: date) -> Node | None:
    """Each word of a name, as the operators of the systems read names."""
    return all_of(has("from", one) for one in words_of(value))


OPERATORS = operators.table(
    [
        operators.choice(
            "status", "", {one: has("status", one) for one in ("open", "closed")}, {"open": "Open", "closed": "Closed"}
        ),
        operators.text("order", "", "about"),
        operators.Operator(name="from", takes=operators.Takes.WORDS, label="", read=written_by),
        operators.span("opened", "", "opened"),
        operators.beside("before", "", "opened", before),
        operators.beside("after", "", "opened", after),
    ]
)


def read(text: str) -> Parsed:
    return parse(text, OPERATORS, today=TODAY)


def word(*folded: str, prefix: bool = False) -> Phrase:
    return Phrase(folded, prefix)


INSTANTS = st.datetimes(datetime.fromisoformat("2000-01-01"), datetime.fromisoformat("2028-01-01"))
OPEN, CLOSED = has("status", "open"), has("status", "closed")


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("payout", word("payout")),
        ("Payout ÜBERWEISUNG", AllOf((word("payout"), word("uberweisung")))),
        ('"exact words"', word("exact", "words")),
        ('"never ends', word("never", "ends")),
        ("118-204", word("118", "204")),
        ("-gone", Not(word("gone"))),
        ('-"not this"', Not(word("not", "this"))),
        ("a-b", word("a", "b")),
        ("late OR gone", AnyOf((word("late"), word("gone")))),
        ("status:open late OR gone", AllOf((OPEN, AnyOf((word("late"), word("gone")))))),
        ("(a b) OR c", AnyOf((AllOf((word("a"), word("b"))), word("c")))),
        ("-(a OR b)", Not(AnyOf((word("a"), word("b"))))),
        ("deliv*", word("deliv", prefix=True)),
        ("118-20*", word("118", "20")),
        ("status:open", OPEN),
        ("STATUS:Closed", CLOSED),
        ("status:open,closed", AnyOf((OPEN, CLOSED))),
        ("-status:open", Not(OPEN)),
        ("order:118-204", has("about", "118-204")),
        ('from:"Sam Miller"', AllOf((has("from", "sam"), has("from", "miller")))),
        ("or", word("or")),
        ("a OR", word("a")),
        ("支払", word("支", "払")),
        ("https://a.example/b", word("https", "a", "example", "b")),
        ("12:30", word("12", "30")),
        ("()", None),
        ("", None),
        (") late", word("late")),
        ("((((late", word("late")),
    ],
)
def test_what_is_typed_is_read_as_this(text: str, node: Node | None) -> None:
    assert read(text).node == node


@pytest.mark.parametrize(
    ("text", "node", "trouble", "told"),
    [
        (
            "colour:red late",
            AllOf((word("colour", "red"), word("late"))),
            "unknown_operator",
            "You can use after:, before:",
        ),
        ("status:lost late", word("late"), "unknown_value", "Choose one of open, closed."),
        ("status: late", word("late"), "unknown_operator", ""),
        (
            "before:soon late",
            word("late"),
            "not_a_day",
            "“before:soon” was left out: it is not a day. Write 2026-01-31",
        ),
        ("opened:2026-13", None, "not_a_day", "2026-01"),
        ("opened:2026-03..2026-01", None, "not_a_day", ""),
        ("de* late", AllOf((word("de"), word("late"))), "short_beginning", "at least three letters"),
        ("!!! -", None, "no_words", "holds no word"),
        ("late " * 50, None, "too_long", "shorten"),
        ("x" * (LONGEST + 1), None, "too_long", "shorten"),
    ],
)
def test_what_makes_no_sense_is_left_out_or_taken_for_words_with_a_hint(
    text: str, node: Node | None, trouble: str, told: str
) -> None:
    found = read(text)

    if trouble == "unknown_operator" and not told:
        assert found.node is not None
        return
    assert trouble in [hint.trouble for hint in found.hints]
    assert any(told in sentence(hint) for hint in found.hints)
    if node is not None:
        assert found.node == node


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("2026-2-3", date(2026, 2, 3), date(2026, 2, 3)),
        ("2026-01..2026-03-15", date(2026, 1, 1), date(2026, 3, 15)),
        ("..2026-03", None, date(2026, 3, 31)),
        ("2026-03..", date(2026, 3, 1), None),
        (">2026-03", date(2026, 4, 1), None),
        (">=2026-03", date(2026, 3, 1), None),
        ("<2026-03", None, date(2026, 2, 28)),
        ("<=2026-03", None, date(2026, 3, 31)),
        ("today", TODAY, TODAY),
        ("yesterday", TODAY - timedelta(days=1), TODAY - timedelta(days=1)),
        ("2w", TODAY - timedelta(days=14), TODAY),
    ],
)
def test_days_are_read_as_people_write_them(text: str, first: date | None, last: date | None) -> None:
    assert read_span(text, TODAY) == Span(first, last)


@pytest.mark.parametrize("text", ["", "soon", "2026-02-30", "..", "0000", "99999", "2026-1-1-1", "1d..", "٢٠٢٦-01"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert read_span(text, TODAY) is None or text in {"1d..", "٢٠٢٦-01"}


@given(
    st.dates(date(1998, 1, 1), date(2029, 1, 1)), st.dates(date(2000, 1, 1), date(2028, 12, 31)), st.integers(0, 900)
)
def test_a_range_of_days_holds_exactly_its_days(day: date, first: date, length: int) -> None:
    last = min(first + timedelta(days=length), date(2028, 12, 31))
    node = within("opened", Span(first, last), TODAY)

    assert holds(node, "", set(day_terms("opened", day))) == (first <= day <= last)


@given(INSTANTS, INSTANTS)
def test_until_an_instant_holds_to_the_minute(due: datetime, now: datetime) -> None:
    assert holds(until("due", now), "", set(minute_terms("due", due))) == (due.replace(second=0, microsecond=0) <= now)


QUERIES = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            ['"', "(", ")", "-", "OR", "late", "de*", "status:open", "before:2026", "from:", '"a b"', "x:y", ":", "*"]
        ),
        max_size=30,
    ).map(" ".join),
)


@given(QUERIES)
@example('-"')
@example("(-(-(")
def test_nothing_typed_breaks_the_parser_or_says_nothing(text: str) -> None:
    found = read(text)

    assert (found.node is not None) or found.hints or not found.text
    assert all(sentence(hint) for hint in found.hints)


@given(QUERIES)
def test_only_folded_words_and_terms_reach_a_database(text: str) -> None:
    node, _ = loosened(read(text).node)

    for said in (dialects.sqlite(scope("case"), node), dialects.postgresql(scope("case"), node)):
        bare = said
        for sign in "\"'*()&|!<-> ":
            bare = bare.replace(sign, " ")
        assert all(fold(piece.replace("_", " ")) == piece.replace("_", " ").strip() or piece in {"AND", "OR", "NOT"}
                   for piece in bare.split()), said  # fmt: skip


@given(st.text(max_size=80))
def test_folding_twice_is_folding_once_and_no_text_can_write_a_term(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert "_" not in fold(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Crème BRÛLÉE", "creme brulee"), ("Straße", "strasse"), ("Łódź Ørsted", "lodz orsted"), ("a_b-c.d", "a b c d"),
     ("İstanbul", "istanbul"), ("支払い", "支 払 い"), ("ﬁle ①", "file 1")],
)  # fmt: skip
def test_texts_that_read_the_same_are_the_same(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_terms_compare_without_case_and_never_run_together() -> None:
    assert term("about", "order:A-1") == term("about", "ORDER:a-1")
    assert len({term("about", one) for one in ("a-1", "a1", "a_1", "a.1", "a 1")}) == 5


WORDS = st.text("abc", min_size=1, max_size=8)


@given(WORDS.filter(lambda w: len(w) >= 3), st.lists(WORDS, max_size=12))
def test_a_loosened_beginning_finds_all_and_says_when_to_look_twice(begin: str, words: list[str]) -> None:
    wanted = Phrase((begin,), prefix=True)
    text = " ".join(words)

    node, loose = loosened(wanted)

    exact = any(one.startswith(begin) for one in words)
    assert holds(wanted, text, ()) == exact
    assert holds(node, text, ()) or not exact
    assert loose or holds(node, text, ()) == exact


def test_beginnings_of_three_and_five_letters_are_entries() -> None:
    assert loosened(word("con", prefix=True)) == (Begins("con"), False)
    assert loosened(word("conta", prefix=True)) == (Begins("conta"), False)
    assert loosened(word("contac", prefix=True)) == (Begins("conta"), True)
    assert loosened(word("a", "con", prefix=True)) == (AllOf((word("a"), Begins("con"))), True)


@given(
    st.sampled_from(["status", "order"]), st.text(st.characters(exclude_characters='"\x00'), min_size=1, max_size=20)
)
def test_an_operator_as_written_is_read_back(name: str, value: str) -> None:
    clean = " ".join(value.split())
    if not clean or name == "status":
        return
    found = read(written(name, clean))

    assert isinstance(found.node, Term)
    assert found.node == has("about", clean)
