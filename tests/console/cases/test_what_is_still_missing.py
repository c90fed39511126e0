"""The queue, the log, the search and rules know of a case whether the seller still owes things that were asked for (ADR 228)."""

from __future__ import annotations

import importlib
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from goodstanding.base.clock import reading
from goodstanding.base.search.queries import lag
from goodstanding.systems.cases import actions, queries
from goodstanding.systems.cases.models import Case, CaseNeed, Rearrangement
from goodstanding.systems.cases.need_states import Asked, NeedState
from goodstanding.systems.cases.queries import Owner, QueueFilter, Shelf
from goodstanding.systems.cases.searching.documents import SOURCE
from goodstanding.systems.cases.states import Outcome, Rearranging
from goodstanding.systems.desk import actions as desk
from goodstanding.systems.desk.actions import RuleDraft
from goodstanding.systems.desk.models import RuleRun
from tests.factories.cases import answer, asked_for, open_case
from tests.factories.tokens import program_of
from tests.world import World

THINGS = ("Proof of delivery", "Photo of the label", "Invoice of May")
QUEUE = "/console/cases/"


@pytest.fixture
def case(world: World) -> Case:
    reading.move_to(world.now)
    return open_case(world)


def counts(case: Case) -> tuple[int | None, int | None]:
    case.refresh_from_db()
    return case.asked_count, case.missing_count


def give(world: World, case: Case, *keys: int, hours: float = 2) -> None:
    reply = actions.Reply("Here")
    actions.add_message(actor=world.alice.actor, ref=case.ref, reply=reply, given=keys, at=world.later(hours=hours))


def found(world: World, text: str) -> set[str]:
    wanted = QueueFilter(owner=Owner.ALL, shelf=Shelf.ANY, text=text)
    return {hit.case.ref for hit in queries.search_queue(world.sam.actor, wanted, None, world.now).hits}


def listed(world: World, asked: Asked | None, shelf: Shelf = Shelf.ANY) -> set[str]:
    wanted = QueueFilter(owner=Owner.ALL, shelf=shelf, asked=asked)
    return {one.ref for one in queries.queue(world.sam.actor, wanted, None).rows}


def test_the_row_counts_what_is_asked_given_missing_after_all_and_not_needed(world: World, case: Case) -> None:
    assert counts(case) == (None, None)
    proof, photo, invoice = asked_for(world, case, *THINGS)
    assert counts(case) == (3, 3)
    give(world, case, proof, invoice)
    assert counts(case) == (3, 1)

    def settle(need: int, state: NeedState) -> tuple[int | None, int | None]:
        actions.settle_need(actor=world.sam.actor, ref=case.ref, need=need, state=state, at=world.later(hours=3))
        return counts(case)

    assert settle(photo, NeedState.WAIVED) == (2, 0)
    assert settle(proof, NeedState.MISSING) == (2, 1)
    asked_for(world, case, "Signature", at=world.later(hours=4))
    assert counts(case) == (3, 2)


def test_where_nothing_is_needed_any_more_nothing_was_asked_for(world: World, case: Case) -> None:
    (proof,) = asked_for(world, case, THINGS[0])

    actions.settle_need(
        actor=world.sam.actor, ref=case.ref, need=proof, state=NeedState.WAIVED, at=world.later(hours=3)
    )

    assert counts(case) == (None, None)
    assert case.asked is None


def test_a_search_finds_what_is_missing_and_what_is_in_on_both_sides(world: World, case: Case) -> None:
    other, plain = open_case(world, subject="Second matter"), open_case(world, subject="Third matter")
    asked_for(world, case, *THINGS)
    give(world, other, *asked_for(world, other, THINGS[0]))

    assert found(world, "needs:open") == {case.ref}
    assert found(world, "needs:in") == {other.ref}
    assert found(world, "-needs:open -needs:in") == {plain.ref}
    log = world.as_(world.alice).get(f"/s/{world.harbour.ref}/cases/?q=needs:open").content.decode()
    assert case.ref in log and other.ref not in log
    assert "needs:open" in world.as_(world.alice).get(f"/s/{world.harbour.ref}/cases/search/").content.decode()
    (hint,) = queries.hints_on(world.sam.actor, "needs:lost", world.now)
    assert "open" in hint and "in" in hint


