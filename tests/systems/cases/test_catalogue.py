"""The category tree as data: what ships holds together, and labels know languages."""

from __future__ import annotations

import copy
import json

import jsonschema
import pytest

from goodstanding.systems.cases.catalogue import Kind, Words, read_catalogue
from goodstanding.systems.cases.errors import CategoryNotFound
from goodstanding.systems.rulebook import queries
from goodstanding.systems.rulebook.shipped import SCHEMAS

SECTION = queries.shipped("default").section("cases")
SHIPPED = read_catalogue(SECTION)
SCHEMA = json.loads((SCHEMAS / "cases.json").read_text(encoding="utf-8"))


def test_every_leaf_has_a_queue_that_exists_and_a_name_of_its_own() -> None:
    leaves = list(SHIPPED.leaves())

    assert {leaf.queue for leaf in leaves} <= set(SHIPPED.queues)
    assert len({leaf.code for leaf in leaves}) == len(leaves)
    assert all(len(leaf.code) <= 65 for leaf in leaves)


def test_questions_are_named_once_per_leaf() -> None:
    for leaf in SHIPPED.leaves():
        codes = [question.code for question in leaf.questions]
        assert len(set(codes)) == len(codes), leaf.code


def test_starts_lead_to_leaves_that_ask_for_the_object() -> None:
    for kind, code in SHIPPED.starts.items():
        if kind in set(Kind):
            assert SHIPPED.leaf(code).asks_for(Kind(kind)) is not None


def test_starts_of_payouts_lead_to_leaves_that_ask_for_what_a_payout_fills_in() -> None:
    starts = {kind: code for kind, code in SHIPPED.starts.items() if kind.startswith("payout")}

    assert set(starts) >= {"payout", "payout_line"}
    for code in starts.values():
        assert {"settlement", "transaction"} & {question.code for question in SHIPPED.leaf(code).questions}


def test_how_an_object_stands_may_decide_where_it_leads() -> None:
    assert SHIPPED.start("payout", "failed") == "payments.failed_transfer"
    assert SHIPPED.start("payout", "paid") == SHIPPED.start("payout") == "payments.wrong_amount"
    assert SHIPPED.start("nothing") == ""


def test_reminders_ascend_and_come_before_the_end() -> None:
    days = [*SHIPPED.waits.reminder_days, SHIPPED.waits.resolve_after_days]

    assert days == sorted(set(days))


def test_a_label_is_shown_in_the_readers_language_else_in_english() -> None:
    words = Words({"en": "Orders", "de": "Bestellungen"})

    assert (words.in_("de-at"), words.in_("fr"), words.in_("en-gb")) == ("Bestellungen", "Orders", "Orders")


def test_a_category_that_is_gone_is_shown_by_its_path_and_not_offered() -> None:
    assert SHIPPED.label("gone.leaf", "en") == "gone.leaf"
    with pytest.raises(CategoryNotFound):
        SHIPPED.leaf("gone.leaf")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("waits", "third_party_clock"), "runs"),
        (("waits", "resolve_after_days"), 0),
        (("queues", 0, "roles"), ["king"]),
        (("categories", 0, "code"), "With Space"),
        (("categories", 0, "children", 0, "questions", 0, "type"), "colour"),
        (("categories", 0, "children", 0, "questions", 0, "type"), "choice"),
    ],
)
def test_the_schema_refuses_what_the_system_cannot_use(path: tuple[str | int, ...], value: object) -> None:
    changed = copy.deepcopy(SECTION)
    place = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(changed, SCHEMA)


def test_every_leaf_says_what_may_settle_it_in_a_few_plain_sentences() -> None:
    for leaf in SHIPPED.leaves():
        help_text = leaf.help.in_("en")
        assert 40 <= len(help_text) <= 300, leaf.code
        assert help_text.endswith("."), leaf.code
        assert "!" not in help_text, leaf.code
