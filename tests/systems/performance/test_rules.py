from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.systems.performance import rules
from goodstanding.systems.performance.playbook import read_playbook
from goodstanding.systems.performance.states import (
    LIVE_NOTIFICATIONS,
    NOTIFICATION_MOVES,
    NOTIFICATION_PERMITS,
    PLAN_MOVES,
    PLAN_PERMITS,
    Automation,
    Detection,
    Do,
    NotificationKind,
    NotificationState,
    PlanState,
    Severity,
)
from goodstanding.systems.rulebook.queries import shipped
from goodstanding.systems.rulebook.rules import Condition, Target
from goodstanding.systems.sellers.states import MOVES, Standing

BOOK = read_playbook("default 2026.1", shipped("default").section("performance"))
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOLDS = [Standing.AT_RISK, Standing.RESTRICTED, Standing.SUSPENDED]
REASONS = rules.Reasons(
    facts="Six orders left late.", clause_code="PERFORMANCE_TARGETS", clause_text="Targets are kept.",
    rule_version="default 2026.1", scope="Offers are hidden.", territory="US", starts_at=NOW,
    ends_when="Until a plan is accepted.", detection=Detection.OWN_INITIATIVE, automated_detection=True,
    automated_decision=Automation.FULLY, redress=rules.redress_words(BOOK),
)  # fmt: skip


def test_a_complete_statement_lacks_nothing() -> None:
    assert rules.missing_in(REASONS) == []


@pytest.mark.parametrize(
    "name", ["facts", "clause_code", "clause_text", "rule_version", "scope", "territory", "ends_when", "redress"]
)
def test_each_part_of_a_statement_is_missed(name: str) -> None:
    empty: object = () if name == "redress" else "  "

    assert rules.missing_in(replace(REASONS, **{name: empty})) == [name]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("standing", "takes"),
    [
        (Standing.NORMAL, False),
        (Standing.AT_RISK, False),
        (Standing.REINSTATED, False),
        (Standing.RESTRICTED, True),
        (Standing.SUSPENDED, True),
    ],
)
def test_which_standings_need_reasons(standing: Standing, takes: bool) -> None:
    assert rules.restricts(standing) is takes


@pytest.mark.parametrize(
    ("current", "outcome", "others", "way"),
    [
        (Standing.AT_RISK, Standing.NORMAL, [], [Standing.NORMAL]),
        (Standing.RESTRICTED, Standing.REINSTATED, [], [Standing.REINSTATED]),
        (Standing.RESTRICTED, Standing.NORMAL, [], [Standing.REINSTATED, Standing.NORMAL]),
        (Standing.SUSPENDED, Standing.REINSTATED, [Standing.RESTRICTED], [Standing.REINSTATED, Standing.RESTRICTED]),
        (Standing.SUSPENDED, Standing.REINSTATED, [Standing.SUSPENDED], []),
        (Standing.AT_RISK, Standing.NORMAL, [Standing.AT_RISK], []),
        (Standing.NORMAL, Standing.REINSTATED, [], []),
        (Standing.AT_RISK, None, [], []),
    ],
)
def test_letting_go(current: Standing, outcome: Standing | None, others: list[Standing], way: list[Standing]) -> None:
    assert rules.to_release(current, outcome, others) == way


@given(st.sampled_from(list(Standing)), st.sampled_from(list(Standing)), st.lists(st.sampled_from(HOLDS), max_size=3))
def test_letting_go_never_worsens_and_never_passes_what_others_hold(
    current: Standing, outcome: Standing, others: list[Standing]
) -> None:
    way = rules.to_release(current, outcome, others)

    end = way[-1] if way else current
    assert not rules.worse(end, current)
    assert not way or not any(rules.worse(held, end) for held in others)
    assert all(after in MOVES[before] for before, after in zip([current, *way], way, strict=False))