def test_the_queue_is_narrowed_by_it_on_each_shelf_with_words_and_without(world: World, case: Case) -> None:
    other = open_case(world, subject="Second matter")
    asked_for(world, case, *THINGS)
    give(world, other, *asked_for(world, other, THINGS[0]))

    assert (listed(world, Asked.OPEN), listed(world, Asked.IN)) == ({case.ref}, {other.ref})
    assert (listed(world, Asked.OPEN, Shelf.DUE), listed(world, Asked.IN, Shelf.DUE)) == (set(), {other.ref})
    assert listed(world, Asked.OPEN, Shelf.PENDING) == {case.ref}
    page = world.as_(world.sam).get(f"{QUEUE}?needs=in").content.decode()
    assert other.subject in page and case.subject not in page
    searched = world.as_(world.sam).get(f"{QUEUE}?q=matter+OR+claim&needs=open").content.decode()
    assert case.ref in searched and other.ref not in searched
    assert world.as_(world.sam).get(f"{QUEUE}?needs=sideways").status_code == 200


def test_a_case_that_is_closed_owes_nothing_and_owes_it_again_when_it_comes_back(world: World, case: Case) -> None:
    proof, *_rest = asked_for(world, case, *THINGS)
    give(world, case, proof)
    answer(world, case, outcome=Outcome.RESOLVE, at=world.later(hours=3))

    assert (found(world, "needs:open"), listed(world, Asked.OPEN)) == (set(), set())
    row = world.as_(world.alice).get(f"/s/{world.harbour.ref}/cases/").content.decode()
    assert "things asked for" not in row

    actions.reopen(actor=world.alice.actor, ref=case.ref, reason="Not yet", at=world.later(hours=4))
    assert (found(world, "needs:open"), listed(world, Asked.OPEN)) == ({case.ref}, {case.ref})


def test_both_sides_read_in_the_row_how_much_is_missing(world: World, case: Case) -> None:
    proof, photo, invoice = asked_for(world, case, *THINGS)
    log = f"/s/{world.harbour.ref}/cases/"

    assert "3 of 3 things asked for are missing" in world.as_(world.alice).get(log).content.decode()
    waiting = world.as_(world.sam).get(f"{QUEUE}?shelf=any").content.decode()
    assert "<small>3 of 3 things asked for are missing</small>" in waiting
    give(world, case, proof, photo)
    ours = world.as_(world.sam).get(QUEUE).content.decode()
    assert '<small class="close"><i aria-hidden="true">◆</i> 1 of 3 things asked for is missing</small>' in ours
    give(world, case, invoice, hours=3)
    assert "All 3 things asked for are in" in world.as_(world.sam).get(QUEUE).content.decode()
    assert "All 3 things asked for are in" in world.as_(world.alice).get(log).content.decode()


def test_a_case_that_took_another_in_counts_both_and_each_its_own_when_that_is_undone(world: World, case: Case) -> None:
    other = open_case(world, subject="Again")
    first, *_rest = asked_for(world, other, *THINGS)
    asked_for(world, case, "Signature")

    merged = actions.merge(actor=world.sam.actor, ref=other.ref, into=case.ref, reason="", at=world.later(hours=2))
    assert (counts(case), counts(other)) == ((4, 4), (None, None))
    actions.settle_need(
        actor=world.sam.actor, ref=merged.ref, need=first, state=NeedState.GIVEN, at=world.later(hours=3)
    )
    assert counts(case) == (4, 3)

    step = Rearrangement.objects.get().pk
    actions.undo(actor=world.sam.actor, ref=case.ref, step=step, at=world.later(hours=4))

    assert (counts(case), counts(other)) == ((1, 1), (3, 2))
    assert found(world, "needs:open") == {case.ref, other.ref}


