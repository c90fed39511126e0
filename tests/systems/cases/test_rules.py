"""The decisions about waiting, windows and words, without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.systems.cases import clocks, rules
from goodstanding.systems.cases.clocks import Clocks
from goodstanding.systems.cases.rules import Hint, Step, Trait, Waiting, Waits
from goodstanding.systems.cases.states import MOVES, TURNS, Label, Side, Status

START = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
WAITS = Waits(
    reminder_days=(3, 7), resolve_after_days=10, reopen_within_days=14,
)  # fmt: skip
EMPTY = frozenset({"help", "problem", "urgent", "please", "account", "the", "with"})
SECONDS = st.integers(min_value=0, max_value=10**7)
SIDES = st.sampled_from(list(Side))


def days(n: float) -> datetime:
    return START + timedelta(days=n)


@given(steps=st.lists(st.tuples(SIDES, SECONDS), max_size=12), tail=SECONDS)
def test_every_second_of_a_living_case_is_on_exactly_one_clock(steps: list[tuple[Side, int]], tail: int) -> None:
    shown, at, nobody = Clocks(Side.MARKETPLACE, START), START, 0
    for side, seconds in [*steps, (Side.NOBODY, tail)]:
        at += timedelta(seconds=seconds)
        nobody += seconds if shown.side is Side.NOBODY else 0
        shown = clocks.hand_over(shown, side, at)

    shown = clocks.read(shown, at)
    used = shown.marketplace_seconds + shown.seller_seconds + shown.third_party_seconds
    assert used + nobody == (at - START).total_seconds()


@given(first=SECONDS, second=SECONDS, side=SIDES)
def test_reading_twice_is_reading_once_later(first: int, second: int, side: Side) -> None:
    begun = Clocks(side, START)
    half, whole = START + timedelta(seconds=first), START + timedelta(seconds=first + second)

    assert clocks.read(clocks.read(begun, half), whole) == clocks.read(begun, whole)


@given(used=SECONDS, wait=SECONDS)
def test_time_on_the_sellers_clock_never_shortens_ours(used: int, wait: int) -> None:
    ours = Clocks(Side.MARKETPLACE, START)
    asked = clocks.hand_over(ours, Side.SELLER, START + timedelta(seconds=used))
    back_at = START + timedelta(seconds=used + wait)
    back = clocks.hand_over(asked, Side.MARKETPLACE, back_at)

    assert back.seller_seconds == wait
    assert (back.turn_seconds, back.marketplace_seconds) == (0, used)


@pytest.mark.parametrize(
    ("sent", "reminded_at", "at", "step", "due", "number"),
    [
        (0, None, days(1), Step.REMIND, days(3), 1),
        (0, None, days(8), Step.REMIND, days(3), 2),  # both were missed: one mail, counted as the second
        (1, days(3), days(4), Step.REMIND, days(7), 2),
        (2, days(7), days(8), Step.RESOLVE, days(10), 0),
        (2, days(12), days(12), Step.RESOLVE, days(15), 0),  # reminded late: the seller keeps her three days
    ],
)
def test_a_case_that_waits_for_the_seller(
    sent: int, reminded_at: datetime | None, at: datetime, step: Step, due: datetime, number: int
) -> None:
    wake = rules.next_wake(Waiting(Status.PENDING_SELLER, START, sent, reminded_at), WAITS, at)

    assert wake == rules.Wake(due, step, number)


@given(sleeps=st.lists(st.integers(min_value=1, max_value=40 * 24), min_size=1, max_size=20))
def test_no_case_is_resolved_for_silence_before_its_last_reminder_had_its_time(sleeps: list[int]) -> None:
    waiting, at = Waiting(Status.PENDING_SELLER, START), START
    for hours in sleeps:
        at += timedelta(hours=hours)
        wake = rules.next_wake(waiting, WAITS, at)
        assert wake is not None
        if wake.at > at:
            continue
        if wake.step is Step.RESOLVE:
            assert waiting.reminders_sent == 2
            assert waiting.reminded_at is not None
            assert at - waiting.reminded_at >= timedelta(days=3)
            assert at - START >= timedelta(days=10)
            return
        waiting = Waiting(Status.PENDING_SELLER, START, wake.reminder, at)


def test_a_resolved_case_closes_for_good_when_its_window_ends() -> None:
    assert rules.next_wake(Waiting(Status.RESOLVED, START), WAITS, days(2)) == rules.Wake(days(14), Step.CLOSE)
    assert rules.within_reopen_window(START, days(14), WAITS)
    assert not rules.within_reopen_window(START, days(14) + timedelta(seconds=1), WAITS)


@pytest.mark.parametrize(
    "status", [Status.NEW, Status.OPEN, Status.REOPENED, Status.PENDING_THIRD_PARTY, Status.CLOSED]
)
def test_other_cases_do_nothing_by_themselves(status: Status) -> None:
    assert rules.next_wake(Waiting(status, START), WAITS, days(400)) is None


@pytest.mark.parametrize(
    ("subject", "hint"),
    [
        ("Help", Hint.SAYS_NOTHING),
        ("URGENT please help with the account problem", Hint.SAYS_NOTHING),
        ("Late payout", Hint.TOO_SHORT),
        ("118-204", None),
        ("Order 118-204", None),
        ("PAYOUT OF NOVEMBER HAS NOT ARRIVED", Hint.SHOUTING),
        ("Payout of 14 November has not arrived", None),
        ("", None),
    ],
)
def test_what_a_subject_is_worth(subject: str, hint: Hint | None) -> None:
    assert rules.subject_hint(subject, EMPTY) is hint


@given(text=st.text(max_size=600))
def test_one_line_is_one_bounded_line(text: str) -> None:
    line = rules.one_line(text, 80)

    assert len(line) <= 80
    assert "\n" not in line


def test_a_summary_keeps_signs_that_are_no_marks() -> None:
    assert rules.one_line("> quoted\n# Head\n- SKU HLC_1018 is **a > b** _so_ `x` <b>", 100) == (
        "quoted Head SKU HLC_1018 is a > b so x <b>"
    )


def test_a_summary_leaves_marks_out_and_ends_at_a_word() -> None:
    assert rules.one_line("**Dear** all,\n\n- first\n- second", 40) == "Dear all, first second"
    assert rules.one_line("one two three four", 15) == "one two three…"


@pytest.mark.parametrize(
    ("old", "score"),
    [
        (Trait("payments.delayed", "Something else", frozenset({("order", "1")})), 3),
        (Trait("technical.api", "Payout November arrived never", frozenset()), 2),
        (Trait("orders_shipping.tracking", "Parcel lost", frozenset()), 1),
        (Trait("orders_shipping.tracking", "Parcel lost", frozenset({("order", "2")})), 0),
        (Trait("technical.api", "Token refused", frozenset()), 0),
    ],
)
def test_how_much_cases_are_alike(old: Trait, score: int) -> None:
    new = Trait("orders_shipping.tracking", "November payout", frozenset({("order", "1")}))

    assert rules.likeness(new, old, EMPTY) == score


def test_the_most_alike_come_first_and_are_few() -> None:
    new = Trait("a.b", "Lost parcel", frozenset({("order", "1")}))
    others = {str(n): Trait("a.b", "x", frozenset()) for n in range(5)} | {
        "same": Trait("c.d", "x", frozenset({("order", "1")}))
    }

    assert rules.most_alike(new, others, EMPTY) == ["same", "0", "1"]


@pytest.mark.parametrize(
    ("label", "age", "silent"), [(Label.OPEN, 5, True), (Label.OPEN, 4, False), (Label.CLOSED, 50, False)]
)
def test_a_living_case_without_change_is_silent(label: Label, age: int, silent: bool) -> None:
    assert rules.is_silent(label, START, days(age), 5) is silent


def test_every_status_has_a_row_in_the_tables_and_an_end_is_reachable() -> None:
    assert set(MOVES) == set(TURNS) == set(Status)
    reached, edge = {Status.NEW}, [Status.NEW]
    while edge:
        for after in MOVES[edge.pop()] - reached:
            reached.add(after)
            edge.append(after)
    assert reached == set(Status)
    away = {Status.MERGED, Status.SPAM, Status.TRASHED}
    assert MOVES[Status.CLOSED] == away
    assert [MOVES[status] for status in away] == [set(), set(), set()]
