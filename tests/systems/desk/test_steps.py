"""Steps as data and the fields of a macro's words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.kit.errors import Invalid
from goodstanding.systems.desk import rules
from goodstanding.systems.desk.rules import Step
from goodstanding.systems.desk.states import FOR_RULES, TAKEN_BACK, StepKind

EVERY = frozenset(StepKind)


def test_steps_are_read_in_order_and_empty_lines_left_out() -> None:
    steps = rules.clean_steps(
        [("tag", " refund  wave "), ("", "x"), ("priority", "high"), ("spam", "x")], allowed=EVERY
    )

    assert steps == [Step(StepKind.TAG, "refund wave"), Step(StepKind.PRIORITY, "high"), Step(StepKind.SPAM)]
    assert rules.steps_of([step.as_data() for step in steps]) == steps


@pytest.mark.parametrize(
    "given_steps",
    [
        [],
        [("", "")],
        [("fly", "away")],
        [("priority", "")],
        [("tag", "x" * 201)],
        [("snooze", "0")],
        [("snooze", "91")],
        [("snooze", "two")],
        [("snooze", "²")],
        [("assign", "sam")],
        [("priority", "high"), ("priority", "low")],
        [("tag", str(n)) for n in range(9)],
    ],
)
def test_what_cannot_be_done_is_refused_with_a_reason(given_steps: list[tuple[str, str]]) -> None:
    with pytest.raises(Invalid) as refused:
        rules.clean_steps(given_steps, allowed=EVERY)

    assert refused.value.field == "steps"


def test_rules_neither_snooze_nor_put_away_and_bulk_changes_write_no_notes() -> None:
    for kind, value in [("snooze", "3"), ("spam", ""), ("trash", "")]:
        with pytest.raises(Invalid):
            rules.clean_steps([(kind, value)], allowed=FOR_RULES)
    with pytest.raises(Invalid):
        rules.clean_steps([("note", "Look")], allowed=TAKEN_BACK)


def test_unknown_fields_are_named_once() -> None:
    assert rules.unknown_fields("{{seller.name}} {{ nobody }} {{nobody}} {{Seller}} {x}") == ["nobody"]


def test_fields_are_filled_in_once() -> None:
    values = {"seller.name": "{{me.name}}", "me.name": "Sam"}

    assert rules.fill("Dear {{ seller.name }}, {{me.name}} {{case.id}}", values) == "Dear {{me.name}}, Sam {{case.id}}"


@given(st.text(max_size=200), st.dictionaries(st.sampled_from(rules.FIELDS), st.text(max_size=20)))
def test_words_without_fields_stay_as_they_are(body: str, values: dict[str, str]) -> None:
    plain = body.replace("{", "(")

    assert rules.fill(plain, values) == plain


def test_the_most_fitting_macros_come_first_and_others_not_at_all() -> None:
    names = [
        ("", "Thanks"),
        ("payments", "Delay"),
        ("orders_shipping", "Scan"),
        ("orders_shipping.tracking", "Lost"),
        ("", "Again"),
    ]

    order = rules.best_first(names, "orders_shipping.tracking")

    assert [names[index][1] for index in order] == ["Lost", "Scan", "Again", "Thanks"]