def test_what_was_asked_in_a_case_split_off_comes_back_with_it(world: World, case: Case) -> None:
    actions.add_message(
        actor=world.alice.actor, ref=case.ref, reply=actions.Reply("Another matter"), at=world.later(hours=1)
    )
    part = actions.Part(places=[2], subject="Another matter")
    new = actions.split(actor=world.sam.actor, ref=case.ref, part=part, at=world.later(hours=2))
    asked_for(world, new, *THINGS, at=world.later(hours=3))
    assert (counts(case), counts(new)) == ((None, None), (3, 3))

    step = Rearrangement.objects.get().pk
    actions.undo(actor=world.sam.actor, ref=case.ref, step=step, at=world.later(hours=4))

    assert (counts(case), counts(new)) == ((3, 3), (None, None))


def test_a_case_put_away_comes_back_with_what_was_settled_meanwhile(world: World, case: Case) -> None:
    proof, *_rest = asked_for(world, case, *THINGS)
    actions.put_away(
        actor=world.sam.actor, ref=case.ref, shelf=Rearranging.TRASH, reason="By mistake", at=world.later(hours=2)
    )
    assert found(world, "needs:open") == set()
    actions.settle_need(actor=world.sam.actor, ref=case.ref, need=proof, state=NeedState.GIVEN, at=world.later(hours=3))

    step = Rearrangement.objects.get().pk
    actions.undo(actor=world.sam.actor, ref=case.ref, step=step, at=world.later(hours=4))

    assert counts(case) == (3, 2)


def test_a_rule_acts_when_everything_asked_for_has_come(world: World, case: Case) -> None:
    draft = RuleDraft(name="Complete", event="replied", query="needs:in", steps=[("tag", "complete")])
    desk.make_rule(actor=world.ada.actor, draft=draft, at=world.now)
    proof, photo, invoice = asked_for(world, case, *THINGS)

    give(world, case, proof)
    world.work_off()
    assert not RuleRun.objects.exists()
    give(world, case, photo, invoice, hours=3)
    world.work_off()

    assert RuleRun.objects.count() == 1
    assert queries.tags_of(world.sam.actor, case) == ["complete"]


def test_a_view_of_the_queue_by_it_is_kept_under_a_name_and_changes_many(world: World, case: Case) -> None:
    asked_for(world, case, *THINGS)
    open_case(world, subject="Second matter")
    sam = program_of(world.sam)

    queued = sam.get("/desk/queue?shelf=any&needs=open").json()["data"]
    tried = sam.post("/desk/bulk-changes/preview", {
        "view": {"shelf": "any", "needs": "open"}, "steps": [{"kind": "tag", "value": "papers"}],
    }).json()  # fmt: skip
    read = program_of(world.alice).get(f"/cases/{case.ref}").json()

    assert [(one["ref"], one["asked"], one["missing"]) for one in queued] == [(case.ref, 3, 3)]
    assert [one["case"] for one in tried["data"]] == [case.ref]
    assert (read["asked"], read["missing"]) == (3, 3)
    assert sam.get("/desk/queue?needs=sideways").status_code == 422


def test_the_index_says_what_a_rebuild_would_say(world: World, case: Case) -> None:
    other = open_case(world, subject="Again")
    give(world, case, *asked_for(world, case, *THINGS))
    asked_for(world, other, "Signature")
    actions.merge(actor=world.sam.actor, ref=other.ref, into=case.ref, reason="", at=world.later(hours=3))

    assert lag(SOURCE).stale == 0


def test_cases_that_asked_before_this_was_counted_are_counted_by_the_migration(world: World, case: Case) -> None:
    other, third = open_case(world, subject="Again"), open_case(world, subject="Third")
    asked_for(world, other, *THINGS)
    asked_for(world, case, "Signature")
    asked_for(world, third, "Stamp")
    actions.merge(actor=world.sam.actor, ref=other.ref, into=case.ref, reason="", at=world.later(hours=2))
    CaseNeed.objects.filter(text="Stamp").update(state="waived", settled_at=world.now, settled_by_name="Sam")
    Case.objects.update(asked_count=None, missing_count=None)

    fill = importlib.import_module("goodstanding.systems.cases.migrations.0017_fill_how_much_is_missing").fill
    fill(apps, SimpleNamespace(connection=connection))

    assert (counts(case), counts(other), counts(third)) == ((4, 4), (None, None), (None, None))
