"""Rules: when this happens in a case, if it answers the query, then do that; every run is kept."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from goodstanding.base.timeline.models import Entry
from goodstanding.kit.errors import Invalid, NotAllowed
from goodstanding.systems.cases import actions as cases_actions
from goodstanding.systems.cases import queries as case_queries
from goodstanding.systems.cases.actions import Reply
from goodstanding.systems.cases.models import Case
from goodstanding.systems.cases.states import Outcome
from goodstanding.systems.desk import actions, queries
from goodstanding.systems.desk.actions import RuleDraft
from goodstanding.systems.desk.models import DeskRule, RuleRun
from tests.factories import cases
from tests.world import World, happenings


def rule(world: World, query: str, *steps: tuple[str, str], event: str = "opened", last_one: bool = False) -> DeskRule:
    draft = RuleDraft(name=f"Rule on {query or 'all'}"[:80], event=event, query=query, steps=steps, last_one=last_one)
    return actions.make_rule(actor=world.ada.actor, draft=draft, at=world.now)


def tags(world: World, case: Case) -> Sequence[str]:
    return case_queries.tags_of(world.sam.actor, case)


def test_a_case_that_answers_the_query_gets_the_steps_and_others_do_not(world: World) -> None:
    made = rule(world, 'category:orders_shipping "delivery on 14 November"', ("tag", "claims"), ("priority", "urgent"))
    fits = cases.open_case(world)
    other = cases.open_case(world, subject="Something else entirely", body="No parcel is meant here.")
    world.work_off()

    fits.refresh_from_db()
    assert (tags(world, fits), fits.priority) == (["claims"], "urgent")
    assert tags(world, other) == []
    run = RuleRun.objects.get()
    assert (run.rule, run.case, run.refused) == (made, fits, False)
    assert [one["result"] for one in run.said] == ["done", "done"]
    assert Entry.objects.filter(verb="case.tagged").get().actor_name == f"Rule: {made.name}"[:120]


def test_it_runs_when_its_event_happens_and_only_then(world: World) -> None:
    rule(world, "", ("tag", "answered"), event="answered")
    rule(world, "", ("tag", "came-back"), event="reopened")
    case = cases.open_case(world)
    cases_actions.add_message(actor=world.alice.actor, ref=case.ref, reply=Reply("One more thing."), at=world.now)
    world.work_off()
    assert tags(world, case) == []

    case.refresh_from_db()
    cases.answer(world, case, outcome=Outcome.RESOLVE)
    world.work_off()
    assert tags(world, case) == ["answered"]

    cases_actions.reopen(actor=world.alice.actor, ref=case.ref, reason="Not solved.", at=world.now)
    world.work_off()
    assert tags(world, case) == ["answered", "came-back"]


def test_rules_run_for_what_the_marketplace_opened_and_can_leave_it_out(world: World) -> None:
    rule(world, "is:outreach", ("tag", "ours"))
    rule(world, "-is:outreach", ("tag", "asked"))
    ours, hers = cases.write_first(world), cases.open_case(world)
    world.work_off()

    assert (tags(world, ours), tags(world, hers)) == (["ours"], ["asked"])


def test_rules_see_internal_notes_and_what_the_rule_before_did(world: World) -> None:
    rule(world, "is:open", ("note", "Looks like the **carrier** strike."))
    rule(world, '"carrier strike"', ("tag", "strike"))
    rule(world, "tag:strike", ("queue", "claims"), last_one=True)
    rule(world, "", ("tag", "never"))
    case = cases.open_case(world)
    world.work_off()

    case.refresh_from_db()
    assert (tags(world, case), case.queue) == (["strike"], "claims")


def test_a_step_that_cannot_be_done_is_noted_and_hinders_no_other(world: World) -> None:
    made = rule(world, "", ("queue", "nowhere"), ("tag", "seen"))
    case = cases.open_case(world)
    world.work_off()

    run = queries.runs_of(made).rows[0]
    assert run.refused
    assert [one["result"] for one in run.said] == ["There is no such queue.", "done"]
    assert tags(world, case) == ["seen"]


def test_a_rule_that_rests_or_was_removed_does_nothing(world: World) -> None:
    resting, gone = rule(world, "", ("tag", "rests")), rule(world, "", ("tag", "gone"))
    actions.switch_rule(actor=world.ada.actor, ref=resting.ref, on=False, at=world.now)
    actions.remove_rule(actor=world.ada.actor, ref=gone.ref, at=world.now)
    case = cases.open_case(world)
    world.work_off()

    assert tags(world, case) == []
    assert [one.ref for one in queries.rules_of(world.sam.actor)] == [resting.ref]


def test_rules_run_in_their_order_which_can_be_changed(world: World) -> None:
    first, second = rule(world, "", ("priority", "low")), rule(world, "", ("priority", "high"))
    assert [one.ref for one in queries.rules_of(world.ada.actor)] == [first.ref, second.ref]
    actions.move_rule(actor=world.ada.actor, ref=second.ref, up=True, at=world.now)
    actions.move_rule(actor=world.ada.actor, ref=second.ref, up=True, at=world.now)  # it is first already

    case = cases.open_case(world)
    world.work_off()

    case.refresh_from_db()
    assert case.priority == "low"


@pytest.mark.parametrize(
    ("event", "query", "steps"),
    [
        ("never", "", [("tag", "x")]),
        ("opened", "status:sideways", [("tag", "x")]),
        ("opened", "before:yesterdayish", [("tag", "x")]),
        ("opened", "colour:red", [("tag", "x")]),
        ("opened", "x " * 200, [("tag", "x")]),
        ("opened", "", []),
        ("opened", "", [("assign", "me")]),
        ("opened", "", [("spam", "")]),
    ],
)
def test_what_cannot_be_relied_on_is_not_saved(
    world: World, event: str, query: str, steps: list[tuple[str, str]]
) -> None:
    before = happenings()
    with pytest.raises(Invalid):
        rule(world, query, *steps, event=event)

    assert (happenings(), DeskRule.objects.count()) == (before, 0)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("colour:red", "is nothing to search by. You can use"),
        ("status:sideways", "has no such value. You can use"),
        ("status:", "has no value. Write one behind the colon"),
        ("before:yesterdayish", "is not a day. Write 2026-01-31"),
        ("de*", "is too short a beginning"),
        ("x " * 100, "is too long: shorten"),
    ],
)
def test_a_refusal_says_what_to_mend_and_not_what_a_search_would_have_made_of_it(
    world: World, query: str, said: str
) -> None:
    with pytest.raises(Invalid, match=said) as refusal:
        rule(world, query, ("tag", "x"))

    assert "looked for" not in refusal.value.message
    assert "left out" not in refusal.value.message


def test_only_administrators_make_rules(world: World) -> None:
    draft = RuleDraft(name="Mine", event="opened", query="", steps=[("tag", "x")])

    for person in (world.sam, world.tess, world.alice):
        with pytest.raises(NotAllowed):
            actions.make_rule(actor=person.actor, draft=draft, at=world.now)