@given(st.sampled_from(list(Standing)), st.sampled_from(HOLDS))
def test_imposing_only_worsens_and_is_always_a_move_of_the_table(current: Standing, hold: Standing) -> None:
    to = rules.to_impose(current, hold)

    assert to is None or (to in MOVES[current] and rules.worse(to, current))


@given(st.integers(-500_000, 500_000))
def test_a_stopped_clock_keeps_what_was_left(seconds: int) -> None:
    due_at = NOW + timedelta(seconds=seconds)

    assert rules.stopped(due_at, NOW) == max(0, seconds)
    assert rules.in_time(due_at, NOW) is (seconds >= 0)


@pytest.mark.parametrize(
    ("day", "until"),
    [
        ("2026-11-22", "2027-05-22"),
        ("2026-08-31", "2027-03-01"),
        ("2027-08-31", "2028-03-01"),
        ("2026-12-31", "2027-07-01"),
    ],
)
def test_six_months_never_fall_short(day: str, until: str) -> None:
    at = datetime.fromisoformat(f"{day}T12:00:00+00:00")

    assert rules.complaint_until(BOOK, at) == datetime.fromisoformat(f"{until}T12:00:00+00:00")


def test_without_the_rule_on_complaints_there_is_no_date() -> None:
    data = dict(shipped("default").section("performance"))
    data["redress"] = [r | {"enabled": r["id"] != "internal_complaint"} for r in data["redress"]]

    assert rules.complaint_until(read_playbook("x", data), NOW) is None


@pytest.mark.parametrize(
    ("severity", "earlier", "hold"),
    [
        (Severity.HIGH, 0, Standing.RESTRICTED),
        (Severity.HIGH, 1, Standing.SUSPENDED),
        (Severity.CRITICAL, 0, Standing.SUSPENDED),
    ],
)
def test_a_refusal_suspends_when_severe_or_repeated(severity: Severity, earlier: int, hold: Standing) -> None:
    assert rules.refusal_hold(BOOK.kind(NotificationKind.METRIC_AT_RISK), severity, earlier) is hold


def test_words_are_filled_in_and_values_are_not_read_as_templates() -> None:
    assert rules.fill("{metric} {unknown} {rate}", {"metric": "{rate}", "rate": "5 %"}) == "{rate} {unknown} 5 %"


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Condition.LESS_THAN, "under 4"),
        (Condition.AT_MOST, "at most 4"),
        (Condition.GREATER_THAN, "over 4"),
        (Condition.AT_LEAST, "at least 4"),
    ],
)
def test_a_target_in_words(condition: Condition, words: str) -> None:
    assert rules.target_words(Target(condition, 400)).startswith(words)


def test_tables_name_every_state() -> None:
    assert set(NOTIFICATION_MOVES) == set(NOTIFICATION_PERMITS) == set(NotificationState)
    assert set(PLAN_MOVES) == set(PLAN_PERMITS) == set(PlanState)


def test_what_is_closed_permits_nothing() -> None:
    assert all(not NOTIFICATION_PERMITS[s] for s in set(NotificationState) - LIVE_NOTIFICATIONS)
    assert all(Do.SETTLE in NOTIFICATION_PERMITS[s] for s in LIVE_NOTIFICATIONS)


def test_every_restriction_of_every_ladder_is_worded() -> None:
    holds = {
        hold for rule in BOOK.kinds.values()
        for hold in (rule.ladder.issued, rule.ladder.missed, rule.ladder.refused, rule.ladder.refused_severe) if hold
    }  # fmt: skip

    assert {hold for hold in holds if rules.restricts(hold)} <= set(BOOK.restrictions)


def test_every_ladder_can_be_left_by_an_accepted_plan() -> None:
    for rule in BOOK.kinds.values():
        steps = (rule.ladder.issued, rule.ladder.missed, rule.ladder.refused, rule.ladder.refused_severe)
        assert all(hold in rule.ladder.accepted for hold in steps if hold), rule.kind
